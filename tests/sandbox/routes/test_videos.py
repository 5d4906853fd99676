import re

import pytest


def ids(answer):
    return [video["videoId"] for video in answer.json()["data"]]


def test_a_new_video_has_every_field_of_the_tutorial_s_answer(server, api):
    answer = api.post("/videos", json={"title": "My Demo Video"})
    video = answer.json()
    base, video_id = server.url, video["videoId"]
    assert answer.status_code == 201
    assert re.fullmatch("vi[0-9A-Za-z]{22}", video_id)
    assert video["createdAt"] == video["publishedAt"] == video["updatedAt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", video["createdAt"])
    assert {k: v for k, v in video.items() if not k.endswith(("Id", "At"))} == {
        "title": "My Demo Video",
        "description": "",
        "public": True,
        "panoramic": False,
        "mp4Support": True,
        "tags": [],
        "metadata": [],
        "source": {"type": "upload", "uri": f"/videos/{video_id}/source"},
        "assets": {
            "iframe": f'<iframe src="{base}/vod/{video_id}" width="100%" height="100%"'
            ' frameborder="0" scrolling="no" allowfullscreen="true"></iframe>',
            "player": f"{base}/vod/{video_id}",
            "hls": f"{base}/vod/{video_id}/hls/manifest.m3u8",
            "thumbnail": f"{base}/vod/{video_id}/thumbnail.jpg",
            "mp4": f"{base}/vod/{video_id}/mp4/source.mp4",
        },
        "discarded": False,
    }
    assert api.get(f"/videos/{video_id}").json() == video


def test_an_empty_container_has_ingested_and_encoded_nothing(api):
    status = api.status(api.create()["videoId"])
    assert status["ingest"] is None
    assert status["encoding"]["playable"] is False
    assert status["encoding"]["qualities"] == []
    assert set(status["encoding"]["metadata"].values()) == {None}


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "invalid-payload"),
        (b"{", "invalid-payload"),
        (b"[]", "invalid-payload"),
        (b"\xff", "invalid-payload"),
        (b"{}", "attribute-required"),
        (b'{"title": "T", "playerId": "pl1"}', "invalid-attribute"),
        (b'{"title": "T", "watermark": {"id": "watermark_1"}}', "resource-not-found"),
        (b'{"title": "T", "source": "vi4k0jvEUuaTdRAEjQ4Jfagz"}', "resource-not-found"),
        (b'{"title": "T", "source": "gopher://x"}', "invalid-attribute"),
        (b'{"title": "\\ud800"}', "invalid-attribute"),
    ],
)
def test_a_video_that_cannot_be_made_is_not_made(api, slug_of, body, slug):
    before = api.get("/videos").json()["pagination"]["itemsTotal"]
    answer = api.post("/videos", data=body)
    assert (slug_of(answer), answer.json()["status"]) == (slug, answer.status_code)
    assert api.get("/videos").json()["pagination"]["itemsTotal"] == before


def test_a_patch_changes_what_it_names_and_nothing_else(api, wait_for):
    video = api.create(tags=["a"], metadata=[{"key": "k", "value": "v"}], language="fr")
    path = f"/videos/{video['videoId']}"
    assert (video["language"], video["languageOrigin"]) == ("fr", "api")

    def changed():
        return api.patch(path, json={"description": "New"}).json()

    after = wait_for(lambda: (v := changed())["updatedAt"] > video["updatedAt"] and v)
    assert after["description"] == "New"
    untouched = {"description": "", "updatedAt": video["updatedAt"]}
    assert {**after, **untouched} == video
    after = api.patch(
        path,
        json={"tags": [], "metadata": [{"key": "a", "value": "b"}], "language": None},
    ).json()
    assert (after["tags"], after["metadata"]) == ([], [{"key": "a", "value": "b"}])
    assert "language" not in after
    assert "mp4" not in api.patch(path, json={"mp4Support": False}).json()["assets"]
    assert (
        "token=" in api.patch(path, json={"public": False}).json()["assets"]["player"]
    )


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({"source": "https://x.org/a.mp4"}, 400, "source"),
        ({"clip": {}}, 400, "clip"),
        ({"title": None}, 400, "title"),
        ({"playerId": "pl1"}, 400, "playerId"),
        ([], 400, None),
    ],
)
def test_a_bad_patch_changes_nothing(api, body, status, name):
    video = api.create()
    answer = api.patch(f"/videos/{video['videoId']}", json=body)
    assert (answer.status_code, answer.json().get("name")) == (status, name)
    assert api.get(f"/videos/{video['videoId']}").json() == video


def test_a_deleted_video_is_gone_with_its_files(server, api, clips):
    video_id = api.create()["videoId"]
    api.upload(video_id, clips("h264").read_bytes())
    assert api.delete(f"/videos/{video_id}").status_code == 204
    assert api.delete(f"/videos/{video_id}").status_code == 404
    assert api.get(f"/videos/{video_id}").status_code == 404
    assert not (server.data / "videos" / video_id).exists()


