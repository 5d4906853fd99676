import pytest
import requests


def told(answer):
    """Return limit, remaining and seconds to wait, as an answer gives them."""
    assert "Retry-After" not in answer.headers
    names = ("Limit", "Remaining", "Retry-After")
    return tuple(int(answer.headers[f"X-RateLimit-{name}"]) for name in names)


@pytest.fixture(scope="module")
def limited(tmp_path_factory, launch):
    data = tmp_path_factory.mktemp("limited") / "data"
    with launch(data, rate_limits="all") as server:
        yield server


@pytest.fixture
def sandbox_api(limited):
    with limited.api("sandbox_key") as api:
        yield api


def test_a_minute_of_uploads_is_used_up_chunk_by_chunk(limited, sandbox_api, slug_of):
    token = sandbox_api.post("/upload-tokens").json()["token"]
    video_id = sandbox_api.create()["videoId"]
    for used in range(1, 41):
        if used % 2:  # a refused upload counts as well
            answer = sandbox_api.upload(video_id, b"", "part 1/2")
        else:  # and so does one with a token, which needs no key
            answer = requests.post(
                f"{limited.url}/upload?token={token}", files={"file": b""}, timeout=9
            )
        assert slug_of(answer) == "uploaded-file-empty"
        limit, remaining, wait = told(answer)
        assert (limit, remaining) == (40, 40 - used)
        assert 0 < wait <= 60
    answer = sandbox_api.upload(video_id, bytes(2**20), "part 1/1")
    assert answer.status_code == 429
    assert answer.json() == {
        "type": "https://docs.api.video/reference/too-many-requests",
        "title": "Too many requests.",
        "status": 429,
    }
    assert told(answer)[:2] == (40, 0)
    # other groups, and the other project, go on
    status = sandbox_api.get(f"/videos/{video_id}/status")
    assert status.json()["ingest"] is None
    with limited.api() as api:
        other = api.upload(api.create()["videoId"], b"x")
        assert (other.status_code, told(other)[:2]) == (201, (100, 99))


def test_writes_and_reads_are_counted_apart(sandbox_api):
    before = told(sandbox_api.get("/videos"))[1]
    assert told(sandbox_api.patch("/videos/vi1", json={}))[0] == 40
    limit, after, _ = told(sandbox_api.get("/videos/vi1"))
    assert (limit, after) == (100, before - 1)


def test_a_production_key_may_be_held_to_its_figures(limited):
    with limited.api() as api:
        limit, remaining, wait = told(api.get("/videos"))
        assert (limit, told(api.get("/videos"))[1]) == (500, remaining - 1)
        assert 0 < wait <= 60


def test_a_production_key_is_not_limited_unless_asked_for(api):
    for _ in range(2):
        assert told(api.get("/videos")) == (500, 500, 0)
    assert told(api.patch("/videos/vi1", json={})) == (200, 200, 0)


def test_every_answer_of_the_api_says_how_much_is_left(server, api):
    key = server.state["api_key"]
    assert told(requests.get(f"{server.url}/videos", timeout=9))  # 401
    assert told(api.get("/nowhere"))  # 404
    assert told(api.put("/videos"))  # 405
    assert told(api.post("/videos", data="{"))  # 400
    for answer in (
        api.post("/auth/api-key", json={"apiKey": key}),
        api.post("/auth/refresh", json={}),
        api.get("/vod/vi1"),
        api.get("/health"),
    ):
        assert not [name for name in answer.headers if "ratelimit" in name.lower()]
