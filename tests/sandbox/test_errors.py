"""Every error of the contract that this server can produce, provoked.

``samples/errors.json`` gives status and title by slug, as the vendor words them. One is
never seen here: nobody suspends an account on their own machine. Rate limits and the
end of webhooks have tests with a server of their own.
"""

import base64
import io
import json
from pathlib import Path

import pytest
import requests
from PIL import Image

MiB = 2**20
FIVE = 5 * MiB
UNKNOWN = "vi4k0jvEUuaTdRAEjQ4Jfagz"
ERRORS = json.loads(
    (Path(__file__).parent.parent / "samples" / "errors.json").read_text("utf-8")
)
REFERENCE = "https://docs.api.video/reference/"
ELSEWHERE = {
    "authorization-suspended-account",
    "too-many-requests",
    "webhook-limit-reached",
}
LANGUAGE = (
    'The "language" attribute must contain only letters and dashes'
    ' (for example "fr", "fr-BE").'
)
PROVOKED = set()


def check(answer, slug, *, name=None, detail=None, problems=()):
    """Compare an answer with the row of the contract, to the last member."""
    PROVOKED.add(slug)
    row = ERRORS[slug]
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert answer.status_code == row["status"], body
    assert (body["type"], body["status"]) == (REFERENCE + slug, row["status"])
    assert body["title"] == row["title"]
    assert body.get("name") == name
    if detail is not None:
        assert detail in body["detail"]
    found = body.get("problems", [])
    assert [fault["name"] for fault in found] == list(problems)
    for fault in found:
        assert fault["title"] == ERRORS[fault["type"].removeprefix(REFERENCE)]["title"]
    if found:  # the first repeats the outer one
        outer = {key: body[key] for key in ("type", "title", "name")}
        assert found[0] == outer
    assert set(body) <= {"type", "title", "status", "name", "detail", "problems"}


def basic(key):
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        (None, "missing-authorization-header"),
        ("", "invalid-authorization-header-value"),
        ("Basic", "invalid-authorization-header-value"),
        ("Digest abc", "invalid-authorization-header-value"),
        ("Basic !", "invalid-authorization-header-value"),
        (basic("wrong"), "invalid-api-key"),
        ("Bearer wrong", "invalid-access-token"),
    ],
)
def test_who_shows_no_valid_key_or_token(server, header, slug):
    headers = {} if header is None else {"Authorization": header}
    answer = requests.get(f"{server.url}/videos", headers=headers, timeout=9)
    check(answer, f"authentication-{slug}", name="")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("", "missing-upload-token"),
        ("?token=", "missing-upload-token"),
        ("?token=to1", "invalid-upload-token"),
    ],
)
def test_who_shows_no_valid_upload_token(server, query, slug):
    files = {"file": ("a", b"x")}
    answer = requests.post(f"{server.url}/upload{query}", files=files, timeout=9)
    check(answer, f"authentication-{slug}", name="")


@pytest.mark.parametrize(
    ("path", "field"), [("api-key", "apiKey"), ("refresh", "refreshToken")]
)
def test_who_does_not_log_in(server, path, field):
    def post(**body):
        return requests.post(f"{server.url}/auth/{path}", timeout=9, **body)

    wrong = "authentication-invalid-user-credentials"
    check(post(json={field: "wrong"}), wrong, name="")
    check(post(json={}), "attribute-required", name=field, problems=[field])
    check(
        post(json={field: 1}),
        "invalid-attribute",
        name=field,
        detail="This value must be of type string.",
        problems=[field],
    )
    for body in ({}, {"data": "{"}, {"data": "[]"}):
        check(post(**body), "invalid-payload")


def test_all_faults_of_a_body_are_told_at_once(api):
    body = {"description": None, "tags": "x", "more": 1}
    names = ["title", "description", "tags", "more"]
    answer = api.post("/videos", json=body)
    check(answer, "attribute-required", name="title", problems=names)


