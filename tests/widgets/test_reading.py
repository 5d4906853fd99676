import pytest

from apivideo_nb.widgets.completion import complete_path
from apivideo_nb.widgets.reading import (
    read_clip,
    read_metadata,
    read_player,
    read_watermark,
)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", {}),
        ("\n a = b \n\nc:d", {"a": "b", "c": "d"}),
        ("link = https://host/?x=1", {"link": "https://host/?x=1"}),
        ("room name: 4 = 5", {"room name": "4 = 5"}),
        ("empty =", {"empty": ""}),
    ],
)
def test_metadata_is_a_pair_a_line(text, pairs):
    assert read_metadata(text) == pairs


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: read_metadata("a = b\nnonsense"), "line 2"),
        (lambda: read_metadata("= value"), "line 1"),
        (lambda: read_metadata("a = 1\na = 2"), "a is there twice"),
        (lambda: read_clip("soon", ""), "write moments as"),
        (lambda: read_clip("1:00", "0:59"), "the end must come after"),
        (lambda: read_clip("", "0"), "the end must come after"),
        (lambda: read_player("Lecture"), "starts with pl"),
        (lambda: read_watermark("vi123", "top left"), "starts with watermark_"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(read, words):
    with pytest.raises(ValueError, match=words):
        read()


def test_nothing_typed_is_nothing_asked_for():
    assert read_clip("", " ") is None
    assert read_player(" ") is None
    assert read_watermark("", "top left") is None


def test_a_path_is_completed_with_what_is_there(tmp_path):
    for name in ("talk.mp4", "talks/a.mp4", ".hidden", "other.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    start = f"{tmp_path}/"
    assert complete_path(f"{start}ta") == (f"{start}talk.mp4", f"{start}talks/")
    assert complete_path(f"{start}talks/") == (f"{start}talks/a.mp4",)
    assert f"{start}.hidden" not in complete_path(start)
    assert complete_path(f"{start}.h") == (f"{start}.hidden",)


@pytest.mark.parametrize("text", ["", "https://host/x", "/no/such/place/x", "a\0b/"])
def test_where_nothing_can_be_suggested_nothing_is(text):
    assert complete_path(text) == ()
