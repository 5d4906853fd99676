"""A site that serves the player's page and an encoded video, a tab to look at it."""

import functools
import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from apivideo_nb.sandbox import media
from apivideo_nb.sandbox.page import render


@pytest.fixture(scope="session")
def player() -> Callable[..., str]:
    """Return a function that gives the page of a playable video, but for changes."""
    values = {
        "title": "Moving bars",
        "hls": "v/hls/manifest.m3u8",
        "mp4": "v/mp4/source.mp4",
        "poster": "v/thumbnail.jpg",
        "download": "v/mp4/source.mp4?dl=1",
        "status": "status.json",
        "ready": True,
        "reason": None,
    }
    return lambda **changes: render(**{**values, **changes})


@pytest.fixture(scope="session")
def until() -> Callable[[Page, str], object]:
    """Return a function that waits until a condition on the video ``v`` is true."""
    video = "const v = document.querySelector('video')"
    return lambda tab, condition: tab.wait_for_function(
        f"() => {{ {video}; return {condition}; }}"
    )


@dataclass
class Site:
    """A folder served on loopback, beside pages that tests put up."""

    folder: Path
    url: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args, site, **kwargs):
        self.site = site
        super().__init__(*args, directory=str(site.folder), **kwargs)

    def guess_type(self, path):
        return (
            "application/vnd.apple.mpegurl" if path.suffix == ".m3u8" else "video/mp4"
        )

    def log_message(self, *_):
        pass

    def send_head(self):
        self.site.asked.append(self.path)
        name = self.path.partition("?")[0]
        if name in self.site.pages:
            kind = "application/json" if name.endswith("json") else "text/html"
            return self.answer(200, self.site.pages[name].encode(), kind)
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.answer(404, b"", "text/plain")
        data, kind = path.read_bytes(), self.guess_type(path)
        wanted = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            return self.answer(200, data, kind)
        first, last = int(wanted[1]), int(wanted[2] or len(data) - 1)
        span = f"bytes {first}-{min(last, len(data) - 1)}/{len(data)}"
        return self.answer(206, data[first : last + 1], kind, {"Content-Range": span})

    def answer(self, status, body, kind, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(body)


@pytest.fixture(scope="session")
def folder(clips, tmp_path_factory) -> Path:
    """Return a folder with one encoded video, 3 seconds long, in ``v``."""
    place = tmp_path_factory.mktemp("site")
    source = clips("vfr")
    media.encode(
        source,
        place / "v",
        probe=media.probe(source),
        mp4=True,
        on_quality=lambda *_: None,
        cancelled=lambda: False,
    )
    return place


@pytest.fixture
def site(folder) -> Iterator[Site]:
    found = Site(folder)
    handler = functools.partial(Handler, site=found)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def tab(chromium) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_viewport_size({"width": 640, "height": 360})
    page.set_default_timeout(30_000)
    yield page
    page.close()