@pytest.mark.parametrize(
    ("body", "name", "detail"),
    [
        ({"language": "f r"}, "language", LANGUAGE),
        ({"language": "xx"}, "language", 'The "language" attribute is not valid.'),
        ({"title": " "}, "title", "This value should not be blank."),
        ({"title": None}, "title", "This value should not be null."),
        ({"title": 1}, "title", "This value must be of type string."),
        ({"tags": "x"}, "tags", "This attribute must be an array."),
        ({"metadata": {}}, "metadata", "This attribute must be an array."),
        ({"metadata": [{"key": 1}]}, "metadata[0][key]", "must be of type string."),
        ({"scheduledAt": "x"}, "scheduledAt", "This field was not expected."),
        ({"clip": {}}, "clip", "This field was not expected."),
        ({"watermark": {}}, "watermark", "This field was not expected."),
        ({"playerId": "pl1"}, "playerId", ""),
    ],
)
def test_an_attribute_with_a_bad_value(api, encoded, body, name, detail):
    answer = api.patch(f"/videos/{encoded['videoId']}", json=body)
    check(answer, "invalid-attribute", name=name, detail=detail, problems=[name])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null"])
def test_a_body_that_is_no_json_object(api, body):
    check(api.post("/videos", data=body), "invalid-payload")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/videos?sortBy=size", "sortBy"),
        ("/videos?sortOrder=up", "sortOrder"),
        ("/videos?pageSize=x", "pageSize"),
        ("/data/metrics/play/count?size=1", "size"),
        ("/data/metrics/play/count?filterBy[size]=1", "filterBy[size]"),
        ("/data/metrics/view/count?viewDuration=1s", "viewDuration"),
        ("/data/timeseries/play?interval=week", "interval"),
    ],
)
def test_a_bad_query_parameter(api, path, name):
    check(api.get(path), "request-invalid-query-parameter", name=name)


LISTS = (
    *("/videos", "/discarded/videos", "/tags", "/upload-tokens", "/players"),
    *("/watermarks", "/summaries", "/webhooks"),
    *("/data/buckets/play/browser", "/data/timeseries/play"),
)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "ranges"),
    [
        ("currentPage=0", {"currentPage": {"min": 1}}),
        ("pageSize=0", {"pageSize": {"min": 1, "max": 100}}),
        ("pageSize=101", {"pageSize": {"min": 1, "max": 100}}),
        (
            "currentPage=-1&pageSize=1000",
            {"currentPage": {"min": 1}, "pageSize": {"min": 1, "max": 100}},
        ),
    ],
)
def test_a_page_out_of_range(api, path, query, ranges):
    answer = api.get(f"{path}?{query}")
    title = "This parameter is out of the allowed range of values."
    problems = [
        {"title": title, "name": name, "range": span} for name, span in ranges.items()
    ]
    assert answer.status_code == 400
    assert answer.json() == {**problems[0], "status": 400, "problems": problems}


VIDEO = f"/videos/{UNKNOWN}"


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", VIDEO, "videoId"),
        ("PATCH", VIDEO, "videoId"),
        ("DELETE", VIDEO, "videoId"),
        ("GET", f"{VIDEO}/status", "videoId"),
        ("POST", f"{VIDEO}/source", "videoId"),
        ("POST", f"{VIDEO}/thumbnail", "videoId"),
        ("PATCH", f"{VIDEO}/thumbnail", "videoId"),
        ("GET", f"{VIDEO}/captions", "videoId"),
        ("POST", f"{VIDEO}/captions/fr", "videoId"),
        ("GET", f"{VIDEO}/chapters/fr", "videoId"),
        ("GET", f"/discarded{VIDEO}", "videoId"),
        ("PATCH", f"/discarded{VIDEO}", "videoId"),
        ("GET", "/players/pl1", "playerId"),
        ("PATCH", "/players/pl1", "playerId"),
        ("DELETE", "/players/pl1", "playerId"),
        ("POST", "/players/pl1/logo", "playerId"),
        ("DELETE", "/players/pl1/logo", "playerId"),
        ("DELETE", "/watermarks/watermark_1", "watermarkId"),
        ("GET", "/webhooks/webhook_1", "webhookId"),
        ("DELETE", "/webhooks/webhook_1", "webhookId"),
        ("DELETE", "/summaries/summary_1", "summaryId"),
        ("GET", "/summaries/summary_1/source", "summaryId"),
        ("PATCH", "/summaries/summary_1/source", "summaryId"),
        ("GET", "/upload-tokens/to1", "uploadToken"),
        ("DELETE", "/upload-tokens/to1", "uploadToken"),
    ],
)
def test_what_there_is_not(api, method, path, name):
    body = {"files": {"file": ("a", b"x")}} if method == "POST" else {"json": {}}
    answer = api.request(method, path, **body)
    check(answer, "resource-not-found", name=name)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"source": UNKNOWN}, "source"),
        ({"watermark": {"id": "watermark_1"}}, "watermarkId"),
    ],
)
def test_a_new_video_out_of_what_there_is_not(api, body, name):
    answer = api.post("/videos", json={"title": "T", **body})
    check(answer, "resource-not-found", name=name)


