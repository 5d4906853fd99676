import pytest

from apivideo_nb.api.webvtt import as_webvtt, chapters_webvtt

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello"
SUBRIP = "1\n00:00:01,000 --> 00:00:02,500\n1,000 words\n"


@pytest.mark.parametrize(
    "text", [VTT, "\ufeff" + VTT, VTT.replace("\n", "\r\n"), VTT.replace("\n", "\r")]
)
def test_webvtt_stays_what_it_is_whatever_its_line_ends(text):
    assert as_webvtt(text) == VTT


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n"])
def test_subrip_is_translated_and_its_words_stay(before):
    text = before + SUBRIP.replace("\n", "\r\n")
    cue = "1\n00:00:01.000 --> 00:00:02.500\n1,000 words\n"
    assert as_webvtt(text) == "WEBVTT\n\n" + cue


@pytest.mark.parametrize("text", ["", "Hello", "WEBVTTX\n", '{"a": 1}', "1\nHello\n"])
def test_what_is_neither_is_refused_with_what_to_do(text):
    with pytest.raises(ValueError, match="first line has to be WEBVTT"):
        as_webvtt(text)


def test_chapters_are_sorted_and_each_ends_where_the_next_begins():
    text = chapters_webvtt([("1:00", "Two"), (0, "One")], duration=90.5)
    assert text.splitlines()[2:] == [
        "00:00:00.000 --> 00:01:00.000",
        "One",
        "",
        "00:01:00.000 --> 00:01:30.500",
        "Two",
    ]


@pytest.mark.parametrize("duration", [None, 5])
def test_the_last_chapter_is_long_where_the_end_is_unknown_or_wrong(duration):
    assert "00:00:30.000 --> 01:00:30.000" in chapters_webvtt(
        [(30, "Late")], duration=duration
    )


def test_a_title_stays_one_line_and_is_no_markup():
    text = chapters_webvtt([(0, "a\n\n<b>R&D --> x")])
    assert text.splitlines()[3:] == ["a &lt;b&gt;R&amp;D --&gt; x"]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([], "there is no chapter"),
        ([(1, "a"), ("0:01", "b")], "two chapters begin at 00:00:01"),
        ([("soon", "a")], "is not a time"),
    ],
)
def test_chapters_that_cannot_be_are_refused(marks, words):
    with pytest.raises(ValueError, match=words):
        chapters_webvtt(marks)
