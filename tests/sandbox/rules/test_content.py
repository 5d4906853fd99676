"""Bodies of the nouns about content."""

import pytest

from apivideo_nb.sandbox.rules.bodies import read, text
from apivideo_nb.sandbox.rules.discarding import check_restore
from apivideo_nb.sandbox.rules.folding import folded
from apivideo_nb.sandbox.rules.lists import parse_choice, parse_list_query, parse_paging
from apivideo_nb.sandbox.rules.problems import Problem
from apivideo_nb.sandbox.rules.summaries import (
    outcome,
    parse_new_summary,
    parse_source,
)
from apivideo_nb.sandbox.rules.themes import DEFAULTS, is_colour, parse_theme


def faults(parse, body):
    with pytest.raises(Problem) as refused:
        parse(body)
    assert refused.value.status == 400
    problems = refused.value.body.get("problems", [refused.value.body])
    return [fault.get("name") for fault in problems]


@pytest.mark.parametrize(
    "colour",
    [
        "rgba(255, 255, 255, 1)",
        "rgba(0,0,0,0)",
        "rgba(88, 131, 255, .95)",
        "rgba( 1 , 2 , 3 , 0.5 )",
        "rgba(1, 2, 3, 1.0)",
    ],
)
def test_a_colour_is_red_green_blue_and_density(colour):
    assert is_colour(colour)
    assert parse_theme({"trackPlayed": colour}) == {"trackPlayed": colour}


@pytest.mark.parametrize(
    "colour",
    [
        "red",
        "#ffffff",
        "rgb(1, 2, 3)",
        "rgba(256, 0, 0, 1)",
        "rgba(0, 0, 0, 1.5)",
        "rgba(0, 0, 0, 2)",
        "rgba(0, 0, 0, 1); } body { display: none",
        "rgba(0, 0, 0, .)",
        "rgba(٣, 0, 0, 1)",
        "",
        7,
        None,
    ],
)
def test_what_is_no_colour_is_refused(colour):
    assert faults(parse_theme, {"backgroundTop": colour}) == ["backgroundTop"]


def test_a_theme_is_checked_field_by_field():
    body = {"name": "x" * 101, "hideTitle": "yes", "text": "white", "shape": 1}
    assert faults(parse_theme, body) == ["name", "hideTitle", "text", "shape"]
    assert parse_theme({"name": "x" * 100})
    assert parse_theme({}) == {}
    assert parse_theme(DEFAULTS.copy()) == DEFAULTS
    assert faults(parse_theme, []) == [None]


def test_a_summary_names_its_video():
    assert faults(parse_new_summary, {}) == ["videoId"]
    assert faults(parse_new_summary, {"videoId": 3}) == ["videoId"]
    assert faults(parse_new_summary, {"videoId": "v", "origin": "api"}) == ["origin"]
    wrong = {"videoId": "v", "attributes": ["title"]}
    assert faults(parse_new_summary, wrong) == ["attributes"]
    new = parse_new_summary({"videoId": "v", "origin": "auto", "attributes": []})
    assert (new.origin, new.attributes) == ("auto", ())


def test_a_stored_summary_has_three_takeaways_at_most():
    assert parse_source({"takeaways": ["a", "b", "c"]})["takeaways"] == ("a", "b", "c")
    assert faults(parse_source, {"takeaways": list("abcd")}) == ["takeaways"]
    assert faults(parse_source, {"takeaways": ["a", 2]}) == ["takeaways[1]"]
    assert faults(parse_source, {"abstract": None}) == ["abstract"]
    assert faults(parse_source, {"title": "T"}) == ["title"]


@pytest.mark.parametrize(
    ("origin", "speechless", "state"),
    [
        ("api", False, "missing"),
        ("api", True, "missing"),
        ("auto", False, "failed"),
        ("auto", True, "unprocessable"),
    ],
)
def test_no_summary_is_said_to_be_on_its_way(origin, speechless, state):
    assert outcome(origin=origin, speechless=speechless) == state


@pytest.mark.parametrize("body", [{}, {"discarded": True}, {"discarded": 0}, [], None])
def test_only_one_thing_can_be_asked_of_a_discarded_video(body):
    with pytest.raises(Problem):
        check_restore(body)
    check_restore({"discarded": False})


def test_a_body_may_have_several_faults_and_the_missing_come_first():
    def parse(body):
        return read(body, {"a": text, "b": text}, required=("b",), nullable=("a",))

    assert faults(parse, {"a": 1, "z": 2}) == ["b", "a", "z"]
    assert parse({"a": None, "b": "x"}) == {"a": None, "b": "x"}


def test_folding_takes_case_and_accents_away():
    assert folded("Théorie des CORDES") == folded("THEORIE DES cordes")
    assert folded("straße") == folded("STRASSE")


def test_some_lists_have_an_order_of_their_own():
    assert not parse_list_query([], ("value",), "value", descending=False).descending
    down = [("sortOrder", "desc")]
    assert parse_list_query(down, ("value",), "value", descending=False).descending
    assert parse_paging([("sortBy", "nonsense"), ("pageSize", "2")]).page_size == 2
    with pytest.raises(Problem):
        parse_paging([("currentPage", "0")])


def test_a_choice_is_one_of_few_or_none():
    assert parse_choice([], "origin", ("api", "auto")) is None
    assert parse_choice([("origin", "")], "origin", ("api", "auto")) is None
    with pytest.raises(Problem) as refused:
        parse_choice([("origin", "me")], "origin", ("api", "auto"))
    assert refused.value.body["name"] == "origin"