@pytest.mark.parametrize(
    "path", ["/", "/video", "/videos/", "/videos/a/b", "/data/metrics/play/average"]
)
def test_a_path_that_there_is_not(api, path):
    check(api.get(path), "unrecognized-request-url")


def test_a_method_that_a_path_does_not_take(api):
    answer = api.put("/videos")
    check(answer, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_second_summary(api):
    video_id = api.create()["videoId"]
    body = {"videoId": video_id}
    assert api.post("/summaries", json=body).status_code == 201
    slug = "summary-already-exists"
    check(api.post("/summaries", json=body), slug, name="videoId", detail="")
    answer = api.patch(f"/videos/{video_id}", json={"transcriptSummary": True})
    check(answer, slug, name="transcriptSummary", detail="")


def picture(size, kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "slug"),
    [
        ([("x", (None, "no file"))], "no-file"),
        ([("a", ("a", b"x")), ("b", ("b", b"x"))], "multiple-files"),
        ([("a", ("a", b""))], "empty"),
    ],
)
@pytest.mark.parametrize("what", ["source", "thumbnail", "captions/fr", "chapters/fr"])
def test_a_request_without_exactly_one_file(api, what, files, slug):
    video_id = api.create()["videoId"]
    answer = api.post(f"/videos/{video_id}/{what}", files=files)
    check(answer, f"uploaded-file-{slug}", name="file")


def test_a_file_that_is_too_large(api):
    video_id = api.create()["videoId"]
    large = {"file": ("a.jpg", bytes(8 * MiB + 1))}
    answer = api.post(f"/videos/{video_id}/thumbnail", files=large)
    check(answer, "uploaded-file-too-large", name="file")


def test_a_picture_that_is_none_or_does_not_fit(api):
    text = {"file": ("a.png", b"These are words.")}
    answer = api.post("/watermarks", files=text)
    check(answer, "uploaded-file-extension-invalid", name="file", detail="")
    player = api.post("/players", json={}).json()["playerId"]
    wide = {"file": ("a.png", picture((201, 100)))}
    answer = api.post(f"/players/{player}/logo", files=wide)
    check(answer, "uploaded-file-invalid-file", name="file", detail="201")


def test_a_source_that_the_video_has_already(api, encoded):
    answer = api.upload(encoded["videoId"], b"x")
    check(answer, "video-source-already-uploaded")
    linked = api.create(source="http://127.0.0.1:9/none.mp4")
    answer = api.upload(linked["videoId"], b"x")
    check(answer, "video-source-already-downloaded")
    copied = api.create(source=encoded["videoId"])
    answer = api.upload(copied["videoId"], b"x")
    check(answer, "video-source-already-copied")


