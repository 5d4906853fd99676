import gzip
import http.server
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from apivideo_nb.sandbox.jobs.download import Limits, fetch
from apivideo_nb.sandbox.jobs.work import JobFailed
from apivideo_nb.sandbox.media import Cancelled

BOMB = gzip.compress(bytes(20 * 2**20))


class Handler(http.server.BaseHTTPRequestHandler):
    """A web server with a video, and all kinds of trouble."""

    def do_GET(self):
        name = urlsplit(self.path).path.strip("/")
        getattr(self, f"get_{name}", self.get_missing)()

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_clip(self):
        self.answer(200, self.server.clip, Content_Type="video/mp4")

    def get_login(self):
        given = self.headers.get("Authorization")
        self.answer(200 if given == "Basic YTpi" else 401, self.server.clip)

    def get_page(self):
        self.answer(200, b"<p>Hello", Content_Type="text/html; charset=utf-8")

    def get_disguised(self):
        self.answer(200, b"\n<!DOCTYPE html><p>Hello", Content_Type="video/mp4")

    def get_text(self):
        self.answer(200, b"words, words, words", Content_Type="video/mp4")

    def get_empty(self):
        self.answer(200)

    def get_moved(self):
        self.answer(302, Location="/clip")

    def get_loop(self):
        self.answer(302, Location="/loop")

    def get_elsewhere(self):
        self.answer(302, Location="file:///etc/passwd")

    def get_gopher(self):
        self.answer(302, Location="gopher://127.0.0.1:70/_x")

    def get_packed(self):
        self.answer(200, BOMB, Content_Encoding="gzip", Content_Type="video/mp4")

    def get_endless(self):
        self.answer(200, Content_Length=str(2**60))
        while True:
            self.wfile.write(bytes(2**20))

    def get_long(self):
        self.answer(200, X_Long="x" * 2**20)

    def get_nowhere(self):
        self.answer(302, b"not a video")

    def get_missing(self):
        self.answer(404, b"no")

    def get_broken(self):
        self.answer(200, self.server.clip[:100], Content_Length="1000")

    def get_trickle(self):
        self.answer(200, Content_Length="1000000")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def get_silent(self):
        time.sleep(2)

    def log_message(self, *_):
        pass


class Web(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that hangs up is part of these tests


@pytest.fixture(scope="module")
def web(clips):
    with Web(("127.0.0.1", 0), Handler) as web:
        web.clip = clips("h264").read_bytes()
        thread = threading.Thread(target=web.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
        thread.join()


@pytest.fixture
def refused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def qualities(status):
    return {(q["type"], q["status"]) for q in status["encoding"]["qualities"]}


@pytest.mark.parametrize("path", ["clip", "moved", "clip?x=1#fragment"])
def test_a_link_becomes_a_video(server, api, web, path):
    answer = api.post("/videos", json={"title": "T", "source": f"{web}/{path}"})
    assert answer.status_code == 202
    video = answer.json()
    status = api.finished(video["videoId"])
    assert status["ingest"]["status"] == "ingested"
    assert status["encoding"]["playable"] is True
    stored = server.data / "videos" / video["videoId"] / "source"
    assert status["ingest"]["filesize"] == stored.stat().st_size
    assert stored.read_bytes() == api.get(f"{web}/clip").content


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("page", "The link answered with a web page (text/html), not a video."),
        ("disguised", "The link answered with a web page, not a video."),
        ("empty", "The link answered with an empty file."),
        ("loop", "The link was redirected more than 5 times."),
        ("elsewhere", "The link leads to something other than http or https."),
        ("gopher", "The link leads to something other than http or https."),
        ("nowhere", "The link answered with an error (302 Found)."),
        ("missing", "The link answered with an error (404 Not Found)."),
        ("broken", "The connection to 127.0.0.1 broke off."),
    ],
)
def test_a_link_that_gives_no_video_fails_with_a_reason(api, web, path, reason):
    video = api.create(source=f"{web}/{path}", mp4Support=path != "page")
    status = api.finished(video["videoId"])
    assert status["encoding"]["reason"] == reason
    assert status["encoding"]["playable"] is False
    assert status["ingest"]["status"] == "ingesting"
    expected = {("hls", "failed"), ("mp4", "failed")}
    assert qualities(status) == {("hls", "failed")} if path == "page" else expected


