import math

import pytest

from apivideo_nb.sandbox.rules.beacons import is_own_page, parse_beacon, viewer
from apivideo_nb.sandbox.rules.problems import Problem

GOOD = {"view": "0123-4567", "events": []}


def test_a_report_is_read():
    beacon = parse_beacon(
        {
            "view": "0123-4567",
            "referrer": "http://127.0.0.1:8888/notebooks/secret.ipynb?token=1",
            "events": [
                {"type": "impression", "value": 412.5},
                {"type": "play", "value": 0},
                {"type": "watch", "value": 9},
            ],
        }
    )
    assert beacon.mark == "0123-4567"
    assert beacon.events == (("impression", 412.5), ("play", 0.0), ("watch", 9.0))


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("http://127.0.0.1:8888/notebooks/a.ipynb?token=1#x", "http://127.0.0.1:8888/"),
        ("https://user:word@Example.com/page", "https://example.com/"),
        ("", ""),
        ("about:srcdoc", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("http://h:99999/", ""),
    ],
)
def test_of_a_referrer_only_the_origin_is_kept(referrer, kept):
    assert parse_beacon({**GOOD, "referrer": referrer}).referrer == kept


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [("watch", 1e9, 60.0), ("impression", 1e9, 600_000.0), ("play", 5, 0.0)],
)
def test_no_report_claims_more_than_can_be(kind, value, kept):
    events = [{"type": kind, "value": value}]
    assert parse_beacon({**GOOD, "events": events}).events == ((kind, kept),)


@pytest.mark.parametrize(
    "change",
    [
        {"view": "x"},
        {"view": "../../../etc"},
        {"view": 1},
        {"events": {}},
        {"events": [{"type": "resume"}]},
        {"events": [{"type": ["play"]}]},
        {"events": [{"type": "watch", "value": -1}]},
        {"events": [{"type": "watch", "value": math.inf}]},
        {"events": [{"type": "watch", "value": True}]},
        {"events": [{"type": "play"}] * 33},
        {"address": "127.0.0.1"},
    ],
)
def test_what_is_no_report_is_refused(change):
    with pytest.raises(Problem):
        parse_beacon({**GOOD, **change})


def test_a_viewer_is_the_same_for_one_day_on_one_server():
    def who(key=b"k", **changes):
        fixed = {"day": 1e9, "address": "127.0.0.1", "user_agent": "x"}
        return viewer(key, **{**fixed, **changes})

    assert who() == who(day=1e9 + 60)
    others = [who(day=1e9 + 86400), who(address="::1"), who(user_agent="y"), who(b"l")]
    assert len({who(), *others}) == 5
    assert "127" not in who()


@pytest.mark.parametrize(
    ("site", "ours"),
    [(None, True), ("same-origin", True), ("cross-site", False), ("none", False)],
)
def test_pages_of_others_are_told_apart(site, ours):
    assert is_own_page(site) is ours
