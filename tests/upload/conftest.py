"""A faulty line: a loopback proxy that does to each request what its script says."""

import hashlib
import http.client
import json
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

import apivideo_nb as av
from apivideo_nb.api import retry, videos
from apivideo_nb.api.retry import RetryPolicy
from apivideo_nb.upload import container, plan
from apivideo_nb.upload.plan import MiB

#: as patient as ever, but quicker
QUICK = RetryPolicy(attempts=12, renewals=3, first_delay=0.01, max_delay=0.2)

PROBLEMS = {
    "429": (429, "too-many-requests"),
    "429 without a word when": (429, "too-many-requests"),
    "500": (500, "about:blank"),
    "502": (502, "about:blank"),
    "401": (401, "authentication-invalid-access-token"),
}
#: everything that may go wrong with one request
FAULTS = (
    "drop before delivery",
    "drop after delivery",
    "cut the request short",
    "cut the answer short",
    "deliver twice",
    "delay",
    *PROBLEMS,
)


class FaultyLine(ThreadingHTTPServer):
    """Passes requests on to a server, but for what the script does to them.

    `script` is asked for each request, given method and path, and names a fault or
    gives None. `played` counts what was done. Tokens end after `token_life` seconds.
    """

    daemon_threads = True

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(url).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.script = lambda _method, _path: None
        self.played = Counter()
        self.delay = 0.1
        self.token_life = None
        self.tokens = {}
        self._lock = threading.Lock()

    def fault(self, method, path):
        with self._lock:
            fault = self.script(method, path)
            self.played[fault] += 1
            return fault

    def seeded(self, seed, share):
        """Let a share of all requests go wrong, always the same way."""
        chance = random.Random(seed)

        def script(_method, path):
            if chance.random() > share:
                return None
            fault = chance.choice(FAULTS)
            # delivered twice, a creation makes two videos whoever sends it
            again = fault == "deliver twice" and not path.endswith("/source")
            return None if again or path.startswith("/auth") else fault

        self.script = script

    def handle_error(self, request, client_address):
        pass  # whoever hangs up is part of the script


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self):
        fault = self.server.fault(self.command, self.path.partition("?")[0])
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._has_old_token():
            fault = "401"
        match fault:
            case "drop before delivery":
                self.close_connection = True
                return
            case str() if fault in PROBLEMS:
                self._refuse(*PROBLEMS[fault], when=fault == "429")
                return
            case "cut the request short":
                self._deliver(body[: len(body) // 2], promised=len(body))
                self.close_connection = True
                return
            case "delay":
                time.sleep(self.server.delay)
            case "deliver twice":
                self._deliver(body)
        answer, content = self._deliver(body)
        self._note_token(content)
        if fault == "drop after delivery":
            self.close_connection = True
        else:
            self._answer(answer, content, cut=fault == "cut the answer short")

    def _answer(self, answer, content, *, cut):
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "connection", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.close_connection = cut
        self.wfile.write(content[: len(content) // 2] if cut else content)

    def _note_token(self, content):
        if self.path == "/auth/api-key" and self.server.token_life is not None:
            token = json.loads(content)["access_token"]
            self.server.tokens[token] = time.monotonic() + self.server.token_life

    def _has_old_token(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return time.monotonic() > self.server.tokens.get(token, float("inf"))

    def _deliver(self, body, promised=None):
        connection = http.client.HTTPConnection(self.server.behind, timeout=30)
        skipped = {"connection", "transfer-encoding", "content-length", "host"}
        connection.putrequest(self.command, self.path, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in skipped:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(promised or len(body)))
        connection.endheaders(body)
        try:
            if promised and promised > len(body):
                return None, b""
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _refuse(self, status, slug, *, when):
        content = json.dumps({"type": slug, "title": "A fault", "status": status})
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if when:
            self.send_header("X-RateLimit-Retry-After", "0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content.encode())

    do_GET = do_POST = do_PATCH = do_DELETE = _pass_on  # noqa: N815  # its names

    def log_message(self, *_):
        pass


@pytest.fixture
def line(sandbox):
    """Give a faulty line in front of the local sandbox; at first it is a good one."""
    with FaultyLine(sandbox.url) as line:
        thread = threading.Thread(target=line.serve_forever, args=(0.01,))
        thread.start()
        yield line
        line.shutdown()
        thread.join()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(videos, "PATIENT", QUICK)
    monkeypatch.setattr(container, "PATIENCE", QUICK)
    monkeypatch.setattr(retry, "RATE_LIMIT_WINDOW", 0.1)  # waited without a word when
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)


@pytest.fixture
def client(line, sandbox, quick):  # noqa: ARG001  # the fixture is what it does
    """Give a client that sends over the faulty line."""
    client = av.Client(sandbox.api_key, base_url=line.url)
    client._session._retry = QUICK
    return client


@pytest.fixture
def direct(sandbox):
    """Give a client that sends past it."""
    return av.Client(sandbox.api_key, base_url=sandbox.url)


@pytest.fixture
def is_stored(sandbox):
    """Give what waits until just these bytes are stored: parts are joined later."""

    def is_stored(video_id, data):
        path = sandbox.data / "videos" / video_id / "source"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if path.exists() and sha256(path.read_bytes()) == sha256(data):
                return True
            time.sleep(0.02)
        return False

    return is_stored


def sha256(data):
    return hashlib.sha256(data).hexdigest()
