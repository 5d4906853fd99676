import datetime as dt
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture(scope="module")
def careful(launch, tmp_path_factory):
    """A server that discards."""
    with launch(tmp_path_factory.mktemp("careful") / "data", restore=True) as server:
        yield server


@pytest.fixture(scope="module")
def api(careful):
    with careful.api() as session:
        yield session


def path(video):
    return f"/videos/{video['videoId']}"


def discarded(api, **fields):
    video = api.create(**fields)
    assert api.delete(path(video)).status_code == 204
    return video


def test_a_deleted_video_is_put_aside_and_taken_back(api, clips):
    video = api.create(title="Keep me", tags=["kept"])
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.finished(video["videoId"])
    before = api.get(path(video)).json()
    assert api.delete(path(video)).status_code == 204

    aside = api.get(f"/discarded{path(video)}")
    assert aside.status_code == 200
    seen = aside.json()
    assert (seen["discarded"], seen["assets"]) == (True, None)
    since, until = map(
        dt.datetime.fromisoformat, (seen["discardedAt"], seen["deletesAt"])
    )
    assert until - since == dt.timedelta(days=90)

    for url in before["assets"].values():
        if url.startswith("http"):
            assert api.get(url).status_code == 404
    for answer in (
        api.get(path(video)),
        api.get(f"{path(video)}/status"),
        api.patch(path(video), json={"title": "x"}),
        api.delete(path(video)),
        api.get(f"{path(video)}/captions"),
        api.post("/summaries", json={"videoId": video["videoId"]}),
    ):
        assert (answer.status_code, answer.json()["name"]) == (404, "videoId")
    clone = api.post("/videos", json={"title": "C", "source": video["videoId"]})
    assert (clone.status_code, clone.json()["name"]) == (404, "source")

    answer = api.patch(f"/discarded{path(video)}", json={"discarded": False})
    assert answer.status_code == 200
    after = answer.json()
    assert after == {**before, "updatedAt": after["updatedAt"]}
    assert api.get(after["assets"]["mp4"]).status_code == 200
    assert api.get(f"/discarded{path(video)}").status_code == 404
    assert api.get(path(video)).json() == after


def test_lists_show_either_kind_only(api):
    tags = ["either"]
    kept = api.create(title="B", tags=tags)
    gone = [discarded(api, title=title, tags=tags) for title in ("C", "A")]

    def ids(where, query=""):
        answer = api.get(f"{where}?tags[]=either&{query}").json()
        return [row["videoId"] for row in answer["data"]]

    assert ids("/videos") == [kept["videoId"]]
    by_title = [gone[1]["videoId"], gone[0]["videoId"]]
    assert ids("/discarded/videos", "sortBy=title") == by_title
    assert ids("/discarded/videos", "title=c") == [gone[0]["videoId"]]
    assert ids("/discarded/videos", "sortBy=title&pageSize=1&currentPage=2") == [
        gone[0]["videoId"]
    ]
    page = api.get("/discarded/videos?tags[]=either&pageSize=1").json()["pagination"]
    assert page["itemsTotal"] == 2
    assert page["links"][0]["uri"].startswith("/discarded/videos?")
    assert api.get("/discarded/videos?pageSize=0").status_code == 400
    assert api.get("/discarded/videos?sortBy=x").status_code == 400
    counted = {
        row["value"]: row["videoCount"] for row in api.get("/tags").json()["data"]
    }
    assert counted["either"] == 1


def test_what_hangs_on_a_video_is_put_aside_and_comes_back_with_it(api):
    video = api.create()
    summary = api.post("/summaries", json={"videoId": video["videoId"]}).json()
    files = {"file": ("a.vtt", b"WEBVTT\n")}
    src = api.post(f"{path(video)}/captions/en", files=files).json()["src"]
    api.delete(path(video))
    assert api.get("/summaries").json()["data"] == []
    assert api.delete(f"/summaries/{summary['summaryId']}").status_code == 404
    assert api.get(src).status_code == 404
    api.patch(f"/discarded{path(video)}", json={"discarded": False})
    assert api.get("/summaries").json()["data"] == [summary]
    assert api.get(src).status_code == 200


def test_a_video_discarded_while_it_is_encoded_is_whole_when_it_comes_back(api, clips):
    video = api.create()
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.delete(path(video))
    api.patch(f"/discarded{path(video)}", json={"discarded": False})
    assert api.finished(video["videoId"])["encoding"]["playable"]


@pytest.mark.parametrize("value", [True, "false", 0])
def test_discarding_by_hand_is_refused(api, value):
    video = discarded(api)
    answer = api.patch(f"/discarded{path(video)}", json={"discarded": value})
    body = answer.json()
    assert (answer.status_code, body["name"]) == (400, "discarded")
    assert body["detail"] == "Value must be false."
    assert body["type"].endswith("/invalid-attribute")


def test_what_is_not_discarded_cannot_be_taken_back(api, careful):
    with careful.api("sandbox_key") as other:
        foreign = discarded(other)
    for video in (api.create(), foreign, {"videoId": "vi" + 22 * "0"}):
        for answer in (
            api.get(f"/discarded{path(video)}"),
            api.patch(f"/discarded{path(video)}", json={"discarded": True}),
        ):
            assert (answer.status_code, answer.json()["name"]) == (404, "videoId")


def test_without_restore_a_deleted_video_is_gone(server):
    with server.api() as plain:
        video = discarded(plain)
        assert plain.get(f"/discarded{path(video)}").status_code == 404
        listed = plain.get("/discarded/videos").json()
        assert (listed["data"], listed["pagination"]["itemsTotal"]) == ([], 0)


def test_after_ninety_days_a_discarded_video_is_deleted_for_good(
    start, clips, wait_for
):
    server = start(restore=True)
    with server.api() as api:
        old, young = (api.create() for _ in range(2))
        api.upload(old["videoId"], clips("h264").read_bytes())
        api.finished(old["videoId"])
        for video in (old, young):
            api.delete(path(video))
    server.stop()
    folder = server.data / "videos" / old["videoId"]
    assert folder.is_dir()
    with closing(sqlite3.connect(server.data / "sandbox.db")) as db, db:
        for video, days in ((old, 90), (young, 89)):
            db.execute(
                "UPDATE videos SET discarded_at = discarded_at - ? WHERE video_id = ?",
                (days * 24 * 3600, video["videoId"]),
            )
    again = start(restore=True)
    with again.api() as api:
        wait_for(lambda: api.get(f"/discarded{path(old)}").status_code == 404)
        wait_for(lambda: not folder.exists())
        assert api.get(f"/discarded{path(young)}").status_code == 200
