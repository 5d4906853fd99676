import pytest

TEXT = {"abstract": "About pendulums.", "takeaways": ["They swing.", "They stop."]}


@pytest.fixture
def video(api):
    return api.create()


def create(api, video, **fields):
    return api.post("/summaries", json={"videoId": video["videoId"], **fields})


def source(summary):
    return f"/summaries/{summary['summaryId']}/source"


def only(api, video):
    """Return the summaries that a video has."""
    return api.get(f"/summaries?videoId={video['videoId']}").json()["data"]


def test_a_summary_waits_for_somebody_to_write_it(api, video):
    answer = create(api, video)
    summary = answer.json()
    assert answer.status_code == 201
    assert summary["summaryId"].startswith("summary_")
    assert summary["videoId"] == video["videoId"]
    assert (summary["origin"], summary["sourceStatus"]) == ("api", "missing")
    assert api.get(source(summary)).status_code == 404

    written = api.patch(source(summary), json=TEXT)
    assert (written.status_code, written.json()) == (201, TEXT)
    assert api.get(source(summary)).json() == TEXT
    (after,) = only(api, video)
    assert (after["origin"], after["sourceStatus"]) == ("api", "completed")


def test_a_part_of_a_summary_can_be_changed(api, video):
    summary = create(api, video, attributes=["takeaways"]).json()
    assert api.patch(source(summary), json={}).json() == {}
    assert only(api, video)[0]["sourceStatus"] == "missing"
    part = {"takeaways": ["One."]}
    assert api.patch(source(summary), json=part).json() == part
    whole = {"abstract": "All of it.", **part}
    assert api.patch(source(summary), json={"abstract": "All of it."}).json() == whole
    assert api.patch(source(summary), json={"takeaways": []}).json() == {
        "abstract": "All of it.",
        "takeaways": [],
    }


def test_a_video_has_one_summary(api, video, slug_of):
    summary = create(api, video).json()
    again = create(api, video, origin="auto")
    assert (again.status_code, slug_of(again)) == (409, "summary-already-exists")
    assert again.json() == {
        "type": "https://docs.api.video/reference/summary-already-exists",
        "title": "A summary already exists or is being created on this video.",
        "status": 409,
        "detail": "You can delete the existing summary and generate a new one.",
        "name": "videoId",
    }
    assert api.delete(f"/summaries/{summary['summaryId']}").status_code == 204
    assert create(api, video).status_code == 201


def test_a_generated_summary_is_not_pretended(api, video):
    summary = create(api, video, origin="auto").json()
    assert (summary["origin"], summary["sourceStatus"]) == ("auto", "failed")
    assert api.get(source(summary)).status_code == 404
    assert api.patch(source(summary), json=TEXT).status_code == 201
    assert only(api, video)[0]["origin"] == "api"  # somebody wrote it


def test_a_video_without_sound_is_unprocessable(api, video, clips):
    api.upload(video["videoId"], clips("silent").read_bytes())
    api.finished(video["videoId"])
    summary = create(api, video, origin="auto").json()
    assert summary["sourceStatus"] == "unprocessable"


def test_asking_at_creation_is_remembered_and_answered_honestly(api, slug_of):
    video = api.create(
        transcript=True,
        transcriptSummary=True,
        transcriptSummaryAttributes=["abstract"],
    )
    (summary,) = only(api, video)
    assert (summary["origin"], summary["sourceStatus"]) == ("auto", "failed")
    where = f"/videos/{video['videoId']}"
    again = api.patch(where, json={"transcriptSummary": True, "title": "New"})
    assert (again.status_code, slug_of(again)) == (409, "summary-already-exists")
    assert again.json()["name"] == "transcriptSummary"
    assert api.get(where).json()["title"] == "A video"  # nothing was changed
    api.delete(f"/summaries/{summary['summaryId']}")
    assert api.patch(where, json={"transcriptSummary": True}).status_code == 200
    assert api.patch(where, json={"transcriptSummary": False}).status_code == 200
    assert len(only(api, video)) == 1


def test_summaries_are_listed_filtered_sorted_and_paged(launch, tmp_path):
    with launch(tmp_path / "data") as server, server.api() as api:
        videos = sorted((api.create() for _ in range(3)), key=lambda v: v["videoId"])
        made = [
            create(api, videos[0]).json(),
            create(api, videos[1], origin="auto").json(),
            create(api, videos[2]).json(),
        ]
        api.patch(source(made[2]), json=TEXT)

        def found(query):
            rows = api.get(f"/summaries?{query}").json()["data"]
            ids = [row["summaryId"] for row in made]
            return [ids.index(row["summaryId"]) for row in rows]

        assert found("") == [2, 1, 0]
        assert found("sortBy=createdAt") == [0, 1, 2]
        assert found("sortBy=videoId&sortOrder=desc") == [2, 1, 0]
        assert sorted(found("sortBy=updatedAt")) == [0, 1, 2]
        assert found("sortBy=videoId&pageSize=2&currentPage=2") == [2]
        assert found("origin=auto") == [1]
        assert found("origin=api&sortBy=videoId") == [0, 2]
        assert found("sourceStatus=completed") == [2]
        assert found("sourceStatus=waiting") == []
        assert found(f"videoId={videos[0]['videoId']}") == [0]
        assert found("videoId=nobody") == []
        for query in ("origin=me", "sourceStatus=late", "sortBy=title", "pageSize=0"):
            assert api.get(f"/summaries?{query}").status_code == 400
        with server.api("sandbox_key") as other:
            assert other.get("/summaries").json()["data"] == []
            assert other.get(source(made[2])).status_code == 404
            gone = other.delete(f"/summaries/{made[2]['summaryId']}")
            assert gone.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({}, 400, "videoId"),
        ({"videoId": "vi" + 22 * "0"}, 404, "videoId"),
        ({"videoId": "x"}, 404, "videoId"),
        ({"videoId": "x", "origin": "api"}, 400, "origin"),
    ],
)
def test_bad_requests_are_refused(api, body, status, name):
    answer = api.post("/summaries", json=body)
    assert (answer.status_code, answer.json()["name"]) == (status, name)


def test_an_unknown_summary_is_404(api):
    nobody = {"summaryId": "summary_" + 22 * "0"}
    for answer in (
        api.get(source(nobody)),
        api.patch(source(nobody), json={"takeaways": 3}),
        api.delete(f"/summaries/{nobody['summaryId']}"),
    ):
        assert (answer.status_code, answer.json()["name"]) == (404, "summaryId")


def test_a_fourth_takeaway_is_refused(api, video):
    summary = create(api, video).json()
    answer = api.patch(source(summary), json={"takeaways": list("abcd")})
    assert (answer.status_code, answer.json()["name"]) == (400, "takeaways")
