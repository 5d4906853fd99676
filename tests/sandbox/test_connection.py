import contextlib
import socket
import time
from urllib.parse import urlsplit

import pytest

PATIENCE = 1.0
MULTIPART = (
    "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
)
HEAD = b"--b\r\nContent-Disposition: form-data; name=file; filename=f.mp4\r\n\r\n"
TAIL = b"\r\n--b--\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory, launch):
    with launch(tmp_path_factory.mktemp("hasty") / "data", patience=PATIENCE) as server:
        yield server


@pytest.fixture
def line(hasty):
    address = ("127.0.0.1", urlsplit(hasty.url).port)
    with socket.create_connection(address, timeout=9) as one:
        yield one


def start_of(method, path, authorization=""):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if authorization:
        lines.append(f"Authorization: {authorization}")
    return ("\r\n".join(lines) + "\r\n").encode()


def trickle(line, *, every=0.1, at_most=9):
    """Send a byte now and then; return what is answered, and after how long."""
    line.settimeout(every)
    began, answer = time.monotonic(), b""
    while time.monotonic() - began < at_most:
        with contextlib.suppress(TimeoutError):
            try:
                line.sendall(b"x")
                got = line.recv(4096)
            except ConnectionError:
                return answer, time.monotonic() - began
            answer += got
            if not got:
                return answer, time.monotonic() - began
    raise AssertionError("it is still listened to")


def assert_cut_off(answer, seconds):
    assert answer.startswith(b"HTTP/1.1 408 ") or not answer
    assert PATIENCE * 0.7 < seconds < PATIENCE * 6


def test_headers_that_never_end_are_cut_off(line):
    line.sendall(start_of("GET", "/videos") + b"X-Long: ")
    answer, seconds = trickle(line)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert_cut_off(answer, seconds)


def test_a_connection_without_a_word_is_cut_off(line):
    began = time.monotonic()
    assert line.recv(99).startswith(b"HTTP/1.1 408 ")
    assert line.recv(99) == b""
    assert_cut_off(b"", time.monotonic() - began)


def test_a_second_request_is_hurried_like_the_first(line):
    line.sendall(start_of("GET", "/health") + b"\r\n")
    answer = b""
    while not answer.endswith(b"}"):  # headers and body may come apart
        answer += line.recv(4096)
    assert b" 200 " in answer
    time.sleep(PATIENCE * 2)  # who says nothing between two requests may stay
    line.sendall(b"GET /he")
    assert_cut_off(*trickle(line))


@pytest.mark.parametrize("path", ["/auth/api-key", "/videos"])
def test_a_body_that_trickles_is_cut_off(hasty, line, path):
    with hasty.api() as api:
        authorization = api.headers["Authorization"]
    line.sendall(start_of("POST", path, authorization))
    line.sendall(b"Content-Length: 100000\r\n\r\n{")
    assert_cut_off(*trickle(line))


@pytest.mark.parametrize("stops", [True, False])
def test_an_upload_that_stops_or_trickles_is_cut_off_and_leaves_nothing(
    hasty, line, wait_for, stops
):
    with hasty.api() as api:
        video_id = api.create()["videoId"]
        line.sendall(
            start_of("POST", f"/videos/{video_id}/source", api.headers["Authorization"])
            + MULTIPART.format(length=10**6).encode()
            + HEAD
        )
        if stops:
            line.sendall(bytes(300_000))
            began = time.monotonic()
            assert_cut_off(line.recv(99), time.monotonic() - began)
        else:
            assert_cut_off(*trickle(line))
        wait_for(lambda: not list((hasty.data / "incoming").iterdir()))
        assert api.status(video_id)["ingest"] is None


def test_an_upload_that_is_slow_but_steady_arrives(hasty, line):
    with hasty.api() as api:
        video_id = api.create()["videoId"]
        content = bytes(20_000)
        length = len(HEAD) + len(content) + len(TAIL)
        line.sendall(
            start_of("POST", f"/videos/{video_id}/source", api.headers["Authorization"])
            + MULTIPART.format(length=length).encode()
            + HEAD
        )
        for offset in range(0, len(content), 1000):
            line.sendall(content[offset : offset + 1000])
            time.sleep(PATIENCE / 8)
        line.sendall(TAIL)
        assert line.recv(99).startswith(b"HTTP/1.1 201 ")
        assert api.status(video_id)["ingest"]["filesize"] == len(content)


def test_a_json_body_is_bounded(api, slug_of):
    answer = api.post("/videos", data=b'"' + b"x" * 2**20 + b'"')
    assert answer.status_code == 413
    deep = api.post("/videos", data=b"[" * 100_000)
    assert (deep.status_code, slug_of(deep)) == (400, "invalid-payload")
    assert api.post("/videos", data=b"\xff\xfe{").status_code == 400
