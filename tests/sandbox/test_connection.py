import contextlib
import itertools
import json
import random
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


def address(server):
    return "127.0.0.1", urlsplit(server.url).port


@pytest.fixture
def line(hasty):
    with socket.create_connection(address(hasty), timeout=9) as one:
        yield one


def request(server, method, path, body=b"", **headers):
    """Spell a request with the key, however its body is to be sent."""
    with server.api() as api:
        headers["Authorization"] = api.headers["Authorization"]
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answers(line, count):
    """Read so many answers off a connection: (status, body)."""
    file = line.makefile("rb")
    for _ in range(count):
        status = int(file.readline().split()[1])
        length = 0
        while (header := file.readline()) != b"\r\n":
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        yield status, file.read(length)


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


def stored(server, video_id, wait_for):
    path = server.data / "videos" / video_id / "source"
    wait_for(path.exists)
    return path.read_bytes()


def test_an_answer_does_not_wait_until_another_is_acknowledged(api):
    """A client acknowledges after 40 ms, if there is nothing else to send."""
    api.get("/health")
    began = [time.perf_counter() for _ in range(20) if api.get("/health").ok]
    # the quickest, because the machine may be busy
    assert min(b - a for a, b in itertools.pairwise(began)) < 0.03


@pytest.mark.parametrize("size", [0, 1, 70_000, 3 * 2**20 + 1])
def test_a_connection_goes_on_after_a_file(server, wait_for, size):
    """What follows at once is the next request, not a part of the file."""
    content = random.Random(size).randbytes(size)
    form = HEAD + content + TAIL
    with server.api() as api, socket.create_connection(address(server), 9) as line:
        video_id = api.create()["videoId"]
        path = f"/videos/{video_id}/source"
        post = request(
            server,
            "POST",
            path,
            form,
            Content_Type="multipart/form-data; boundary=b",
            Content_Length=len(form),
        )
        line.sendall(post + request(server, "GET", f"/videos/{video_id}/status") * 2)
        sent, *asked = answers(line, 3)
        if not size:
            assert sent[0] == 400
            return
        assert [sent[0], *(status for status, _ in asked)] == [201, 200, 200]
        assert json.loads(asked[1][1])["ingest"]["filesize"] == size
        assert stored(server, video_id, wait_for) == content


@pytest.mark.parametrize("step", [1, 50_000])
def test_a_file_of_unknown_length_arrives(server, wait_for, step):
    content = random.Random(step).randbytes(20 * step)
    form = HEAD + content + TAIL
    pieces = [form[at : at + step] for at in range(0, len(form), step)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    with server.api() as api, socket.create_connection(address(server), 9) as line:
        video_id = api.create()["videoId"]
        post = request(
            server,
            "POST",
            f"/videos/{video_id}/source",
            body + b"0\r\n\r\n",
            Content_Type="multipart/form-data; boundary=b",
            Transfer_Encoding="chunked",
        )
        line.sendall(post + request(server, "GET", "/health"))
        assert [status for status, _ in answers(line, 2)] == [201, 200]
        assert stored(server, video_id, wait_for) == content


def test_a_refused_file_is_taken_to_its_end_and_the_answer_read(server):
    """Else a client would see its connection break, and not why."""
    form = b"no form at all" * 300_000
    with server.api() as api, socket.create_connection(address(server), 9) as line:
        video_id = api.create()["videoId"]
        post = request(
            server,
            "POST",
            f"/videos/{video_id}/source",
            form,
            Content_Type="multipart/form-data; boundary=b",
            Content_Length=len(form),
        )
        line.sendall(post + request(server, "GET", "/health"))
        refused, asked = answers(line, 2)
        assert (refused[0], asked[0]) == (400, 200)
        assert b"invalid-payload" in refused[1]
        assert api.status(video_id)["ingest"] is None
    assert not list((server.data / "incoming").iterdir())


def test_many_slow_files_do_not_keep_a_quick_one_waiting(server, wait_for):
    form = HEAD + bytes(10**6)
    with server.api() as api, contextlib.ExitStack() as stack:
        slow, quick = (api.create()["videoId"] for _ in range(2))
        post = request(
            server,
            "POST",
            f"/videos/{slow}/source",
            form[:1000],
            Content_Type="multipart/form-data; boundary=b",
            Content_Length=len(form),
        )
        for _ in range(60):
            line = stack.enter_context(socket.create_connection(address(server), 9))
            line.sendall(post)
        wait_for(lambda: len(list((server.data / "incoming").iterdir())) == 60)
        assert api.upload(quick, b"x").status_code == 201
    wait_for(lambda: not list((server.data / "incoming").iterdir()))


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("cut", [None, 30, 160])
def test_who_offers_http_2_is_served_in_http_1(server, chunked, cut):
    # as Java's own client does, with the first request of a connection
    body = json.dumps({"title": "From Java"}).encode()
    sent = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    size = {"Transfer_Encoding": "chunked"} if chunked else {}
    first = request(
        server,
        "POST",
        "/videos",
        sent,
        Connection="Upgrade, HTTP2-Settings",
        Upgrade="h2c",
        HTTP2_Settings="AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
        **(size or {"Content_Length": len(body)}),
    )
    with socket.create_connection(address(server), timeout=9) as line:
        line.sendall(first[:cut])
        if cut:
            line.sendall(first[cut:])
        line.sendall(request(server, "GET", "/videos?pageSize=1"))
        (made, answer), (listed, _) = answers(line, 2)
    assert (made, json.loads(answer)["title"], listed) == (201, "From Java", 200)


def test_nobody_is_connected_through(server):
    with socket.create_connection(address(server), timeout=9) as line:
        line.sendall(b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        ((status, _),) = answers(line, 1)
        assert status == 400


def test_who_asks_first_whether_to_send_is_told_to(server):
    form = HEAD + b"x" + TAIL
    with server.api() as api, socket.create_connection(address(server), 9) as line:
        video_id = api.create()["videoId"]
        head = request(
            server,
            "POST",
            f"/videos/{video_id}/source",
            Content_Type="multipart/form-data; boundary=b",
            Content_Length=len(form),
            Expect="100-continue",
        )
        line.sendall(head)
        assert line.recv(99) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(form)
        assert next(answers(line, 1))[0] == 201


@pytest.mark.parametrize(
    "said", ["X-Long: {}", "GET /{} HTTP/1.1", "\r\n".join(["X: y"] * 9)]
)
def test_headers_are_bounded_however_they_come(server, said):
    with socket.create_connection(address(server), 9) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(start_of("GET", "/health"))
            for _ in range(2**11):
                line.sendall((said.format("x" * 99) + "\r\n").encode())
        answer = b""
        with contextlib.suppress(ConnectionError):
            answer = line.recv(99)
        assert not answer or answer.startswith(b"HTTP/1.1 400 ")
    with server.api() as api:
        assert api.get("/health").ok


def test_a_json_body_is_bounded(api, slug_of):
    answer = api.post("/videos", data=b'"' + b"x" * 2**20 + b'"')
    assert answer.status_code == 413
    deep = api.post("/videos", data=b"[" * 100_000)
    assert (deep.status_code, slug_of(deep)) == (400, "invalid-payload")
    assert api.post("/videos", data=b"\xff\xfe{").status_code == 400
