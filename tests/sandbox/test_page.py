import base64
import functools
import http.server
import io
import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from apivideo_nb.sandbox import media
from apivideo_nb.sandbox.page import LIBRARY, Look, library, missing, render

pytestmark = pytest.mark.browser

HOSTILE = (
    """</script><script>hacked = 1</script><img src=x onerror="hacked=1">"&amp;'$x"""
)
VIDEO = "document.querySelector('video')"


def player(**changes):
    """Return the page of a playable video, apart from some changes."""
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
    return render(**{**values, **changes})


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


def until(tab: Page, condition: str) -> None:
    tab.wait_for_function(f"() => {{ const v = {VIDEO}; return {condition}; }}")


def test_hls_plays(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("heading", name="Moving bars")).to_be_visible()
    tab.get_by_role("button", name="Play Moving bars").click()
    until(tab, "v.currentTime > 0.4 && v.videoWidth > 0")
    assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("manifest.m3u8")
    expect(tab.get_by_role("button", name="Play Moving bars")).to_be_hidden()
    assert not [path for path in site.asked if path.endswith(".mp4?dl=1")]


def know_no_hls(tab):
    """Make the browser one of those that play HLS with a library only."""
    tab.add_init_script(
        "const able = HTMLMediaElement.prototype.canPlayType;"
        "HTMLMediaElement.prototype.canPlayType = function (type) {"
        "  return type.includes('mpegurl') ? '' : able.call(this, type); }"
    )


def test_a_browser_that_knows_no_hls_is_taught_where_there_is_no_mp4(site, tab):
    know_no_hls(tab)
    site.pages["/page"] = player(mp4=None, download=None)
    site.pages[f"/{LIBRARY}"] = library()
    tab.goto(f"{site.url}/page#t=1;autoplay")
    until(tab, "v.currentTime > 1.2 && v.videoWidth > 0")
    assert tab.evaluate(f"{VIDEO}.currentSrc").startswith("blob:")
    until(tab, "v.ended")


def test_the_local_sandbox_teaches_hls_from_beside_its_pages(encoded, tab):
    know_no_hls(tab)
    tab.route("**/mp4/source.mp4*", lambda route: route.abort())
    tab.goto(f"{encoded['assets']['player']}#autoplay")
    until(tab, "v.currentTime > 0.2 && v.currentSrc.startsWith('blob:')")


def test_a_browser_that_knows_no_hls_takes_the_mp4_and_loads_nothing_else(site, tab):
    know_no_hls(tab)
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay")
    until(tab, "v.currentTime > 0.2")
    assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("source.mp4")
    assert f"/{LIBRARY}" not in site.asked


@pytest.mark.parametrize("gone", ["manifest", LIBRARY])
def test_what_cannot_be_taught_is_said_to_be_so(site, tab, gone):
    know_no_hls(tab)
    broken = gone == "manifest"
    hls = "nowhere.m3u8" if broken else "v/hls/manifest.m3u8"
    site.pages["/page"] = player(hls=hls, mp4=None, download=None)
    if broken:
        site.pages[f"/{LIBRARY}"] = library()
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("alert")).to_contain_text("cannot be played")


def test_the_quality_on_the_screen_is_named(site, tab):
    site.pages["/page"] = player(hls=None)
    tab.goto(f"{site.url}/page")
    expect(tab.locator("#quality")).to_have_text("240p")


def test_mp4_plays_where_hls_is_missing_or_broken(site, tab):
    for hls in (None, "nowhere.m3u8"):
        site.pages["/page"] = player(hls=hls)
        tab.goto(f"{site.url}/page#autoplay")
        until(tab, "v.currentTime > 0.2 && v.videoWidth > 0")
        assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("source.mp4")
        tab.goto("about:blank")


def test_where_hls_breaks_off_the_mp4_goes_on(site, tab):
    for path in (site.folder / "v" / "hls").rglob("*.*"):
        text = path.read_bytes()
        place = site.folder / "broken" / path.relative_to(site.folder / "v")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"" if path.name == "00001.m4s" else text)
    site.pages["/page"] = player(hls="broken/hls/manifest.m3u8")
    tab.goto(f"{site.url}/page#t=1;autoplay")
    until(tab, "v.currentSrc.endsWith('.mp4') && v.currentTime > 1")
    jumped = tab.evaluate(f"{VIDEO}.played.start(0)")
    assert jumped >= 0.9


def test_a_video_that_cannot_be_loaded_is_said_to_be_so_and_tried_again(site, tab):
    site.pages["/page"] = player(hls="nowhere.m3u8", mp4="later.mp4")
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("alert")).to_contain_text("cannot be played")
    shutil.copy(site.folder / "v/mp4/source.mp4", site.folder / "later.mp4")
    tab.get_by_role("button", name="Try again").click()
    until(tab, "v.currentTime > 0")
    expect(tab.get_by_role("alert")).to_be_hidden()


