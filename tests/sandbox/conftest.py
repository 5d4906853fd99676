"""A local sandbox in a process of its own, and somebody who talks to it."""

import base64
import contextlib
import json
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

PROGRAM = """
import json, pathlib, sys
from apivideo_nb.sandbox.server import run
options = json.loads(sys.argv[1])
sys.exit(run(data=pathlib.Path(options.pop("data")), **options))
"""
DEADLINE_S = 60


def eventually(ask, *, deadline=DEADLINE_S):
    """Return the first answer of `ask` that is true, or fail."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"nothing within {deadline} s")


@dataclass
class Server:
    process: subprocess.Popen
    data: Path
    url: str

    @property
    def state(self):
        return json.loads((self.data / "state.json").read_text())

    def api(self, kind="api_key"):
        return Api(self.url, self.state[kind])

    def stop(self):
        self.process.terminate()
        return self._ended()

    def kill(self):
        self.process.kill()
        return self._ended()

    def _ended(self):
        code = self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class Api(requests.Session):
    """A session that knows the server, shows the key, and some shorthands."""

    def __init__(self, url, key):
        super().__init__()
        self.base = url
        basic = base64.b64encode(f"{key}:".encode()).decode()
        self.headers["Authorization"] = f"Basic {basic}"

    def request(self, method, url, **options):
        where = self.base + url if url.startswith("/") else url
        return super().request(method, where, timeout=30, **options)

    def create(self, **fields):
        answer = self.post("/videos", json={"title": "A video", **fields})
        assert answer.ok, answer.text
        return answer.json()

    def upload(self, video_id, content, content_range=None, name="clip.mp4"):
        headers = {"Content-Range": content_range} if content_range else {}
        return self.post(
            f"/videos/{video_id}/source",
            files={"file": (name, content)},
            headers=headers,
        )

    def status(self, video_id):
        return self.get(f"/videos/{video_id}/status").json()

    def finished(self, video_id):
        """Wait until every quality is encoded or failed; return the status."""

        def ask():
            status = self.status(video_id)
            states = [q["status"] for q in status["encoding"]["qualities"]]
            return states and set(states) <= {"encoded", "failed"} and status

        return eventually(ask)


def slug(answer):
    """Return what a client switches on: the end of a problem's type."""
    return answer.json()["type"].rpartition("/")[2]


@contextlib.contextmanager
def launched(data, **options):
    line = json.dumps({"data": str(data), "port": 0, "rate_limits": "none", **options})
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, line],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = process.stdout.readline().removeprefix("listening on ").strip()
    server = Server(process, data, url)
    try:
        yield server
    finally:
        if process.poll() is None:
            server.kill()
        for pipe in (process.stdout, process.stderr):
            pipe.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that leave others alone."""
    with launched(tmp_path_factory.mktemp("home") / "data") as one:
        yield one


@pytest.fixture(scope="session")
def api(server):
    with server.api() as session:
        yield session


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a server of one's own, on the same data."""
    with contextlib.ExitStack() as stack:

        def start(**options):
            return stack.enter_context(launched(tmp_path / "data", **options))

        yield start


@pytest.fixture(scope="session")
def launch():
    """Give the context manager that runs a server on a data directory."""
    return launched


@pytest.fixture(scope="session")
def slug_of():
    return slug


@pytest.fixture(scope="session")
def wait_for():
    return eventually


@pytest.fixture
def vendor(server):
    """The vendor's own client, logged in, as a judge."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # in its generated code
        import apivideo  # noqa: PLC0415 - heavy
        from apivideo.configuration import Configuration  # noqa: PLC0415 - likewise

    configuration = Configuration(host=server.url, chunk_size=5 * 2**20)
    client = apivideo.AuthenticatedApiClient(
        server.state["api_key"], configuration=configuration
    )
    client.configuration.host = server.url
    client.connect()
    yield client
    client.close()


@pytest.fixture(scope="session")
def encoded(api, clips):
    """A public video that is done, for tests that only look."""
    video = api.create(title="Encoded & done")
    assert api.upload(video["videoId"], clips("h264").read_bytes()).status_code == 201
    status = api.finished(video["videoId"])
    assert status["encoding"]["playable"], status
    return video


@pytest.fixture
def tab(chromium):
    """A page the size of a player in a notebook."""
    page = chromium.new_page()
    page.set_viewport_size({"width": 640, "height": 360})
    page.set_default_timeout(30_000)
    yield page
    page.close()
