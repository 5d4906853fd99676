"""The player in somebody else's page: framed, behind a prefix, driven by an SDK."""

import base64
import shutil

import pytest

from apivideo_nb.sandbox.page import Look

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
AROUND = """<!doctype html><iframe src="page#{wishes}" width="640" height="360"
 allow="autoplay *"></iframe><script>
const heard = [];
addEventListener("message", ({{ data }}) => heard.push(data));
const order = (message, more) => document.querySelector("iframe").contentWindow
  .postMessage({{ sdkPlayerId: 7, callbackId: message, message, ...more }}, "*");
</script>"""


def surround(site, tab, page, origin):
    """Show a player in a page that speaks as the vendor's player SDK does."""
    encoded = base64.b64encode(origin.encode()).decode()
    wishes = f"api;sdkOrigin:{encoded};sdkPlayerId:7"
    site.pages["/page"] = page
    site.pages["/around"] = AROUND.format(wishes=wishes)
    tab.goto(f"{site.url}/around")
    tab.frame_locator("iframe").locator("#quality").wait_for()
    return tab.frames[1]


def test_the_page_around_drives_the_player_and_hears_of_it(site, tab, player):
    frame = surround(site, tab, player(hls=None), site.url)
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
def test_the_player_obeys_neither_strangers_nor_against_its_theme(
    site, tab, player, refused
):
    stranger = refused == "stranger"
    look = None if stranger else Look({"enableApi": False})
    origin = "http://elsewhere.example" if stranger else site.url
    frame = surround(site, tab, player(hls=None, look=look), origin)
    # hears the orders after the player has
    frame.evaluate(
        "() => void (window.seen = new Promise((done) => addEventListener('message',"
        " ({ data }) => data.message === 'getDuration' && done())))"
    )
    tab.evaluate("order('mute'); order('getDuration')")
    frame.evaluate("() => window.seen")
    assert not frame.evaluate(f"() => {VIDEO}.muted")
    assert tab.evaluate("heard") == []


def test_the_page_works_in_a_frame_behind_a_prefix(site, tab, player):
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