@pytest.fixture(scope="module")
def containers(api):
    """Videos that have received nothing, or one chunk; no fault changes them."""
    chunks = {
        "empty": None,
        "parts": "part 2/3",
        "parts of *": "part 2/*",
        "bytes": f"bytes 0-{FIVE - 1}/{3 * FIVE}",
        "bytes of *": f"bytes {FIVE}-{2 * FIVE - 1}/*",
    }
    made = {name: api.create()["videoId"] for name in chunks}
    for name, header in chunks.items():
        if header:
            assert api.upload(made[name], bytes(FIVE), header).status_code == 201
    return made


@pytest.mark.parametrize(
    ("before", "header", "size", "slug", "number"),
    [
        ("empty", "bytes 0-9", 1, "malformed", "bytes 0-9"),
        ("empty", "part 1-2/3", 1, "malformed", "part 1-2/3"),
        ("parts", "bytes 0-1/2", 2, "started-with-part", None),
        ("bytes", "part 1/2", 2, "started-with-bytes", None),
        ("empty", "bytes 0-0/0", 1, "by-bytes-total-bytes-zero", None),
        (
            *("empty", "bytes 0-1/52428800001", 2),
            *("by-bytes-total-bytes-too-high", "52428800000"),
        ),
        (
            *("empty", "bytes 0-52428800000/*", 2),
            *("by-bytes-to-byte-too-high-allowed", "52428799999"),
        ),
        (
            *("bytes", f"bytes {FIVE}-{FIVE}/{FIVE + 1}", 1),
            *("by-bytes-different-total-bytes", str(3 * FIVE)),
        ),
        (
            *("bytes of *", f"bytes 0-9/{2 * FIVE - 1}", 10),
            *("by-bytes-total-bytes-too-low", str(2 * FIVE - 1)),
        ),
        (
            *("bytes", f"bytes {3 * FIVE}-{3 * FIVE}/*", 1),
            *("by-bytes-to-byte-too-high-total", str(3 * FIVE)),
        ),
        ("empty", "bytes 9-1/10", 1, "by-bytes-from-byte-too-high", "9"),
        ("empty", "bytes 0-9/100", 10, "by-bytes-range-too-small", str(FIVE)),
        (
            *("empty", "bytes 0-209715200/209715201", 1),
            *("by-bytes-range-too-large", "209715200"),
        ),
        (
            *("bytes", f"bytes 0-{FIVE - 1}/{3 * FIVE}", FIVE),
            *("by-bytes-range-overlap", str(FIVE - 1)),
        ),
        ("empty", "bytes 0-9/10", 9, "by-bytes-range-mismatch", "9"),
        ("empty", "part 0/1", 1, "by-part-part-zero", None),
        ("empty", "part 1/0", 1, "by-part-total-parts-zero", None),
        ("empty", "part 10001/*", 1, "by-part-part-too-high-allowed", "10000"),
        ("empty", "part 1/10001", 1, "by-part-total-parts-too-high", "10000"),
        ("empty", "part 2/1", 1, "by-part-part-too-high-total", "1"),
        ("parts", "part 1/2", 1, "by-part-different-total-parts", "3"),
        ("parts of *", "part 1/2", 1, "by-part-total-parts-too-low", "2"),
        ("parts", "part 2/3", FIVE, "by-part-part-already-sent", "2"),
        ("empty", "part 1/2", 1, "by-part-uploaded-file-too-small", str(FIVE)),
    ],
)
def test_a_bad_content_range(api, containers, before, header, size, slug, number):  # noqa: PLR0917 - one row
    answer = api.upload(containers[before], bytes(size), header)
    slug = f"video-content-range-{slug}"
    check(answer, slug, name="Content-Range", detail=number)


def test_a_regular_upload_onto_a_progressive_one(api, containers):
    answer = api.upload(containers["parts"], b"x")
    check(answer, "video-content-range-already-initiated")


def test_no_row_of_the_contract_is_left_out(request):
    ran = {item.name for item in request.session.items if item.path == request.path}
    if len(ran) < 100:
        pytest.skip("only a part of this file was run")
    assert set(ERRORS) - ELSEWHERE == PROVOKED
