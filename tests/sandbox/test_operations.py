"""Every operation of the vendor's API description, called for real.

``samples/operations.json`` lists them, live streams apart: method, path, status of
success, and the schema of the answer. The vendor's Python client judges the answers.
"""

import importlib
import io
import json
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # in its generated code
    from apivideo.api_client import ApiClient

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:apivideo")

SAMPLES = Path(__file__).parent.parent / "samples"
OPERATIONS = json.loads((SAMPLES / "operations.json").read_text("utf-8"))
VTT = {"file": ("words.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning.\n")}
HOOK = {"events": ["video.encoding.quality.completed"], "url": "http://127.0.0.1:9/"}
SUMMARY = {"abstract": "About pendulums.", "takeaways": ["They swing."]}


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return {"file": ("picture.png", out.getvalue())}


# what the body of a request is; the others need none
BODIES = {
    "POST /videos": {"json": {"title": "A video"}},
    "PATCH /videos/{videoId}": {"json": {"title": "Another"}},
    "POST /videos/{videoId}/source": {"files": {"file": ("a.mp4", b"x")}},
    "POST /upload": {"files": {"file": ("a.mp4", b"x")}},
    "POST /videos/{videoId}/thumbnail": {"files": picture()},
    "PATCH /videos/{videoId}/thumbnail": {"json": {"timecode": "00:00:01"}},
    "PATCH /discarded/videos/{videoId}": {"json": {"discarded": False}},
    "POST /upload-tokens": {"json": {"ttl": 60}},
    "POST /videos/{videoId}/captions/{language}": {"files": VTT},
    "PATCH /videos/{videoId}/captions/{language}": {"json": {"default": True}},
    "POST /videos/{videoId}/chapters/{language}": {"files": VTT},
    "POST /watermarks": {"files": picture()},
    "PATCH /summaries/{summaryId}/source": {"json": SUMMARY},
    "POST /players": {"json": {"name": "Mine"}},
    "PATCH /players/{playerId}": {"json": {"name": "Yours"}},
    "POST /players/{playerId}/logo": {
        "files": picture(),
        "data": {"link": "https://example.org/"},
    },
    "POST /webhooks": {"json": HOOK},
}


@pytest.fixture(scope="module")
def api(launch, tmp_path_factory):
    # only with the option "Video Restore" are there discarded videos
    data = tmp_path_factory.mktemp("operations") / "data"
    with launch(data, restore=True) as server, server.api() as session:
        session.key = server.state["api_key"]
        yield session


def made(api, path, **body):
    answer = api.post(path, **body)
    assert answer.ok, answer.text
    return answer.json()


def a_video(api):
    return {"videoId": api.create(tags=["one"])["videoId"]}


def a_discarded_video(api):
    video = a_video(api)
    assert api.delete(f"/videos/{video['videoId']}").status_code == 204
    return video


def a_video_with(kind):
    def make(api):
        video = a_video(api)
        made(api, f"/videos/{video['videoId']}/{kind}/fr", files=VTT)
        return video

    return make


def a_token(api):
    return {"uploadToken": made(api, "/upload-tokens")["token"]}


def a_watermark(api):
    return made(api, "/watermarks", files=picture())


def a_player(api):
    player = made(api, "/players", json={})
    return made(api, f"/players/{player['playerId']}/logo", files=picture())


def a_webhook(api):
    return made(api, "/webhooks", json=HOOK)


def a_summary(api):
    summary = made(api, "/summaries", json=a_video(api))
    made_of = f"/summaries/{summary['summaryId']}/source"
    assert api.patch(made_of, json=SUMMARY).status_code == 201
    return summary


def a_viewer(api):
    video = a_video(api)
    report = {"view": "page-0001", "events": [{"type": "play"}]}
    where = f"/vod/{video['videoId']}/report"
    assert api.post(where, json=report).status_code == 204
    return {"metric": "play", "aggregation": "count", "breakdown": "browser"}


# what there must be before; the first that fits
MAKERS = {
    "GET /videos/{videoId}/captions": a_video_with("captions"),
    "PATCH /videos/{videoId}/captions": a_video_with("captions"),
    "DELETE /videos/{videoId}/captions": a_video_with("captions"),
    "GET /videos/{videoId}/chapters": a_video_with("chapters"),
    "DELETE /videos/{videoId}/chapters": a_video_with("chapters"),
    " /videos": a_video,
    " /tags": a_video,
    " /discarded": a_discarded_video,
    " /upload-tokens": a_token,
    " /watermarks": a_watermark,
    " /players": a_player,
    " /webhooks": a_webhook,
    " /summaries": a_summary,
    " /data": a_viewer,
}


def things(api, operation):
    """Make what an operation is about; return what its path is filled with."""
    makers = (make for start, make in MAKERS.items() if start in operation)
    found = next(makers, lambda _: {})(api)
    return {"language": "fr", **found}


def body_of(api, operation):
    """Return the body of an operation, with keys and ids that are only known now."""
    if operation == "POST /auth/api-key":
        return {"json": {"apiKey": api.key}}
    if operation == "POST /auth/refresh":
        tokens = made(api, "/auth/api-key", json={"apiKey": api.key})
        return {"json": {"refreshToken": tokens["refresh_token"]}}
    if operation == "POST /summaries":
        return {"json": {"videoId": api.create()["videoId"]}}
    body = dict(BODIES.get(operation, {}))
    if operation == "POST /upload":
        body["params"] = {"token": made(api, "/upload-tokens")["token"]}
    return body


def judged(schema, text):
    """Have the vendor's client read an answer, as strictly as it does."""
    module = importlib.import_module(f"apivideo.model.{schema.replace('-', '_')}")
    model = getattr(module, schema.title().replace("-", ""))
    with ApiClient() as client:
        return client.deserialize(SimpleNamespace(data=text), (model,))


def name_of(operation):
    return f"{operation['method']} {operation['path']}"


def test_the_list_is_whole():
    names = [name_of(operation) for operation in OPERATIONS]
    assert len(names) == len(set(names)) == 51
    assert not [name for name in names if "live-streams" in name]
    assert set(BODIES) <= set(names)


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_every_operation_answers_as_documented(api, operation):
    name = name_of(operation)
    path = operation["path"].format(**things(api, name))
    answer = api.request(operation["method"], path, **body_of(api, name))
    assert answer.status_code in operation["success"], answer.text
    if operation["answer"] is None:
        assert answer.content == b""
        return
    assert answer.headers["Content-Type"] == "application/json"
    judged(operation["answer"], answer.text)
    if "data" in answer.json() and operation["path"].count("/") == 1:
        assert answer.json()["data"], "the client has judged an empty list"


def test_a_video_made_from_a_link_is_accepted_at_once(api):
    body = {"title": "Linked", "source": "http://127.0.0.1:9/none.mp4"}
    answer = api.post("/videos", json=body)
    assert answer.status_code == 202
    assert judged("video", answer.text).title == "Linked"


@pytest.mark.parametrize("path", sorted({each["path"] for each in OPERATIONS}))
def test_no_path_takes_methods_that_are_not_documented(api, path):
    documented = {each["method"] for each in OPERATIONS if each["path"] == path}
    if "GET" in documented:
        documented.add("HEAD")
    where = path.format(**things(api, f"PUT {path}"))
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - documented:
        answer = api.request(method, where)
        assert answer.status_code == 405, f"{method} {path}"
        assert set(answer.headers["Allow"].split(", ")) == documented
