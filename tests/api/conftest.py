import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from apivideo_nb import Client

TOKEN = {"token_type": "Bearer", "expires_in": 3600, "access_token": "first"}


class Scripted(ThreadingHTTPServer):
    """A real server on loopback that answers what it was told, in that order."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = []
        self.seen = []
        self.headers = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def will(self, status, body=None, **headers):
        self.answers.append((status, body, headers))

    def will_log_in(self, token="first", expires_in=3600):
        self.will(200, {**TOKEN, "access_token": token, "expires_in": expires_in})

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is part of the script


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.seen.append(
            (self.command, self.path, self.headers.get("Authorization"), body)
        )
        self.server.headers.append(self.headers)
        status, answer, headers = self.server.answers.pop(0)
        if status is None:  # hang up without a word
            self.close_connection = True
            return
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815  # its names

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    assert not server.answers, "the script was not played to its end"


@pytest.fixture(scope="session")
def client(sandbox):
    return Client(sandbox.api_key, base_url=sandbox.url)


@pytest.fixture
def video_id(client):
    """An empty video, which is all that most nouns need."""
    video = client.videos.create("A video of its own")
    yield video.video_id
    video.delete()


@pytest.fixture
def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()