def test_a_video_that_is_not_ready_becomes_ready_by_itself(site, tab):
    site.pages["/page"] = player(ready=False)
    site.pages["/status.json"] = json.dumps({"playable": False, "reason": None})
    tab.goto(f"{site.url}/page?token=1#autoplay")
    expect(tab.get_by_role("status")).to_have_text("Your video is being prepared…")
    site.pages["/page"] = player()
    site.pages["/status.json"] = json.dumps({"playable": True, "reason": None})
    until(tab, "v && v.currentTime > 0")
    assert tab.url == f"{site.url}/page?token=1#autoplay"


def test_a_failure_shows_its_reason_and_asks_no_more(site, tab):
    site.pages["/page"] = player(ready=False)
    site.pages["/status.json"] = json.dumps({"playable": False, "reason": "It is <b>."})
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("status")).to_contain_text("could not be prepared")
    expect(tab.get_by_role("status")).to_contain_text("It is <b>.")
    site.pages["/page"] = player(ready=False, reason="Known at once.")
    site.asked.clear()
    tab.reload()
    expect(tab.get_by_role("status")).to_contain_text("Known at once.")
    assert "/status.json" not in site.asked


def test_a_server_that_went_away_is_noticed(site, tab):
    site.pages["/page"] = player(ready=False, status="nowhere.json")
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("status")).to_contain_text("does not answer", timeout=20_000)


@pytest.mark.parametrize("time", ["t=1", "t=00:01", "t=0:00:01", "t=1,2.5"])
def test_a_video_starts_where_the_fragment_says(site, tab, time):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#nonsense;{time};adTagUrl:https%3A%2F%2Fx")
    until(tab, "v.currentTime >= 1 && v.currentTime < 1.2")


