import pytest

from apivideo_nb.sandbox.rules.lists import (
    ListQuery,
    envelope,
    parse_list_query,
    parse_video_filter,
)
from apivideo_nb.sandbox.rules.problems import Problem


def parse(*pairs):
    return parse_list_query(pairs, ["title", "createdAt"], "createdAt")


def test_a_list_starts_with_the_latest_25():
    assert parse() == ListQuery(sort_by="createdAt", descending=True)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("sortBy", "title")], ("title", False)),
        ([("sortBy", "title"), ("sortOrder", "desc")], ("title", True)),
        ([("sortOrder", "asc")], ("createdAt", False)),
    ],
)
def test_a_list_is_sorted_as_asked(pairs, expected):
    query = parse(*pairs)
    assert (query.sort_by, query.descending) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sortBy", "size"),
        ("sortOrder", "up"),
        ("currentPage", "one"),
        ("pageSize", "1.5"),
        ("pageSize", "\u0663"),
    ],
)
def test_an_unknown_value_is_an_invalid_query_parameter(name, value):
    with pytest.raises(Problem) as caught:
        parse((name, value))
    assert caught.value.body["name"] == name
    assert caught.value.body["type"].endswith("/request-invalid-query-parameter")


def test_a_page_out_of_range_has_a_range_and_no_type():
    with pytest.raises(Problem) as caught:
        parse(("currentPage", "0"), ("pageSize", "101"))
    title = "This parameter is out of the allowed range of values."
    assert caught.value.body == {
        "title": title,
        "name": "currentPage",
        "range": {"min": 1},
        "status": 400,
        "problems": [
            {"title": title, "name": "currentPage", "range": {"min": 1}},
            {"title": title, "name": "pageSize", "range": {"min": 1, "max": 100}},
        ],
    }


def test_filters_are_read_in_every_spelling():
    wanted = parse_video_filter(
        [
            ("title", "Vid"),
            ("description", "d"),
            ("tags[]", "a b"),
            ("tags[1]", "c"),
            ("tags", "c"),
            ("metadata[Author]", "Ada"),
            ("metadata[a[0]]", "x"),
            ("liveStreamId", "li1"),
        ]
    )
    assert (wanted.title, wanted.description) == ("Vid", "d")
    assert wanted.tags == ("a b", "c")
    assert wanted.metadata == (("Author", "Ada"), ("a[0]", "x"))
    assert wanted.live_stream_id == "li1"


@pytest.mark.parametrize(
    ("page", "total", "count", "links", "pages"),
    [
        (1, 0, 0, ["self", "first", "last"], 1),
        (1, 60, 25, ["self", "first", "next", "last"], 3),
        (2, 60, 25, ["self", "first", "previous", "next", "last"], 3),
        (3, 60, 10, ["self", "first", "previous", "last"], 3),
        (9, 60, 0, ["self", "first", "previous", "last"], 3),
    ],
)
def test_an_envelope_says_where_it_is(page, total, count, links, pages):
    query = ListQuery(page=page, sort_by="title", descending=False)
    pairs = [("tags[]", "a b"), ("currentPage", str(page))]
    answer = envelope("/videos", pairs, query, ["x"] * count, total)["pagination"]
    assert [link["rel"] for link in answer["links"]] == links
    assert (answer["pagesTotal"], answer["itemsTotal"]) == (pages, total)
    assert answer["currentPageItems"] == count
    assert answer["links"][0]["uri"] == (
        f"/videos?currentPage={page}&pageSize=25&tags%5B%5D=a+b"
    )
