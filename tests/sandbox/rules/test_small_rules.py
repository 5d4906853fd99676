"""Rules of a few lines each: hosts, tokens, timecodes, manifests, assets, states."""

import base64
import json
import uuid

import pytest

from apivideo_nb.sandbox.rules.assets import asset_urls
from apivideo_nb.sandbox.rules.hosts import host_of, is_allowed_host, is_loopback
from apivideo_nb.sandbox.rules.identity import (
    atom,
    fingerprint,
    is_video_id,
    new_id,
)
from apivideo_nb.sandbox.rules.manifests import with_session
from apivideo_nb.sandbox.rules.problems import Problem, failure, problem
from apivideo_nb.sandbox.rules.source_state import check_source_state
from apivideo_nb.sandbox.rules.timecodes import is_timecode, seconds
from apivideo_nb.sandbox.rules.tokens import (
    bearer_token,
    is_private_token,
    private_token,
)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "127.0.0.1:41987", "127.9.9.9", "[::1]:80", "hub.org"],
)
def test_loopback_and_the_public_name_are_answered(host):
    assert is_allowed_host(host, bound="127.0.0.1", others={"hub.org"})


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "192.168.1.5",
        "a:b:c",
        "127.0.0.1@x",
    ],
)
def test_other_names_are_not(host):
    assert not is_allowed_host(host, bound="127.0.0.1", others={"hub.org"})


def test_a_server_open_to_others_answers_to_numbers_but_not_to_names():
    assert is_allowed_host("192.168.1.5:80", bound="0.0.0.0")
    assert is_allowed_host("box:80", bound="box")
    assert not is_allowed_host("evil.example", bound="0.0.0.0")


def test_loopback_is_told_from_the_rest():
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("box")
    assert host_of("https://Hub.org/user/x") == "hub.org"
    assert host_of(None) is None


def test_a_private_token_is_a_uuid_that_fits_one_video_in_one_epoch():
    token = private_token(b"key", "vi1", 0)
    assert str(uuid.UUID(token)) == token
    assert is_private_token(b"key", "vi1", 0, token)
    assert not is_private_token(b"key", "vi1", 1, token)
    assert not is_private_token(b"key", "vi2", 0, token)
    assert not is_private_token(b"other", "vi1", 0, token)
    assert not is_private_token(b"key", "vi1", 0, token.upper())
    assert not is_private_token(b"key", "vi1", 0, "nonsense")
    assert token != private_token(b"key", "vi1", 0)


@pytest.mark.parametrize(
    ("timecode", "expected"),
    [
        ("0", 0),
        ("124", 124),
        ("00:00:05", 5),
        ("100:00:00", 360000),
        ("00:01:00.25", 60.25),
        ("00:00:01:05", 1.2),
    ],
)
def test_a_timecode_is_turned_into_seconds(timecode, expected):
    assert is_timecode(timecode)
    assert seconds(timecode) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "1:00", "00:60:00", "-1", "1.5", "00:00:00.1234"])
def test_other_text_is_no_timecode(text):
    assert not is_timecode(text)
    with pytest.raises(ValueError, match="timecode"):
        seconds(text)


def test_every_link_of_a_manifest_carries_the_session():
    manifest = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n\n0.ts\n1.ts?a=b\n#EXT-X-ENDLIST\n'
    assert with_session(manifest, "s").splitlines() == [
        "#EXTM3U",
        '#EXT-X-MAP:URI="init.mp4?avh=s"',
        "",
        "0.ts?avh=s",
        "1.ts?a=b&avh=s",
        "#EXT-X-ENDLIST",
    ]


def test_assets_of_a_private_video_carry_the_token():
    urls = asset_urls("https://h/p", "vi1", token="t", mp4=True)
    assert urls["player"] == "https://h/p/vod/vi1?token=t"
    assert urls["mp4"] == "https://h/p/vod/vi1/token/t/mp4/source.mp4"
    assert urls["iframe"].startswith('<iframe src="https://h/p/vod/vi1?token=t" width=')
    assert "mp4" not in asset_urls("https://h", "vi1", token=None, mp4=False)


def test_ids_have_a_prefix_and_22_characters():
    assert is_video_id(new_id("vi"))
    assert not is_video_id(new_id("to"))
    assert not is_video_id(new_id("vi") + "/")
    assert atom(None) is None


@pytest.mark.parametrize(
    ("state", "slug"),
    [
        ({"origin": "download"}, "video-source-already-downloaded"),
        ({"origin": "copy", "ingest": "ingested"}, "video-source-already-copied"),
        ({"ingest": "uploaded", "unit": "part"}, "video-source-already-uploaded"),
        ({"unit": "part", "ranged": False}, "video-content-range-already-initiated"),
    ],
)
def test_a_video_takes_one_source_ever(state, slug):
    usual = {"origin": "upload", "ingest": None, "unit": None, "ranged": True}
    with pytest.raises(Problem) as caught:
        check_source_state(**{**usual, **state})
    assert caught.value.body["type"].endswith(slug)
    check_source_state(**usual)


def test_a_bearer_token_is_a_jwt_that_nobody_has_seen_before():
    token = bearer_token(b"key", now=1000, ttl=60)
    header, claims, _ = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        for part in token.split(".")
    )
    assert json.loads(header)["alg"] == "HS256"
    assert json.loads(claims)["exp"] == 1060
    assert token != bearer_token(b"key", now=1000, ttl=60)
    assert token not in fingerprint(token)


def test_a_problem_says_only_what_is_known():
    assert problem("invalid-payload").body == {
        "type": "https://docs.api.video/reference/invalid-payload",
        "title": "The payload is invalid.",
        "status": 400,
    }
    assert failure(507, "Full.").body == {"title": "Full.", "status": 507}
    assert str(failure(507, "Full.")) == "507: Full."