def test_a_video_stops_where_the_fragment_says_and_then_can_go_on(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;t=0.5,1")
    until(tab, "v.paused && v.currentTime >= 1 && v.currentTime < 1.7")
    tab.evaluate(f"{VIDEO}.play()")
    until(tab, "v.currentTime > 1.8")


def test_a_looped_video_begins_again(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;loop;t=2")
    until(tab, "v.currentTime > 2.5")
    until(tab, "v.currentTime > 1.9 && v.currentTime < 2.4 && !v.paused")


def test_title_and_controls_can_be_hidden(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#hide-title;hide-controls")
    expect(tab.get_by_role("heading")).to_have_count(0)
    tab.get_by_role("button", name="Play").click()
    until(tab, "v.currentTime > 0 && !v.controls")
    tab.locator("video").click()
    until(tab, "v.paused")
    tab.keyboard.press("Space")
    until(tab, "!v.paused")


AROUND = """<!doctype html><iframe src="page#{wishes}" width="640" height="360"
 allow="autoplay *"></iframe><script>
const heard = [];
addEventListener("message", ({{ data }}) => heard.push(data));
const order = (message, more) => document.querySelector("iframe").contentWindow
  .postMessage({{ sdkPlayerId: 7, callbackId: message, message, ...more }}, "*");
</script>"""


def surround(site, tab, origin, **changes):
    """Show the player in a page that speaks as the vendor's player SDK does."""
    encoded = base64.b64encode(origin.encode()).decode()
    wishes = f"api;sdkOrigin:{encoded};sdkPlayerId:7"
    site.pages["/page"] = player(hls=None, **changes)
    site.pages["/around"] = AROUND.format(wishes=wishes)
    tab.goto(f"{site.url}/around")
    tab.frame_locator("iframe").locator("#quality").wait_for()
    return tab.frames[1]


def test_the_page_around_drives_the_player_and_hears_of_it(site, tab):
    frame = surround(site, tab, site.url)
    types = "() => heard.map(({ type }) => type)"
    assert tab.evaluate(types)[0] == "sdkSync"
    tab.wait_for_function("() => heard.some(({ type }) => type === 'ready')")
    tab.evaluate("order('getDuration')")
    tab.wait_for_function(
        "() => heard.some((one) => one.callbackId === 'getDuration' && one.arg >= 2.9)"
    )
    tab.evaluate("order('mute'); order('setLoop', { loop: true }); order('play')")
    for told in ("firstplay", "timeupdate", "volumechange"):
        tab.wait_for_function(f"() => heard.some((one) => one.type === '{told}')")
    tab.evaluate("order('pause'); order('setCurrentTime', { currentTime: 1.5 })")
    tab.evaluate("order('hideControls')")
    frame.wait_for_function(f"() => !{VIDEO}.controls && {VIDEO}.currentTime === 1.5")
    assert frame.evaluate(f"() => {VIDEO}.paused && {VIDEO}.muted")
    assert all(one["sdkPlayerId"] == "7" for one in tab.evaluate("heard"))


@pytest.mark.parametrize("refused", ["stranger", "theme"])
def test_the_player_obeys_neither_strangers_nor_against_its_theme(site, tab, refused):
    stranger = refused == "stranger"
    look = None if stranger else Look({"enableApi": False})
    origin = "http://elsewhere.example" if stranger else site.url
    frame = surround(site, tab, origin, look=look)
    # hears the orders after the player has
    frame.evaluate(
        "() => void (window.seen = new Promise((done) => addEventListener('message',"
        " ({ data }) => data.message === 'getDuration' && done())))"
    )
    tab.evaluate("order('mute'); order('getDuration')")
    frame.evaluate("() => window.seen")
    assert not frame.evaluate(f"() => {VIDEO}.muted")
    assert tab.evaluate("heard") == []


def test_the_title_steps_aside_and_comes_back(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;loop")
    expect(tab.locator("#bar")).to_have_css("opacity", "0")
    tab.mouse.move(200, 200)
    expect(tab.locator("#bar")).to_have_css("opacity", "1")


def test_a_download_is_offered_only_where_there_is_one(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    link = tab.get_by_role("link", name="Download the MP4")
    assert link.get_attribute("href") == "v/mp4/source.mp4?dl=1"
    site.pages["/page"] = player(download=None)
    tab.reload()
    expect(tab.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("ready", [True, False])
def test_a_hostile_title_stays_text(site, tab, ready):
    site.pages["/page"] = player(title=HOSTILE, ready=ready, reason=HOSTILE)
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_text(HOSTILE).first).to_be_visible()
    assert tab.title() == HOSTILE
    assert tab.evaluate("typeof hacked") == "undefined"
    assert tab.locator("img").count() == 0


def test_the_page_works_in_a_frame_behind_a_prefix(site, tab):
    prefix = "/user/ann/proxy/8000"
    shutil.copytree(
        site.folder / "v", site.folder / prefix[1:] / "v", dirs_exist_ok=True
    )
    site.pages[f"{prefix}/page"] = player()
    frame = f'<iframe src="{prefix}/page#autoplay" allow="autoplay"></iframe>'
    site.pages["/outer"] = f"<!doctype html>{frame}"
    tab.goto(f"{site.url}/outer")
    inner = tab.frames[1]
    inner.wait_for_function(f"() => {VIDEO}?.currentTime > 0.2")
    files = [path for path in site.asked if path not in {"/outer", "/favicon.ico"}]
    assert all(path.startswith(prefix) for path in files)


def test_on_paper_the_picture_behind_shows_through(site, tab):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    tab.emulate_media(media="print")
    expect(tab.locator("video")).to_have_css("visibility", "hidden")
    expect(tab.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_nothing_moves_for_whoever_wants_it_still(site, tab):
    site.pages["/page"] = player(ready=False)
    tab.goto(f"{site.url}/page")
    bar = tab.locator(".swell i").first
    expect(bar).to_have_css("animation-name", "swell")
    tab.emulate_media(reduced_motion="reduce")
    expect(bar).to_have_css("animation-name", "none")


@pytest.mark.parametrize("width", [200, 640])
@pytest.mark.parametrize("name", ["ready", "preparing", "failed", "missing"])
def test_no_page_is_wider_than_its_frame(site, tab, width, name):
    site.pages["/page"] = {
        "ready": player(title="A" * 200),
        "preparing": player(ready=False, title="A" * 200),
        "failed": player(ready=False, reason="word" * 60),
        "missing": missing(),
    }[name]
    tab.set_viewport_size({"width": width, "height": width * 9 // 16})
    tab.goto(f"{site.url}/page")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.urls, self.found = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.urls += [
            value for name, value in attrs if name in {"src", "href", "poster"}
        ]


def test_every_page_is_whole_in_itself():
    for page in (
        player(),
        player(ready=False),
        player(ready=False, reason="x"),
        missing(),
    ):
        tags = Tags(page)
        assert tags.found[:2] == ["html", "head"]
        assert "link" not in tags.found
        assert all(url.startswith("v/") for url in tags.urls)
        assert "http" not in page.replace("http-equiv", "")
        assert "$" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_the_missing_page_says_how_to_get_a_fresh_link():
    assert "This video is private, or was deleted" in missing()
    assert "works once" in missing()
    assert "fresh" in missing()
