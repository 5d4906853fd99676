"""What plays: HLS, the MP4, moments and wishes after the `#`."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from apivideo_nb.sandbox.page import LIBRARY, library

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"


def know_no_hls(tab):
    """Make the browser one of those that play HLS with a library only."""
    tab.add_init_script(
        "const able = HTMLMediaElement.prototype.canPlayType;"
        "HTMLMediaElement.prototype.canPlayType = function (type) {"
        "  return type.includes('mpegurl') ? '' : able.call(this, type); }"
    )


def test_hls_plays(site, tab, player, until):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("heading", name="Moving bars")).to_be_visible()
    tab.get_by_role("button", name="Play Moving bars").click()
    until(tab, "v.currentTime > 0.4 && v.videoWidth > 0")
    assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("manifest.m3u8")
    expect(tab.get_by_role("button", name="Play Moving bars")).to_be_hidden()
    assert not [path for path in site.asked if path.endswith(".mp4?dl=1")]


def test_a_browser_that_knows_no_hls_is_taught_where_there_is_no_mp4(
    site, tab, player, until
):
    know_no_hls(tab)
    site.pages["/page"] = player(mp4=None, download=None)
    site.pages[f"/{LIBRARY}"] = library()
    tab.goto(f"{site.url}/page#t=1;autoplay")
    until(tab, "v.currentTime > 1.2 && v.videoWidth > 0")
    assert tab.evaluate(f"{VIDEO}.currentSrc").startswith("blob:")
    until(tab, "v.ended")


def test_the_local_sandbox_teaches_hls_from_beside_its_pages(encoded, tab, until):
    know_no_hls(tab)
    tab.route("**/mp4/source.mp4*", lambda route: route.abort())
    tab.goto(f"{encoded['assets']['player']}#autoplay")
    until(tab, "v.currentTime > 0.2 && v.currentSrc.startsWith('blob:')")


def test_a_browser_that_knows_no_hls_takes_the_mp4_and_loads_nothing_else(
    site, tab, player, until
):
    know_no_hls(tab)
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay")
    until(tab, "v.currentTime > 0.2")
    assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("source.mp4")
    assert f"/{LIBRARY}" not in site.asked


@pytest.mark.parametrize("gone", ["manifest", LIBRARY])
def test_what_cannot_be_taught_is_said_to_be_so(site, tab, gone, player):
    know_no_hls(tab)
    broken = gone == "manifest"
    hls = "nowhere.m3u8" if broken else "v/hls/manifest.m3u8"
    site.pages["/page"] = player(hls=hls, mp4=None, download=None)
    if broken:
        site.pages[f"/{LIBRARY}"] = library()
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("alert")).to_contain_text("cannot be played")


def test_the_quality_on_the_screen_is_named(site, tab, player):
    site.pages["/page"] = player(hls=None)
    tab.goto(f"{site.url}/page")
    expect(tab.locator("#quality")).to_have_text("240p")


def test_mp4_plays_where_hls_is_missing_or_broken(site, tab, player, until):
    for hls in (None, "nowhere.m3u8"):
        site.pages["/page"] = player(hls=hls)
        tab.goto(f"{site.url}/page#autoplay")
        until(tab, "v.currentTime > 0.2 && v.videoWidth > 0")
        assert tab.evaluate(f"{VIDEO}.currentSrc").endswith("source.mp4")
        tab.goto("about:blank")


def test_where_hls_breaks_off_the_mp4_goes_on(site, tab, player, until):
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


def test_a_video_that_cannot_be_loaded_is_said_to_be_so_and_tried_again(
    site, tab, player, until
):
    site.pages["/page"] = player(hls="nowhere.m3u8", mp4="later.mp4")
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("alert")).to_contain_text("cannot be played")
    shutil.copy(site.folder / "v/mp4/source.mp4", site.folder / "later.mp4")
    tab.get_by_role("button", name="Try again").click()
    until(tab, "v.currentTime > 0")
    expect(tab.get_by_role("alert")).to_be_hidden()


def test_a_video_that_is_not_ready_becomes_ready_by_itself(site, tab, player, until):
    site.pages["/page"] = player(ready=False)
    site.pages["/status.json"] = json.dumps({"playable": False, "reason": None})
    tab.goto(f"{site.url}/page?token=1#autoplay")
    expect(tab.get_by_role("status")).to_have_text("Your video is being prepared…")
    site.pages["/page"] = player()
    site.pages["/status.json"] = json.dumps({"playable": True, "reason": None})
    until(tab, "v && v.currentTime > 0")
    assert tab.url == f"{site.url}/page?token=1#autoplay"


def test_a_failure_shows_its_reason_and_asks_no_more(site, tab, player):
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


def test_a_server_that_went_away_is_noticed(site, tab, player):
    site.pages["/page"] = player(ready=False, status="nowhere.json")
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_role("status")).to_contain_text("does not answer", timeout=20_000)


@pytest.mark.parametrize("time", ["t=1", "t=00:01", "t=0:00:01", "t=1,2.5"])
def test_a_video_starts_where_the_fragment_says(site, tab, time, player, until):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#nonsense;{time};adTagUrl:https%3A%2F%2Fx")
    until(tab, "v.currentTime >= 1 && v.currentTime < 1.2")


def test_a_video_stops_where_the_fragment_says_and_then_can_go_on(
    site, tab, player, until
):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;t=0.5,1")
    until(tab, "v.paused && v.currentTime >= 1 && v.currentTime < 1.7")
    tab.evaluate(f"{VIDEO}.play()")
    until(tab, "v.currentTime > 1.8")


def test_a_looped_video_begins_again(site, tab, player, until):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;loop;t=2")
    until(tab, "v.currentTime > 2.5")
    until(tab, "v.currentTime > 1.9 && v.currentTime < 2.4 && !v.paused")


def test_title_and_controls_can_be_hidden(site, tab, player, until):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#hide-title;hide-controls")
    expect(tab.get_by_role("heading")).to_have_count(0)
    tab.get_by_role("button", name="Play").click()
    until(tab, "v.currentTime > 0 && !v.controls")
    tab.locator("video").click()
    until(tab, "v.paused")
    tab.keyboard.press("Space")
    until(tab, "!v.paused")
