import datetime as dt
from pathlib import Path

import pytest

from apivideo_nb.magic import values


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0:05-0:10", (5.0, 10.0)),
        ("30-", (30.0, None)),
        ("-10", (None, 10.0)),
        ("5 - 10", (5.0, 10.0)),
        ((5, "0:10"), (5.0, 10.0)),
        ([None, 10], (None, 10.0)),
    ],
)
def test_a_clip_has_a_start_an_end_or_both(written, expected):
    assert values.clip(written) == expected


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("5", "is not START-END"),
        ("-", "is not START-END"),
        ("1-2-3", "is not START-END"),
        ("10-5", "ends before it begins"),
        ("5-5", "ends before it begins"),
        ("a-b", "is not a time"),
    ],
)
def test_what_is_no_clip_is_refused(written, message):
    with pytest.raises(ValueError, match=message):
        values.clip(written)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("speaker=Ada", (("speaker", "Ada"),)),
        ("formula=a=b", (("formula", "a=b"),)),
        ("empty=", (("empty", ""),)),
        ({"year": 2026, "by": "Ada"}, (("year", "2026"), ("by", "Ada"))),
    ],
)
def test_metadata_comes_as_pairs_or_as_a_mapping(given, expected):
    assert values.pairs(given) == expected


@pytest.mark.parametrize("given", ["novalue", "=x", "", 5])
def test_metadata_without_a_key_or_a_value_is_refused(given):
    with pytest.raises(ValueError, match="is not KEY=VALUE"):
        values.pairs(given)


def test_tags_come_one_by_one_or_as_a_list():
    assert values.texts("a b") == ("a b",)
    assert values.texts(["a", 1]) == ("a", "1")
    assert values.texts(("x",)) == ("x",)


@pytest.mark.parametrize("given", [None, b"bytes", [None], bytearray(b"x")])
def test_what_would_print_oddly_is_no_text(given):
    with pytest.raises(ValueError, match="is not text"):
        values.texts(given)


@pytest.mark.parametrize("given", ["5", 5, " 12 "])
def test_a_count_is_a_whole_number(given):
    assert values.count(given) == int(given)


@pytest.mark.parametrize("given", ["0", "-3", "1.5", "many", None, ""])
def test_what_counts_nothing_is_refused(given):
    with pytest.raises(ValueError, match="is not a whole number above 0"):
        values.count(given)


def test_a_video_stands_for_its_id():
    class Video:
        video_id = "vi123"

    assert values.video_id(Video()) == "vi123"
    assert values.video_id(" vi123 ") == "vi123"


@pytest.mark.parametrize("given", ["", "  ", None, 5, dt.date(2026, 1, 1)])
def test_what_is_no_video_is_refused(given):
    with pytest.raises(ValueError, match="neither a video nor its id"):
        values.video_id(given)


def test_a_source_is_handed_on_as_it_is():
    anything = object()
    assert values.source(anything) is anything
    assert values.source("~/x.mp4") == "~/x.mp4"


@pytest.mark.parametrize("given", ["", None])
def test_no_source_at_all_is_refused(given):
    with pytest.raises(ValueError, match="nothing to upload"):
        values.source(given)


def test_a_picture_is_a_path_or_bytes():
    assert values.picture("~/p.jpg") == Path.home() / "p.jpg"
    assert values.picture(Path("p.jpg")) == Path("p.jpg")
    assert values.picture(b"\xff\xd8") == b"\xff\xd8"
    with pytest.raises(ValueError, match="neither a path nor bytes"):
        values.picture(5)
