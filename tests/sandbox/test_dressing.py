"""Captions, chapters and theme as viewers see them, on the page of a real server."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from apivideo_nb.sandbox.page import Look, Track, render

pytestmark = pytest.mark.browser

VIDEO = "document.querySelector('video')"
WORDS = """WEBVTT

00:00.000 --> 00:02.000
Good morning, everybody.
"""
PARTS = """WEBVTT

00:00.000 --> 00:00.800
Swinging

00:00.800 --> 00:01.400
Slowing <b>down</b>

00:01.400 --> 00:02.000
Standing still
"""
RED, GREEN = "rgba(255, 0, 0, 1)", "rgba(0, 160, 0, 1)"
HOSTILE = """"><script>hacked = 1</script>"""


def until(tab, condition):
    tab.wait_for_function(f"() => {{ const v = {VIDEO}; return {condition}; }}")


def put(api, video, kind, language, text):
    where = f"/videos/{video['videoId']}/{kind}/{language}"
    assert api.post(where, files={"file": ("a.vtt", text.encode())}).ok


@pytest.fixture(scope="module")
def video(api, clips):
    """A video with captions in two languages, one of them shown, and chapters."""
    made = api.create(title="Pendulums")
    api.upload(made["videoId"], clips("h264").read_bytes())
    api.finished(made["videoId"])
    put(api, made, "captions", "en", WORDS)
    put(
        api, made, "captions", "fr", WORDS.replace("Good morning, everybody", "Bonjour")
    )
    api.patch(f"/videos/{made['videoId']}/captions/fr", json={"default": True})
    put(api, made, "chapters", "en", PARTS)
    return made


def shown(tab):
    """Return the captions that are on the picture."""
    return tab.evaluate(
        f"[...{VIDEO}.textTracks].filter(t => t.mode === 'showing')"
        ".map(t => [t.kind, t.language, t.label])"
    )


def test_the_default_captions_are_shown_and_the_others_offered(tab, video):
    tab.goto(video["assets"]["player"])
    tab.get_by_role("button", name="Play Pendulums").click()
    until(tab, "v.textTracks[1].activeCues?.length")
    assert shown(tab) == [["captions", "fr", "Français"]]
    texts = f"[...{VIDEO}.textTracks[1].activeCues].map(c => c.text)"
    assert tab.evaluate(texts) == ["Bonjour."]
    labels = f"[...{VIDEO}.textTracks].map(t => t.label)"
    assert tab.evaluate(labels) == ["English", "Français", "English"]


def test_captions_are_shown_on_request_where_none_is_the_default(tab, api, clips):
    made = api.create(title="Asked")
    api.upload(made["videoId"], clips("h264").read_bytes())
    put(api, made, "chapters", "en", PARTS)
    put(api, made, "captions", "de", WORDS)
    api.finished(made["videoId"])
    tab.goto(made["assets"]["player"])
    until(tab, "v.readyState > 0")
    assert shown(tab) == []
    tab.goto(made["assets"]["player"] + "#show-subtitles")
    until(tab, "v.textTracks[0].cues?.length")
    assert shown(tab) == [["captions", "de", "Deutsch"]]


def test_chapters_are_marked_listed_and_jumped_to(tab, video):
    tab.goto(video["assets"]["player"])
    toggle = tab.get_by_role("button", name="Chapters")
    expect(tab.locator("#rail i")).to_have_count(2)
    until(tab, "v.duration > 1")
    places = tab.locator("#rail i").evaluate_all(
        "marks => marks.map(mark => Math.round(parseFloat(mark.style.left)))"
    )
    assert all(abs(a - b) <= 4 for a, b in zip(places, (40, 70), strict=True))
    expect(tab.locator("#chapter")).to_have_text("Swinging")
    expect(toggle).to_have_attribute("aria-expanded", "false")

    toggle.focus()
    tab.keyboard.press("Enter")
    names = tab.get_by_role("list", name="Chapters").get_by_role("button")
    assert names.all_inner_texts() == [
        "0:00\nSwinging",
        "0:00\nSlowing down",
        "0:01\nStanding still",
    ]
    expect(names.first).to_be_focused()
    names.nth(2).click()
    until(tab, "Math.abs(v.currentTime - 1.4) < 0.1")
    expect(names.nth(2)).to_have_attribute("aria-current", "true")
    assert tab.locator("#rail b").evaluate(
        "b => Math.abs(parseFloat(b.style.width) - 70) < 5"
    )
    expect(tab.locator("#chapter")).to_have_text("Standing still")
    tab.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(toggle).to_be_focused()


def test_captions_chapters_and_titles_with_scripts_run_nothing(tab, api, clips):
    said = "<img src=x onerror=hacked=1><script>hacked = 1</script>Hello"
    texts = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{said}\n"
    made = api.create(title=f"</script></title>{HOSTILE}{said}")
    api.upload(made["videoId"], clips("h264").read_bytes())
    put(api, made, "captions", "en", texts)
    put(api, made, "chapters", "en", texts)
    api.finished(made["videoId"])
    tab.goto(made["assets"]["player"] + "#show-subtitles")
    until(tab, "v.textTracks[0].cues?.length")
    tab.get_by_role("button", name="Chapters").click()
    expect(tab.get_by_role("list", name="Chapters")).to_contain_text("Hello")
    assert tab.evaluate("typeof hacked") == "undefined"
    assert tab.locator("img").count() == 0
    assert "onerror=hacked" in tab.title()