@pytest.mark.parametrize(
    "video_id", ["vi4k0jvEUuaTdRAEjQ4Jfagz", "vi1", "..%2F..%2Fkeys.json", "%00", "é"]
)
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/status"),
        ("POST", "/source"),
        ("POST", "/thumbnail"),
        ("PATCH", "/thumbnail"),
    ],
)
def test_an_unknown_or_malformed_id_is_404(api, slug_of, video_id, method, rest):
    answer = api.request(method, f"/videos/{video_id}{rest}", json={})
    assert answer.status_code == 404
    assert slug_of(answer) in ("resource-not-found", "unrecognized-request-url")


def test_other_paths_and_methods_are_refused_in_the_vendor_s_words(api, slug_of):
    answer = api.get("/nonsense")
    assert (answer.status_code, slug_of(answer)) == (404, "unrecognized-request-url")
    assert "name" not in answer.json()
    answer = api.put("/videos")
    assert (answer.status_code, slug_of(answer)) == (405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_body_without_end_is_refused(api):
    answer = api.post("/videos", data=b'{"title": "' + b"x" * 2**21)
    assert answer.status_code == 413


@pytest.fixture(scope="module")
def library(server):
    """Six videos in a project that no other test lists."""
    with server.api("sandbox_key") as api:
        for video in api.get("/videos").json()["data"]:
            api.delete(f"/videos/{video['videoId']}")
        made = [
            api.create(
                title=title,
                description=f"Number {number} ÉTÉ",
                tags=tags,
                metadata=[{"key": "n", "value": str(number % 2)}],
            )["videoId"]
            for number, (title, tags) in enumerate(
                [
                    ("Video A", ["red"]),
                    ("Video B", ["red", "a b"]),
                    ("other", []),
                    ("100%_sure", ["red"]),
                    ("École", ["c&d"]),
                    ("video c", ["a b"]),
                ]
            )
        ]
        yield api, made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [5, 4, 3, 2, 1, 0]),
        ("sortBy=createdAt&sortOrder=asc", [0, 1, 2, 3, 4, 5]),
        ("sortBy=title", [3, 2, 0, 1, 5, 4]),
        ("sortBy=title&sortOrder=desc", [4, 5, 1, 0, 2, 3]),
        ("sortBy=updatedAt&sortOrder=desc", [5, 4, 3, 2, 1, 0]),
        ("sortBy=publishedAt&sortOrder=asc", [0, 1, 2, 3, 4, 5]),
        ("title=video", [5, 1, 0]),
        ("title=eO+b", [1]),
        ("title=%25_", [3]),
        ("title=éCOL", [4]),
        ("description=été", [5, 4, 3, 2, 1, 0]),
        ("description=number+3", [3]),
        ("tags%5B%5D=red", [3, 1, 0]),
        ("tags[]=a%20b", [5, 1]),
        ("tags%5B%5D=a+b&tags%5B%5D=red", [1]),
        ("tags%5B%5D=c%26d", [4]),
        ("tags[]=RED", []),
        ("metadata%5Bn%5D=1", [5, 3, 1]),
        ("metadata[n]=1&tags[]=a+b&title=video", [5, 1]),
        ("metadata[n]=1&metadata[x]=1", []),
        ("liveStreamId=li1", []),
        ("pageSize=2", [5, 4]),
        ("pageSize=2&currentPage=3", [1, 0]),
        ("pageSize=4&currentPage=2", [1, 0]),
        ("pageSize=4&currentPage=9", []),
        ("pageSize=1&currentPage=999999999999999999", []),
        ("pageSize=4&currentPage=2&sortBy=createdAt&sortOrder=asc", [4, 5]),
    ],
)
def test_a_list_is_filtered_sorted_and_paged(library, query, found):
    api, made = library
    assert ids(api.get(f"/videos?{query}")) == [made[number] for number in found]


def test_the_pages_of_a_list_can_be_walked_by_their_links(library):
    api, made = library
    seen = []
    uri = "/videos?pageSize=2&metadata%5Bn%5D=1"
    while uri:
        answer = api.get(uri)
        seen += ids(answer)
        found = answer.json()["pagination"]["links"]
        links = {link["rel"]: link["uri"] for link in found}
        uri = links.get("next")
    assert seen == [made[5], made[3], made[1]]
    assert answer.json()["pagination"]["itemsTotal"] == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("currentPage=0", "currentPage"),
        ("pageSize=0", "pageSize"),
        ("pageSize=101", "pageSize"),
        ("sortBy=size", "sortBy"),
        ("sortOrder=up", "sortOrder"),
        ("pageSize=many", "pageSize"),
    ],
)
def test_a_list_that_cannot_be_made_says_which_parameter_is_wrong(api, query, name):
    answer = api.get(f"/videos?{query}")
    assert (answer.status_code, answer.json()["name"]) == (400, name)
