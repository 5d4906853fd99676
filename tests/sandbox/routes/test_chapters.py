import pytest
import requests

VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nBeginning\n"


@pytest.fixture
def video(api):
    return api.create()


def path(video, *rest):
    return "/".join(("/videos", video["videoId"], "chapters", *rest))


def send(api, video, language="en", content=VTT):
    return api.post(path(video, language), files={"file": ("parts.vtt", content)})


def test_chapters_go_on_an_empty_container_and_are_served(api, server, video):
    answer = send(api, video, "gsw-CH")
    assert answer.status_code == 200
    assert answer.json() == {
        "uri": path(video, "gsw-CH"),
        "src": f"{server.url}/vod/{video['videoId']}/chapters/gsw-CH.vtt",
        "language": "gsw-CH",
    }
    assert api.get(path(video, "gsw-CH")).json() == answer.json()
    assert api.get(answer.json()["src"]).content == VTT


def test_there_is_one_text_a_language(api, video):
    send(api, video)
    src = send(api, video, content=b"not WebVTT").json()["src"]
    assert api.get(src).content == b"not WebVTT"
    send(api, video, "fr")
    answer = api.get(path(video)).json()
    assert [row["language"] for row in answer["data"]] == ["en", "fr"]
    assert answer["pagination"]["itemsTotal"] == 2
    assert api.get(f"{path(video)}?currentPage=0").status_code == 400


def test_captions_and_chapters_do_not_mix(api, video):
    send(api, video)
    assert api.get(f"/videos/{video['videoId']}/captions").json()["data"] == []
    assert api.get(f"/videos/{video['videoId']}/captions/en").status_code == 404


def test_deleted_chapters_are_gone(api, video):
    src = send(api, video).json()["src"]
    assert api.delete(path(video, "en")).status_code == 204
    for answer in (
        api.get(path(video, "en")),
        api.delete(path(video, "en")),
        api.get(src),
    ):
        assert answer.status_code == 404


def test_chapters_cannot_be_changed(api, video):
    answer = api.patch(path(video, "en"), json={"default": True})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "DELETE"}


def test_bad_requests_are_refused(api, video, slug_of):
    assert slug_of(send(api, video, "f_r")) == "invalid-attribute"
    assert slug_of(send(api, video, content=b"")) == "uploaded-file-empty"
    assert slug_of(api.post(path(video, "en"))) == "uploaded-file-no-file"
    nobody = {"videoId": "vi" + 22 * "0"}
    for answer in (send(api, nobody), api.get(path(nobody))):
        assert (answer.status_code, answer.json()["name"]) == (404, "videoId")


def test_private_chapters_open_once(api):
    video = api.create(public=False)
    src = send(api, video).json()["src"]
    assert requests.get(src, timeout=9).status_code == 200
    assert requests.get(src, timeout=9).status_code == 404
