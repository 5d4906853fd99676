import hashlib
import http.client
import random
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

MiB = 2**20


def noise(size, seed=0):
    return random.Random(seed).randbytes(size)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def stored(server, wait_for):
    """Return a function that gives the SHA-256 of a complete source on disk."""

    def digest(video_id):
        path = server.data / "videos" / video_id / "source"
        with server.api() as api:
            size = api.status(video_id)["ingest"]["filesize"]
        wait_for(lambda: path.exists() and path.stat().st_size == size)
        return sha256(path.read_bytes())

    return digest


def test_a_regular_upload_is_stored_as_it_was_sent(api, clips, stored):
    content, video_id = clips("h264").read_bytes(), api.create()["videoId"]
    answer = api.upload(video_id, content)
    assert (answer.status_code, answer.json()["videoId"]) == (201, video_id)
    status = api.finished(video_id)
    assert status["ingest"] == {
        "status": "uploaded",
        "filesize": len(content),
        "receivedBytes": [],
        "receivedParts": {"parts": [], "total": None},
    }
    assert stored(video_id) == sha256(content)
    assert status["encoding"]["playable"] is True


def test_parts_in_any_order_make_the_source(api, clips, stored):
    content, video_id = clips("big").read_bytes(), api.create()["videoId"]
    cut = 5 * MiB
    assert api.upload(video_id, content[2 * cut :], "part 3/3").status_code == 201
    assert api.status(video_id)["ingest"] == {
        "status": "uploading",
        "filesize": None,
        "receivedBytes": [],
        "receivedParts": {"parts": [3], "total": 3},
    }
    assert api.upload(video_id, content[:cut], "part 1/3").status_code == 201
    assert api.upload(video_id, content[cut : 2 * cut], "part 2/*").status_code == 201
    status = api.finished(video_id)
    assert status["ingest"]["status"] == "uploaded"
    assert status["ingest"]["receivedParts"] == {"parts": [1, 2, 3], "total": 3}
    assert status["ingest"]["filesize"] == len(content)
    assert stored(video_id) == sha256(content)
    assert {q["status"] for q in status["encoding"]["qualities"]} == {"encoded"}


def test_parts_without_a_total_end_with_the_one_that_names_itself_the_last(api, stored):
    content, video_id = noise(11 * MiB), api.create()["videoId"]
    api.upload(video_id, content[: 5 * MiB], "part 1/*")
    assert api.status(video_id)["ingest"]["receivedParts"] == {
        "parts": [1],
        "total": None,
    }
    api.upload(video_id, content[5 * MiB : 10 * MiB], "part 2/*")
    api.upload(video_id, content[10 * MiB :], "part 3/3")
    assert api.status(video_id)["ingest"]["status"] == "uploaded"
    assert stored(video_id) == sha256(content)


def test_byte_ranges_in_any_order_make_the_source(api, stored):
    content, video_id = noise(11 * MiB), api.create()["videoId"]
    last = len(content) - 1
    assert api.upload(
        video_id, content[10 * MiB :], f"bytes {10 * MiB}-{last}/{len(content)}"
    ).ok
    assert api.upload(video_id, content[: 5 * MiB], f"bytes 0-{5 * MiB - 1}/*").ok
    ingest = api.status(video_id)["ingest"]
    assert ingest["status"] == "uploading"
    assert ingest["receivedBytes"] == [
        {"from": 0, "to": 5 * MiB - 1, "total": None},
        {"from": 10 * MiB, "to": last, "total": len(content)},
    ]
    middle = f"bytes {5 * MiB}-{10 * MiB - 1}/{len(content)}"
    assert api.upload(video_id, content[5 * MiB : 10 * MiB], middle).status_code == 201
    assert api.status(video_id)["ingest"]["status"] == "uploaded"
    assert stored(video_id) == sha256(content)


def test_eight_parts_at_once_make_the_source(server, api, stored):
    content, video_id = noise(8 * 5 * MiB - 17), api.create()["videoId"]

    def send(number):
        with server.api() as mine:
            part = content[(number - 1) * 5 * MiB : number * 5 * MiB]
            return mine.upload(video_id, part, f"part {number}/8").status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(1, 9))) == {201}
    assert stored(video_id) == sha256(content)


def test_of_the_same_part_sent_twice_at_once_one_is_taken(server, api):
    video_id = api.create()["videoId"]

    def send(seed):
        with server.api() as mine:
            return mine.upload(video_id, noise(5 * MiB, seed), "part 1/3").status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [201, 400, 400, 400]
    assert api.status(video_id)["ingest"]["receivedParts"]["parts"] == [1]


FIVE = 5 * MiB
TEN = f"/{10 * MiB}"


