import pytest
import requests

VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning.\n"


def send(api, video, language="en", content=VTT):
    return api.post(
        f"/videos/{video['videoId']}/captions/{language}",
        files={"file": ("words.vtt", content)},
    )


@pytest.fixture
def video(api):
    return api.create()


def path(video, *rest):
    return "/".join(("/videos", video["videoId"], "captions", *rest))


def test_captions_go_on_an_empty_container_and_are_served(api, server, video):
    answer = send(api, video, "fr-CA")
    assert answer.status_code == 200
    assert answer.json() == {
        "uri": path(video, "fr-CA"),
        "src": f"{server.url}/vod/{video['videoId']}/captions/fr-CA.vtt",
        "srclang": "fr-CA",
        "languageName": "Français (Canada)",
        "default": False,
    }
    assert api.get(path(video, "fr-CA")).json() == answer.json()
    served = requests.get(answer.json()["src"], timeout=9)
    assert (served.status_code, served.content) == (200, VTT)
    assert served.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert served.headers["Access-Control-Allow-Origin"] == "*"


def test_malformed_captions_are_taken_as_they_are(api, video):
    nonsense = b"\xff\xfe no captions at all"
    src = send(api, video, content=nonsense).json()["src"]
    assert api.get(src).content == nonsense


def test_captions_in_the_same_language_take_the_place_of_others(api, video):
    send(api, video)
    api.patch(path(video, "en"), json={"default": True})
    again = send(api, video, "EN", b"WEBVTT\n")
    assert again.json()["srclang"] == "en"
    assert again.json()["default"] is True
    assert api.get(again.json()["src"]).content == b"WEBVTT\n"
    assert api.get(path(video)).json()["pagination"]["itemsTotal"] == 1


def test_there_is_one_default_at_most(api, video):
    def defaults():
        rows = api.get(path(video)).json()["data"]
        return [row["srclang"] for row in rows if row["default"]]

    for language in ("en", "fr", "de"):
        send(api, video, language)
    assert defaults() == []
    for language in ("fr", "de"):
        answer = api.patch(path(video, language), json={"default": True})
        assert (answer.status_code, answer.json()["default"]) == (200, True)
        assert defaults() == [language]
    assert api.patch(path(video, "en"), json={"default": False}).ok
    assert api.patch(path(video, "en"), json={}).ok
    assert defaults() == ["de"]
    assert api.patch(path(video, "de"), json={"default": False}).ok
    assert defaults() == []


def test_captions_are_listed_by_language_and_paged(api, video):
    for language in ("sv", "en", "nl"):
        send(api, video, language)
    answer = api.get(f"{path(video)}?pageSize=2").json()
    assert [row["srclang"] for row in answer["data"]] == ["en", "nl"]
    assert answer["pagination"]["pagesTotal"] == 2
    links = {link["rel"]: link["uri"] for link in answer["pagination"]["links"]}
    assert [row["srclang"] for row in api.get(links["next"]).json()["data"]] == ["sv"]
    assert api.get(f"{path(video)}?pageSize=0").status_code == 400


def test_captions_that_are_not_there_are_404(api, video):
    for answer in (
        api.get(path(video, "en")),
        api.patch(path(video, "en"), json={"default": True}),
        api.delete(path(video, "en")),
        api.get(f"/vod/{video['videoId']}/captions/en.vtt"),
    ):
        assert answer.status_code == 404


def test_deleted_captions_are_gone(api, video):
    src = send(api, video).json()["src"]
    assert api.delete(path(video, "en")).status_code == 204
    assert api.get(path(video, "en")).status_code == 404
    assert api.get(src).status_code == 404


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("fr_BE", "must contain only letters and dashes"),
        ("klingon", 'The "language" attribute is not valid.'),
    ],
)
def test_a_language_that_is_none_is_refused_everywhere(api, video, language, detail):
    where = path(video, language)
    for answer in (
        send(api, video, language),
        api.get(where),
        api.patch(where, json={"default": True}),
        api.delete(where),
    ):
        body = answer.json()
        assert (answer.status_code, body["name"]) == (400, "language")
        assert body["type"].endswith("/invalid-attribute")
        assert detail in body["detail"]


@pytest.mark.parametrize("body", [{"default": 1}, {"default": None}, {"x": 1}, []])
def test_a_bad_change_is_refused(api, video, body):
    send(api, video)
    assert api.patch(path(video, "en"), json=body).status_code == 400


def test_a_file_must_be_there(api, video, slug_of):
    assert slug_of(api.post(path(video, "en"))) == "uploaded-file-no-file"
    assert slug_of(send(api, video, content=b"")) == "uploaded-file-empty"
    large = bytes(10 * 2**20 + 1)
    assert slug_of(send(api, video, content=large)) == "uploaded-file-too-large"
    two = [("file", ("a.vtt", VTT)), ("more", ("b.vtt", VTT))]
    answer = api.post(path(video, "en"), files=two)
    assert slug_of(answer) == "uploaded-file-multiple-files"


def test_a_video_of_nobody_has_no_captions(api, server):
    with server.api("sandbox_key") as other:
        foreign = other.create()
    for unknown in (foreign, {"videoId": "vi" + 22 * "0"}, {"videoId": "x"}):
        for answer in (
            send(api, unknown),
            api.get(path(unknown)),
            api.get(path(unknown, "en")),
            api.delete(path(unknown, "en")),
        ):
            assert (answer.status_code, answer.json()["name"]) == (404, "videoId")


def test_captions_need_a_key(server, video):
    url = f"{server.url}{path(video, 'en')}"
    for method in ("GET", "POST", "PATCH", "DELETE"):
        assert requests.request(method, url, timeout=9).status_code == 401


def test_private_captions_open_with_a_token_once_and_then_with_the_session(api):
    video = api.create(public=False)
    first = send(api, video).json()["src"]
    second = api.get(path(video, "en")).json()["src"]
    assert first != second
    base = first.partition("/token/")[0]
    assert requests.get(f"{base}/captions/en.vtt", timeout=9).status_code == 404
    assert requests.head(first, timeout=9).status_code == 200
    opened = requests.get(first, timeout=9)
    assert (opened.status_code, opened.content) == (200, VTT)
    assert requests.get(first, timeout=9).status_code == 404
    session = second.replace("captions/en.vtt", "session")
    avh = requests.get(session, timeout=9).json()["session_token"]
    assert requests.get(second, params={"avh": avh}, timeout=9).content == VTT


def test_captions_go_with_their_video(api):
    video = api.create()
    src = send(api, video).json()["src"]
    api.delete(f"/videos/{video['videoId']}")
    assert api.get(src).status_code == 404