def test_without_chapters_there_is_no_list(tab, encoded):
    tab.goto(encoded["assets"]["player"])
    until(tab, "v.readyState > 0")
    expect(tab.get_by_role("button", name="Chapters")).to_have_count(0)
    expect(tab.locator("#rail")).to_be_hidden()


def test_captions_and_chapters_of_a_private_video_reach_its_page(tab, api, clips):
    made = api.create(title="Secret", public=False)
    api.upload(made["videoId"], clips("h264").read_bytes())
    put(api, made, "captions", "en", WORDS)
    put(api, made, "chapters", "en", PARTS)
    api.finished(made["videoId"])
    fresh = api.get(f"/videos/{made['videoId']}").json()["assets"]["player"]
    tab.goto(fresh + "#show-subtitles;autoplay")
    until(tab, "v.textTracks[0].cues?.length === 1")
    expect(tab.locator("#rail i")).to_have_count(2)


def logo():
    out = io.BytesIO()
    Image.new("RGB", (120, 60), "orange").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def themed(api, clips):
    """Return a function that gives an encoded video a theme."""
    made = api.create(title="Dressed")
    api.upload(made["videoId"], clips("h264").read_bytes())
    api.finished(made["videoId"])

    def dress(leads_to=None, **fields):
        player = api.post("/players", json=fields).json()["playerId"]
        if leads_to is not None:
            files, data = {"file": ("l.png", logo())}, {"link": leads_to}
            assert api.post(f"/players/{player}/logo", files=files, data=data).ok
        path = f"/videos/{made['videoId']}"
        return api.patch(path, json={"playerId": player}).json()["assets"]["player"]

    return dress


def test_a_theme_colours_the_page_and_shows_its_logo(tab, themed):
    tab.goto(
        themed(
            "https://example.org/here",
            backgroundText=RED,
            link=GREEN,
            linkHover=RED,
            trackPlayed=RED,
            trackBackground=GREEN,
        )
    )
    heading = tab.get_by_role("heading", name="Dressed")
    expect(heading).to_have_css("color", "rgb(255, 0, 0)")
    download = tab.get_by_role("link", name="Download the MP4")
    expect(download).to_have_css("color", "rgb(0, 160, 0)")
    download.hover()
    expect(download).to_have_css("color", "rgb(255, 0, 0)")
    expect(tab.locator("#rail b")).to_have_css("background-color", "rgb(255, 0, 0)")
    link = tab.get_by_role("link", name="Logo: example.org")
    assert link.get_attribute("href") == "https://example.org/here"
    assert link.get_attribute("rel") == "noopener noreferrer"
    image = tab.get_by_role("img", name="Logo: example.org")
    until(tab, "document.querySelector('#logo img').naturalWidth === 120")
    expect(image).to_be_visible()


def test_a_logo_leads_to_web_pages_only(tab, themed):
    tab.goto(themed("javascript:alert(1)"))
    expect(tab.get_by_role("img", name="Logo")).to_be_visible()
    expect(tab.get_by_role("link")).to_have_count(1)  # the download


def test_a_theme_may_start_loop_and_bare_the_video(tab, themed):
    tab.goto(
        themed(forceAutoplay=True, forceLoop=True, hideTitle=True, enableControls=False)
    )
    until(tab, "v.currentTime > 1")
    assert tab.evaluate(f"{VIDEO}.controls") is False
    until(tab, "v.currentTime < 0.9 && !v.paused")
    expect(tab.get_by_role("heading")).to_have_count(0)
    tab.goto(themed())
    until(tab, "v.readyState > 0")
    assert tab.evaluate(f"{VIDEO}.paused") is True
    expect(tab.get_by_role("heading", name="Dressed")).to_be_visible()


def test_where_speech_was_to_be_recognised_the_page_says_that_it_was_not(
    tab, api, themed
):
    video_id = themed().rpartition("/")[2]
    url = f"{api.base}/vod/{video_id}"
    said = tab.get_by_text("recognises no speech")
    tab.goto(url)
    expect(said).to_have_count(0)
    api.patch(f"/videos/{video_id}", json={"transcript": True})
    tab.reload()
    expect(said).to_be_visible()
    put(api, {"videoId": video_id}, "captions", "en", WORDS)
    tab.reload()
    expect(said).to_have_count(0)


def test_what_is_put_on_the_page_stays_text():
    page = render(
        title="T",
        hls="v",
        mp4=None,
        poster=None,
        download=None,
        status=None,
        ready=True,
        reason=None,
        captions=[Track(HOSTILE, HOSTILE, HOSTILE)],
        chapters=[Track(HOSTILE, HOSTILE, HOSTILE)],
        look=Look({}, HOSTILE, "https://x/" + HOSTILE),
        note=HOSTILE,
    )
    assert "<script>hacked" not in page
    assert page.count("&quot;&gt;&lt;script&gt;hacked") >= 8