@pytest.mark.parametrize(
    ("before", "header", "size", "slug"),
    [
        ([], "bytes 0-9", 10, "malformed"),
        ([], "part%201%2F3", 10, "malformed"),
        (["part 1/3"], f"bytes 0-{FIVE - 1}{TEN}", FIVE, "started-with-part"),
        ([f"bytes 0-{FIVE - 1}{TEN}"], "part 2/2", 10, "started-with-bytes"),
        ([], "bytes 0-0/0", 1, "by-bytes-total-bytes-zero"),
        ([], "bytes 0-1/52428800001", 2, "by-bytes-total-bytes-too-high"),
        ([], "bytes 0-52428800000/*", 2, "by-bytes-to-byte-too-high-allowed"),
        (
            [f"bytes 0-{FIVE - 1}{TEN}"],
            f"bytes {FIVE}-{FIVE + 9}/{FIVE + 10}",
            10,
            "by-bytes-different-total-bytes",
        ),
        (
            [f"bytes {FIVE}-{2 * FIVE - 1}/*"],
            f"bytes 0-{FIVE - 1}/{2 * FIVE - 1}",
            FIVE,
            "by-bytes-total-bytes-too-low",
        ),
        ([], "bytes 0-10/10", 11, "by-bytes-to-byte-too-high-total"),
        ([], "bytes 10-5/100", 1, "by-bytes-from-byte-too-high"),
        ([], "bytes 0-99/1000", 100, "by-bytes-range-too-small"),
        ([], "bytes 0-209715200/300000000", 10, "by-bytes-range-too-large"),
        (
            [f"bytes 0-{FIVE - 1}{TEN}"],
            f"bytes 0-{FIVE - 1}{TEN}",
            FIVE,
            "by-bytes-range-overlap",
        ),
        ([], "bytes 0-99/100", 50, "by-bytes-range-mismatch"),
        ([], "part 0/3", 10, "by-part-part-zero"),
        ([], "part 1/0", 10, "by-part-total-parts-zero"),
        ([], "part 10001/*", 10, "by-part-part-too-high-allowed"),
        ([], "part 1/10001", 10, "by-part-total-parts-too-high"),
        ([], "part 3/2", 10, "by-part-part-too-high-total"),
        (["part 1/3"], "part 2/4", FIVE, "by-part-different-total-parts"),
        (["part 3/*"], "part 1/3", FIVE, "by-part-total-parts-too-low"),
        (["part 1/3"], "part 1/3", FIVE, "by-part-part-already-sent"),
        ([], "part 1/3", 10, "by-part-uploaded-file-too-small"),
    ],
)
def test_a_chunk_that_breaks_a_rule_is_refused_and_leaves_no_trace(  # noqa: PLR0917 - fixtures and a row
    api, slug_of, before, header, size, slug
):
    video_id = api.create()["videoId"]
    for earlier in before:
        assert api.upload(video_id, noise(FIVE), earlier).status_code == 201
    state = api.status(video_id)
    answer = api.upload(video_id, noise(size), header)
    assert answer.status_code == 400
    assert slug_of(answer) == f"video-content-range-{slug}"
    assert answer.json()["name"] == "Content-Range"
    assert api.status(video_id) == state


def test_a_refused_source_says_why(server, api, slug_of):
    video_id = api.create()["videoId"]
    path = f"/videos/{video_id}/source"
    assert slug_of(api.post(path)) == "uploaded-file-no-file"
    assert slug_of(api.post(path, files={"a": (None, b"x")})) == "uploaded-file-no-file"
    two = [("file", ("a.mp4", b"x")), ("other", ("b.mp4", b"y"))]
    assert slug_of(api.post(path, files=two)) == "uploaded-file-multiple-files"
    assert slug_of(api.upload(video_id, b"")) == "uploaded-file-empty"
    assert slug_of(api.upload(video_id, b"", "part 1/1")) == "uploaded-file-empty"
    broken = {"Content-Type": "multipart/form-data; boundary=b"}
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nabc'
    for text in (body, b"nonsense"):
        answer = api.post(path, data=text, headers=broken)
        assert slug_of(answer) == "invalid-payload"
    assert api.status(video_id)["ingest"] is None

    assert api.upload(video_id, noise(FIVE), "part 1/2").status_code == 201
    assert (
        slug_of(api.upload(video_id, b"x")) == "video-content-range-already-initiated"
    )
    assert api.upload(video_id, b"x", "part 2/2").status_code == 201
    assert slug_of(api.upload(video_id, b"x")) == "video-source-already-uploaded"
    again = api.upload(video_id, b"x", "part 2/2")
    assert slug_of(again) == "video-source-already-uploaded"

    imported = api.create(source=f"{server.url}/nothing.mp4")["videoId"]
    assert slug_of(api.upload(imported, b"x")) == "video-source-already-downloaded"
    cloned = api.create(source=video_id)["videoId"]
    assert slug_of(api.upload(cloned, b"x")) == "video-source-already-copied"


