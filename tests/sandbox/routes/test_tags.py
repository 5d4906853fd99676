import pytest

TAGS = (["Maths", "théorie des cordes"], ["Maths", "maths"], ["zoo", "Théâtre"], [])


@pytest.fixture(scope="module")
def tagged(launch, tmp_path_factory):
    """A server where nothing else has tags."""
    data = tmp_path_factory.mktemp("tags") / "data"
    with launch(data) as server, server.api() as api:
        for tags in TAGS:
            api.create(tags=tags)
        yield api


def listed(api, query=""):
    answer = api.get(f"/tags?{query}")
    assert answer.status_code == 200
    return [(row["value"], row["videoCount"]) for row in answer.json()["data"]]


def test_tags_are_counted_and_sorted_by_value(tagged):
    assert listed(tagged) == [
        ("Maths", 2),
        ("maths", 1),
        ("Théâtre", 1),
        ("théorie des cordes", 1),
        ("zoo", 1),
    ]
    assert [value for value, _ in listed(tagged, "sortOrder=desc")] == [
        value for value, _ in reversed(listed(tagged))
    ]


def test_tags_are_sorted_by_how_often_they_are_used(tagged):
    assert listed(tagged, "sortBy=videoCount&sortOrder=desc")[0] == ("Maths", 2)
    assert listed(tagged, "sortBy=videoCount")[-1] == ("Maths", 2)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("MATH", ["Maths", "maths"]),
        ("theo", ["théorie des cordes"]),
        ("THÉ", ["Théâtre", "théorie des cordes"]),
        ("", ["Maths", "maths", "Théâtre", "théorie des cordes", "zoo"]),
        ("nothing", []),
    ],
)
def test_a_part_of_a_tag_finds_it_without_case_and_accents(tagged, part, found):
    assert [value for value, _ in listed(tagged, f"value={part}")] == found


def test_tags_are_paged_with_their_filter(tagged):
    answer = tagged.get("/tags?value=maths&pageSize=1").json()
    assert answer["pagination"]["itemsTotal"] == 2
    links = {link["rel"]: link["uri"] for link in answer["pagination"]["links"]}
    assert [row["value"] for row in tagged.get(links["next"]).json()["data"]] == [
        "maths"
    ]
    assert tagged.get("/tags?currentPage=9").json()["data"] == []


def test_bad_queries_are_refused(tagged, slug_of):
    for query in ("sortBy=title", "sortOrder=up", "pageSize=x"):
        answer = tagged.get(f"/tags?{query}")
        assert slug_of(answer) == "request-invalid-query-parameter"
    assert tagged.get("/tags?pageSize=101").status_code == 400


def test_tags_of_deleted_videos_and_other_projects_do_not_count(api, tagged):
    video = api.create(tags=["only here"])
    assert listed(api, "value=only here") == [("only here", 1)]
    assert listed(tagged, "value=only here") == []
    api.delete(f"/videos/{video['videoId']}")
    assert listed(api, "value=only here") == []