def test_a_link_to_something_else_fails_once_it_is_looked_at(api, web):
    video = api.create(source=f"{web}/text")
    status = api.finished(video["videoId"])
    assert status["ingest"]["status"] == "ingested"
    assert qualities(status) == {("hls", "failed"), ("mp4", "failed")}
    assert status["encoding"]["reason"]


def test_a_host_that_cannot_be_reached_fails_within_seconds(api, refused_port):
    began = time.monotonic()
    sources = [f"http://127.0.0.1:{refused_port}/a.mp4", "http://nowhere.invalid/a.mp4"]
    for source in sources:
        status = api.finished(api.create(source=source)["videoId"])
        assert status["encoding"]["reason"].endswith("could not be reached.")
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("url", ["http://a..b/", "http://[/", "http://x:99999/"])
def test_a_link_that_is_no_address_fails_in_words(tmp_path, url):
    with pytest.raises(JobFailed, match="not a valid web address"):
        fetch(url, tmp_path / "x", cancelled=no, has_room=yes)


def test_a_clone_has_the_same_source_and_its_own_life(server, api, encoded):
    video = api.create(source=encoded["videoId"], clip={"endTimecode": "1"})
    status = api.finished(video["videoId"])
    assert status["ingest"]["status"] == "ingested"
    assert status["encoding"]["metadata"]["duration"] == 1
    folder = server.data / "videos"
    assert (folder / video["videoId"] / "source").samefile(
        folder / encoded["videoId"] / "source"
    )
    api.delete(f"/videos/{video['videoId']}")
    assert (folder / encoded["videoId"] / "source").exists()


def test_a_clone_of_an_empty_container_fails_with_a_reason(api):
    video = api.create(source=api.create()["videoId"])
    status = api.finished(video["videoId"])
    assert status["encoding"]["reason"] == "The video to copy has no complete source."


def yes():
    return True


def no():
    return False


@pytest.mark.parametrize(
    ("path", "limits", "reason"),
    [
        ("trickle", Limits(whole=0.2), "took over 0.2 s"),
        ("silent", Limits(silence=0.2), "did not answer in time"),
        ("clip", Limits(size=1000), "larger than"),
        ("endless", Limits(size=5 * 2**20), "larger than"),
        ("endless", Limits(whole=0.2), "took over 0.2 s"),
        ("long", Limits(), "could not be reached"),
        ("moved", Limits(redirects=0), "redirected more than 0 times"),
    ],
)
def test_a_download_has_limits(tmp_path, web, path, limits, reason):
    began = time.monotonic()
    with pytest.raises(JobFailed, match=reason):
        fetch(
            f"{web}/{path}", tmp_path / "x", cancelled=no, has_room=yes, limits=limits
        )
    assert time.monotonic() - began < 2


def test_a_download_stops_when_asked_or_when_the_disk_is_full(tmp_path, web):
    with pytest.raises(Cancelled):
        fetch(f"{web}/clip", tmp_path / "x", cancelled=yes, has_room=yes)
    with pytest.raises(JobFailed, match="disk"):
        fetch(f"{web}/clip", tmp_path / "x", cancelled=no, has_room=no)


def test_what_comes_packed_is_not_unpacked(tmp_path, web):
    size = fetch(f"{web}/packed", tmp_path / "x", cancelled=no, has_room=yes)
    assert size == len(BOMB)
    assert (tmp_path / "x").read_bytes() == BOMB


def test_only_the_link_s_own_login_is_sent(tmp_path, web, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with pytest.raises(JobFailed, match="401"):
        fetch(f"{web}/login", tmp_path / "x", cancelled=no, has_room=yes)
    url = f"{web}/login".replace("//", "//a:b@")
    assert fetch(url, tmp_path / "x", cancelled=no, has_room=yes) > 0