def test_a_file_over_200_mib_is_refused_after_it_was_read(server, api, wait_for):
    video_id = api.create()["videoId"]
    head = b"--b\r\nContent-Disposition: form-data; name=file; filename=f.mp4\r\n\r\n"
    size, zeros = 200 * MiB + 1, bytes(MiB)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.putrequest("POST", f"/videos/{video_id}/source")
    connection.putheader("Authorization", api.headers["Authorization"])
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader(
        "Content-Length", str(len(head) + size + len(b"\r\n--b--\r\n"))
    )
    connection.endheaders(head)
    for _ in range(200):
        connection.send(zeros)
    connection.send(b"\0\r\n--b--\r\n")
    answer = connection.getresponse()
    assert answer.status == 400
    assert b"uploaded-file-too-large" in answer.read()
    connection.close()
    wait_for(lambda: not list((server.data / "incoming").iterdir()))


def test_a_sender_that_goes_away_leaves_nothing_behind(server, api, wait_for):
    video_id = api.create()["videoId"]
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=9)
    connection.putrequest("POST", f"/videos/{video_id}/source")
    connection.putheader("Authorization", api.headers["Authorization"])
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(9 * MiB))
    connection.endheaders(
        b"--b\r\nContent-Disposition: form-data; name=file; filename=f.mp4\r\n\r\n"
    )
    connection.send(bytes(3 * MiB))
    incoming = server.data / "incoming"
    wait_for(lambda: any(path.stat().st_size for path in incoming.iterdir()))
    connection.close()
    wait_for(lambda: not list(incoming.iterdir()))
    assert api.status(video_id)["ingest"] is None
    assert api.upload(video_id, b"x", "part 1/1").status_code == 201


def test_a_full_disk_refuses_uploads_in_words(start):
    server = start(reserve=2**60)
    with server.api() as api:
        answer = api.upload(api.create()["videoId"], noise(MiB))
    assert answer.status_code == 507
    assert "disk" in answer.json()["title"]


@pytest.fixture
def upload_token(api):
    return api.post("/upload-tokens").json()["token"]


def delegated(api, token, content, *, header=None, name="talk.mp4", fields=()):
    files = [*((key, (None, value)) for key, value in fields), ("any", (name, content))]
    headers = {"Authorization": "Bearer nonsense"}  # is to be ignored here
    if header:
        headers["Content-Range"] = header
    return api.post(f"/upload?token={token}", files=files, headers=headers)


def test_an_upload_token_makes_a_video_named_after_the_file(api, upload_token, clips):
    answer = delegated(api, upload_token, clips("h264").read_bytes(), name="ü b.mp4")
    assert answer.status_code == 201
    assert (answer.json()["title"], answer.json()["public"]) == ("ü b.mp4", True)
    assert api.finished(answer.json()["videoId"])["encoding"]["playable"]


def test_later_chunks_name_the_video_before_or_after_the_file(
    api, upload_token, stored
):
    content = noise(11 * MiB)
    first = delegated(
        api, upload_token, content[:FIVE], header="part 1/3", fields=[("videoId", "")]
    )
    video_id = first.json()["videoId"]
    delegated(
        api,
        upload_token,
        content[FIVE : 2 * FIVE],
        header="part 2/3",
        fields=[("videoId", video_id)],
    )
    files = [("file", ("x", content[2 * FIVE :])), ("videoId", (None, video_id))]
    answer = api.post(
        f"/upload?token={upload_token}",
        files=files,
        headers={"Content-Range": "part 3/3"},
    )
    assert (answer.status_code, answer.json()["title"]) == (201, "talk.mp4")
    assert stored(video_id) == sha256(content)


def test_a_container_made_beforehand_keeps_its_title(api, upload_token):
    video = api.create(title="Mine")
    answer = delegated(
        api, upload_token, b"x", fields=[("videoId", video["videoId"])]
    ).json()
    assert (answer["videoId"], answer["title"]) == (video["videoId"], "Mine")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("", "authentication-missing-upload-token"),
        ("?token=to1", "authentication-invalid-upload-token"),
    ],
)
def test_an_upload_needs_a_token_that_works(api, slug_of, query, slug):
    answer = api.post(f"/upload{query}", files={"file": ("a", b"x")})
    assert (answer.status_code, slug_of(answer)) == (401, slug)


def test_a_refused_delegated_upload_makes_no_video(api, slug_of, upload_token):
    before = api.get("/videos").json()["pagination"]["itemsTotal"]
    assert slug_of(delegated(api, upload_token, b"x", header="part 0/1")).endswith(
        "zero"
    )
    assert slug_of(delegated(api, upload_token, b"")) == "uploaded-file-empty"
    for unknown in ("vi4k0jvEUuaTdRAEjQ4Jfagz", "../x"):
        answer = delegated(api, upload_token, b"x", fields=[("videoId", unknown)])
        assert (answer.status_code, answer.json()["name"]) == (404, "videoId")
    assert api.get("/videos").json()["pagination"]["itemsTotal"] == before
