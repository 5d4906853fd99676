"""What the page shows beside the video."""

import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from apivideo_nb.sandbox.page import missing

pytestmark = pytest.mark.browser
HOSTILE = (
    """</script><script>hacked = 1</script><img src=x onerror="hacked=1">"&amp;'$x"""
)


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


def test_the_title_steps_aside_and_comes_back(site, tab, player):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page#autoplay;loop")
    expect(tab.locator("#bar")).to_have_css("opacity", "0")
    tab.mouse.move(200, 200)
    expect(tab.locator("#bar")).to_have_css("opacity", "1")


def test_a_download_is_offered_only_where_there_is_one(site, tab, player):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    link = tab.get_by_role("link", name="Download the MP4")
    assert link.get_attribute("href") == "v/mp4/source.mp4?dl=1"
    site.pages["/page"] = player(download=None)
    tab.reload()
    expect(tab.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("ready", [True, False])
def test_a_hostile_title_stays_text(site, tab, ready, player):
    site.pages["/page"] = player(title=HOSTILE, ready=ready, reason=HOSTILE)
    tab.goto(f"{site.url}/page")
    expect(tab.get_by_text(HOSTILE).first).to_be_visible()
    assert tab.title() == HOSTILE
    assert tab.evaluate("typeof hacked") == "undefined"
    assert tab.locator("img").count() == 0


def test_on_paper_the_picture_behind_shows_through(site, tab, player):
    site.pages["/page"] = player()
    tab.goto(f"{site.url}/page")
    tab.emulate_media(media="print")
    expect(tab.locator("video")).to_have_css("visibility", "hidden")
    expect(tab.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_nothing_moves_for_whoever_wants_it_still(site, tab, player):
    site.pages["/page"] = player(ready=False)
    tab.goto(f"{site.url}/page")
    bar = tab.locator(".swell i").first
    expect(bar).to_have_css("animation-name", "swell")
    tab.emulate_media(reduced_motion="reduce")
    expect(bar).to_have_css("animation-name", "none")


@pytest.mark.parametrize("width", [200, 640])
@pytest.mark.parametrize("name", ["ready", "preparing", "failed", "missing"])
def test_no_page_is_wider_than_its_frame(site, tab, width, name, player):
    site.pages["/page"] = {
        "ready": player(title="A" * 200),
        "preparing": player(ready=False, title="A" * 200),
        "failed": player(ready=False, reason="word" * 60),
        "missing": missing(),
    }[name]
    tab.set_viewport_size({"width": width, "height": width * 9 // 16})
    tab.goto(f"{site.url}/page")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_every_page_is_whole_in_itself(player):
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
