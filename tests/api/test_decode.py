import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from apivideo_nb import DecodingError
from apivideo_nb.api.decode import decode, wire_name
from apivideo_nb.api.models import Video
from apivideo_nb.api.status import VideoStatus


@dataclass(frozen=True, kw_only=True)
class Inner:
    number: int = 7


@dataclass(frozen=True, kw_only=True)
class Outer:
    an_id: str
    start: int = field(default=0, metadata=wire_name("from"))
    share: float = 0.0
    flag: bool = True
    words: tuple[str, ...] = ()
    inner: Inner = Inner()
    inners: tuple[Inner, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    moment: dt.datetime | None = None


def test_camel_case_members_become_fields():
    data = {
        "anId": "x",
        "from": 3,
        "share": 1,
        "flag": False,
        "words": ["a"],
        "inner": {"number": 1},
        "inners": [{"number": 2}, {}],
        "pairs": [{"key": "k", "value": "v"}],
        "moment": "2019-12-16T08:25:51+00:00",
    }
    assert decode(Outer, data) == Outer(
        an_id="x",
        start=3,
        share=1.0,
        flag=False,
        words=("a",),
        inner=Inner(number=1),
        inners=(Inner(number=2), Inner()),
        pairs={"k": "v"},
        moment=dt.datetime(2019, 12, 16, 8, 25, 51, tzinfo=dt.UTC),
    )


def test_null_and_absent_members_take_the_default():
    nulls = dict.fromkeys(("from", "share", "flag", "words", "inner", "moment"))
    assert decode(Outer, {"anId": "x", **nulls}) == Outer(an_id="x")


def test_unknown_members_are_ignored():
    assert decode(Outer, {"anId": "x", "new": {"thing": 1}}) == Outer(an_id="x")


def test_whole_numbers_and_floats_stand_for_each_other():
    decoded = decode(Outer, {"anId": "x", "from": 2.0, "share": 2})
    assert (type(decoded.start), type(decoded.share)) == (int, float)


def test_a_whole_number_may_come_as_text():
    assert decode(Outer, {"anId": "x", "from": "3"}).start == 3


def test_a_moment_without_zone_is_utc():
    decoded = decode(Outer, {"anId": "x", "moment": "2024-01-01T00:00:00"})
    assert decoded.moment == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def test_a_map_may_also_come_as_an_object():
    assert decode(Outer, {"anId": "x", "pairs": {"k": 1}}).pairs == {"k": "1"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([], "Outer: expected an object, got an array"),
        (None, "Outer: expected an object, got null"),
        ({}, "Outer: anId is missing"),
        ({"anId": 5}, "Outer.anId: expected str, got int"),
        ({"anId": "x", "flag": "yes"}, "Outer.flag: expected bool, got a string"),
        ({"anId": "x", "from": True}, "Outer.from: expected int, got a boolean"),
        ({"anId": "x", "words": "a"}, "Outer.words: expected an array, got a string"),
        ({"anId": "x", "inners": [1]}, "Outer.inners[0]: expected an object, got int"),
        ({"anId": "x", "pairs": [{}]}, "Outer.pairs: expected pairs of key and value"),
        ({"anId": "x", "moment": "now"}, "Outer.moment: expected a date and time"),
    ],
)
def test_another_shape_is_refused_with_the_place(data, text):
    with pytest.raises(DecodingError) as caught:
        decode(Outer, data)
    assert str(caught.value).startswith(text)


def test_the_tutorials_answer_is_read():
    video = Video.from_json(
        {
            "videoId": "vi8PXlHuWN25wPOVtGfBSQkJ",
            "title": "My Demo Video",
            "description": "",
            "public": True,
            "panoramic": False,
            "mp4Support": True,
            "publishedAt": "2021-02-04T01:50:23+00:00",
            "createdAt": "2021-02-04T01:50:23+00:00",
            "updatedAt": "2021-02-04T01:50:23+00:00",
            "tags": [],
            "metadata": [],
            "source": {"type": "upload", "uri": "/videos/vi8PX/source"},
            "assets": {
                "iframe": "<iframe></iframe>",
                "player": "https://embed.api.video/vod/vi8PX",
                "hls": "https://cdn.api.video/vod/vi8PX/hls/manifest.m3u8",
                "thumbnail": "https://cdn.api.video/vod/vi8PX/thumbnail.jpg",
            },
        }
    )
    assert video.title == "My Demo Video"
    assert video.source.uri == "/videos/vi8PX/source"
    assert video.assets.player == "https://embed.api.video/vod/vi8PX"
    assert video.assets.mp4 is None
    assert video.created_at == dt.datetime(2021, 2, 4, 1, 50, 23, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("ingest", "playable", "qualities", "state"),
    [
        (None, False, [], "empty"),
        ("uploading", False, [], "uploading"),
        ("ingesting", False, [], "ingesting"),
        ("uploaded", False, [], "encoding"),
        ("ingested", False, ["encoding"], "encoding"),
        ("uploaded", True, ["encoded", "waiting"], "playable"),
        ("uploaded", True, ["encoded", "encoded"], "encoded"),
        ("uploaded", True, ["encoded", "failed"], "encoded"),
        ("ingesting", False, ["failed", "failed"], "failed"),
        ("something new", False, [], "something new"),
    ],
)
def test_a_status_is_one_word(ingest, playable, qualities, state):
    status = VideoStatus.from_json(
        {
            "ingest": ingest and {"status": ingest},
            "encoding": {
                "playable": playable,
                "qualities": [{"quality": "240p", "status": s} for s in qualities],
            },
        }
    )
    assert status.state == state
