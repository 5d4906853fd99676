"""A faulty line: a loopback proxy that does to each request what its script says."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

PROBLEMS = {
    "429": (429, "too-many-requests"),
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
    gives None. `played` counts what was done.
    """

    daemon_threads = True

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(url).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.script = lambda _method, _path: None
        self.played = Counter()
        self.delay = 0.1
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
        match fault:
            case "drop before delivery":
                self.close_connection = True
                return
            case "429" | "500" | "502" | "401":
                self._refuse(*PROBLEMS[fault])
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
        if fault == "drop after delivery":
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "connection", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if fault == "cut the answer short":
            self.close_connection = True
            content = content[: len(content) // 2]
        self.wfile.write(content)

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

    def _refuse(self, status, slug):
        content = json.dumps({"type": slug, "title": "A fault", "status": status})
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status == 429:
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
