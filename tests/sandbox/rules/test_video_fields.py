import pytest

from apivideo_nb.sandbox.rules.problems import Problem
from apivideo_nb.sandbox.rules.video_fields import parse_changes, parse_new_video


def faults(parse, body):
    with pytest.raises(Problem) as caught:
        parse(body)
    assert caught.value.status == 400
    return [
        (p["name"], p["type"].rpartition("/")[2]) for p in caught.value.body["problems"]
    ]


def test_a_title_is_enough_and_the_rest_has_the_tutorial_s_defaults():
    new = parse_new_video({"title": "My Demo Video"})
    assert (new.title, new.description, new.public, new.panoramic, new.mp4_support) == (
        "My Demo Video",
        "",
        True,
        False,
        True,
    )
    assert (new.tags, new.metadata, new.clip, new.source) == (
        (),
        (),
        (None, None),
        None,
    )


def test_every_field_is_read():
    new = parse_new_video(
        {
            "title": "T",
            "description": "D",
            "source": "https://example.org/a.mp4?x=1#f",
            "public": False,
            "panoramic": True,
            "mp4Support": False,
            "playerId": "pl1",
            "tags": ["a b", "c"],
            "metadata": [{"key": "Author", "value": "Ada"}],
            "clip": {"startTimecode": "00:00:01", "endTimecode": "9"},
            "watermark": {"id": "watermark_1", "top": "10px", "opacity": "70%"},
            "language": "no",
            "transcript": True,
            "transcriptSummary": True,
            "transcriptSummaryAttributes": ["abstract"],
        }
    )
    assert new.metadata == (("Author", "Ada"),)
    assert new.clip == ("00:00:01", "9")
    assert new.watermark == {"id": "watermark_1", "top": "10px", "opacity": "70%"}
    assert (new.language, new.tags) == ("no", ("a b", "c"))


@pytest.mark.parametrize("body", [None, [], "title", 3])
def test_a_body_that_is_no_object_is_an_invalid_payload(body):
    for parse in (parse_new_video, parse_changes):
        with pytest.raises(Problem, match="payload"):
            parse(body)


def test_all_faults_are_told_at_once_the_first_one_outermost():
    with pytest.raises(Problem) as caught:
        parse_new_video({"tags": "x", "public": 1, "scheduledAt": "now"})
    body = caught.value.body
    assert body["name"] == "title"
    assert body["type"].endswith("/attribute-required")
    assert [p["name"] for p in body["problems"]] == [
        "title",
        "tags",
        "public",
        "scheduledAt",
    ]


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("title", "", "title"),
        ("title", " ", "title"),
        ("title", 3, "title"),
        ("title", None, "title"),
        ("title", "half \ud800", "title"),
        ("description", None, "description"),
        ("public", "true", "public"),
        ("tags", {"a": 1}, "tags"),
        ("tags", ["a", 1], "tags[1]"),
        ("metadata", {"Author": "Ada"}, "metadata"),
        ("metadata", ["a"], "metadata[0]"),
        ("metadata", [{"key": "a"}], "metadata[0][value]"),
        ("metadata", [{"key": "a", "value": 1}], "metadata[0][value]"),
        ("metadata", [{"key": "a", "value": "b", "c": "d"}], "metadata[0][c]"),
        ("clip", {"startTimecode": "1:2"}, "clip[startTimecode]"),
        ("clip", {"startTimecode": "5", "endTimecode": "5"}, "clip[endTimecode]"),
        ("clip", "5-9", "clip"),
        ("watermark", {"top": "1px"}, "watermark[id]"),
        ("watermark", {"id": "w", "top": "1em"}, "watermark[top]"),
        ("watermark", {"id": "w", "width": "big"}, "watermark[width]"),
        ("watermark", {"id": "w", "opacity": "0.5"}, "watermark[opacity]"),
        ("language", "fr_BE", "language"),
        ("language", "xx", "language"),
        ("language", False, "language"),
        ("transcriptSummaryAttributes", ["poem"], "transcriptSummaryAttributes"),
        ("source", "ftp://example.org/a.mp4", "source"),
        ("source", "file:///etc/passwd", "source"),
        ("source", "https://", "source"),
        ("source", "http://[/a.mp4", "source"),
        ("source", "http://x.org:99999/a.mp4", "source"),
        ("source", "", "source"),
        ("videoId", "vi1", "videoId"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(field, value, name):
    assert faults(parse_new_video, {"title": "T", field: value}) == [
        (name, "invalid-attribute")
    ]


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("fr2", "must contain only letters and dashes"),
        ("fr-BE", 'The "language" attribute is not valid.'),
    ],
)
def test_a_language_is_refused_in_the_vendor_s_words(language, detail):
    with pytest.raises(Problem) as caught:
        parse_changes({"language": language})
    assert detail in caught.value.body["detail"]


@pytest.mark.parametrize(
    "field", ["source", "clip", "watermark", "videoId", "nonsense"]
)
def test_what_only_creation_sets_cannot_be_changed(field):
    assert faults(parse_changes, {field: "x"}) == [(field, "invalid-attribute")]


def test_a_patch_holds_only_what_was_sent():
    assert parse_changes({}) == {}
    assert parse_changes({"mp4Support": False, "tags": []}) == {
        "mp4_support": False,
        "tags": (),
    }


@pytest.mark.parametrize("field", ["playerId", "language"])
def test_player_and_language_can_be_cleared_with_null(field):
    assert list(parse_changes({field: None}).values()) == [None]


@pytest.mark.parametrize("field", ["title", "tags", "public", "metadata"])
def test_nothing_else_can_be_null(field):
    with pytest.raises(Problem) as caught:
        parse_changes({field: None})
    assert caught.value.body["detail"] == "This value should not be null."
