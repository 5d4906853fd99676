"""A person in front of the library, with two thousand videos."""

import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from apivideo_nb import Client, LocalSandbox
from apivideo_nb.sandbox.rules.identity import new_id
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import videos
from apivideo_nb.sandbox.store.database import Database

LIBRARY = """
import os
os.environ["APIVIDEO_API_KEY"], os.environ["APIVIDEO_BASE_URL"] = {key!r}, {url!r}
import apivideo_nb as av
av.Library()
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory, clips):
    """A local sandbox that keeps deleted videos, and holds 2,000; gives a client."""
    data = tmp_path_factory.mktemp("archive")
    command = [sys.executable, "-m", "apivideo_nb", "sandbox", "--restore", "--port"]
    process = subprocess.Popen([*command, "0", "--data", str(data)])
    sandbox, deadline = LocalSandbox(data), time.monotonic() + 30
    while (running := sandbox.running()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with Database(data / "sandbox.db").write() as writing:
        for number in range(1999):
            new = NewVideo(title=f"Lecture {number}", tags=("course",))
            videos.add(writing, new_id("vi"), "production", new, now=number)
    client = Client(running.api_key, base_url=running.url)
    client.upload(clips("h264"), title="The keynote", tags=["pycon"], wait="encoded")
    yield client
    process.terminate()
    process.wait(15)


@pytest.fixture
def library(archive, jupyter, page, request):
    """The library in a notebook, its first page drawn."""
    key, url = archive._key.value, archive.base_url
    name = f"{request.node.name.partition('[')[0]}.ipynb"
    jupyter.write(name, LIBRARY.format(key=key, url=url))
    ui = getattr(request, "param", "lab")
    jupyter.open(page, name, ui=ui)
    jupyter.run_all(page)
    shown = page.locator(".apivideo-library")
    expect(shown.get_by_role("button", name="Open The keynote")).to_be_visible()
    return shown


CAPTIONS = """1
00:00:00,000 --> 00:00:00,900
Before

2
00:00:01,000 --> 00:00:02,000
What is said
"""
SHOWN = "(film) => [...film.textTracks[0].activeCues].map((cue) => cue.text)"


def fold(library, name):
    library.locator("summary", has_text=name).click()


@pytest.mark.parametrize("library", ["lab", "notebook"], indirect=True)
def test_a_page_is_found_turned_and_searched(library):
    expect(library).to_contain_text("2,000 videos")
    expect(library).to_contain_text("of 84")
    library.get_by_role("button", name="Next").click()
    expect(library.get_by_label("Page", exact=True)).to_have_value("2")
    library.get_by_label("Search").fill("lecture 1234")
    expect(library.get_by_role("button", name="Open Lecture 1234")).to_be_visible()
    expect(library.locator(".apivideo-card")).to_have_count(1)
    library.get_by_label("Search").fill("no such thing")
    expect(library).to_contain_text("No video is like that")
    library.get_by_label("Search").fill("")
    library.get_by_label("Tag").select_option("pycon")
    expect(library.locator(".apivideo-card")).to_have_count(1)


@pytest.mark.parametrize("library", ["lab", "notebook"], indirect=True)
def test_a_video_is_watched_changed_captioned_deleted_and_taken_back(
    page, library, archive, clips
):
    made = archive.upload(
        clips("h264"), title="To be changed", wait="encoded", force=True
    )
    find(library, "To be changed")
    player = page.frame_locator("iframe[title='Player: To be changed']")
    player.locator("video").wait_for()
    title = f"Changed {made.video_id[-4:]}"  # there may be one of another run
    change_fields(library, title)
    found = archive.videos.get(made.video_id)
    assert (found.title, found.tags) == (title, ("a", "b"))
    assert dict(found.metadata) == {"room": "4"}

    before = archive._session.download(found.assets.thumbnail)
    choose_thumbnail(library)
    assert archive._session.download(found.assets.thumbnail) != before

    write_texts(library)
    assert "What is said" in archive.captions.text(made.video_id, "en")
    assert "First chapter" in archive.chapters.text(made.video_id, "fr")

    library.get_by_role("button", name="Delete", exact=True).click()
    expect(library).to_contain_text(f"{title} will be deleted.")
    library.get_by_role("button", name="Undo").click()
    expect(library).to_contain_text(f"{title} is kept.")
    find(library, title)
    library.get_by_role("button", name="Delete", exact=True).click()
    expect(library).to_contain_text(f"{title} is deleted.", timeout=15_000)
    library.get_by_label("Show").select_option("deleted")
    library.get_by_role("button", name=f"Restore {title}").click()
    expect(library).to_contain_text(f"{title} is back.")
    assert archive.videos.get(made.video_id).title == title
    archive.videos.delete(made.video_id)


def find(library, title):
    library.get_by_label("Search").fill(title.lower())
    library.get_by_role("button", name=f"Open {title}").click()


def change_fields(library, title):
    library.get_by_label("Title", exact=True).fill(title)
    library.get_by_label("Metadata").fill("room 4")
    library.get_by_role("button", name="Save", exact=True).click()
    expect(library).to_contain_text("this is not: room 4")
    library.get_by_label("Metadata").fill("room = 4")
    library.get_by_role("textbox", name="Tags").fill("a, b")
    library.get_by_role("button", name="Save", exact=True).click()
    expect(library).to_contain_text("Saved.")


def choose_thumbnail(library):
    fold(library, "Thumbnail")
    film = library.get_by_label("The moment")
    expect(film).to_be_visible()
    slider = library.get_by_role("slider", name="Moment")
    slider.fill("1.5")
    expect(film).to_have_js_property("currentTime", 1.5)
    library.get_by_role("button", name="Use this moment").click()
    expect(library).to_contain_text("The thumbnail is changed.")


def write_texts(library):
    """Captions that are tried before they are saved, and chapters."""
    fold(library, "Captions")
    captions = library.locator("details", has_text="Captions")
    captions.get_by_label("Language").fill("en")
    text = captions.get_by_label("Text")
    text.fill("WEBVTT\n\n0:00 --> 0:01\nToo short a time")
    expect(captions.get_by_role("status")).to_contain_text("No times")
    text.fill(CAPTIONS)
    captions.get_by_role("button", name="Go to 0:01").click()
    film = captions.locator("video")
    expect(film).to_be_visible()
    expect(film).to_have_js_property("currentTime", 1.01)
    assert film.evaluate(SHOWN) == ["What is said"]
    captions.get_by_role("button", name="Save captions").click()
    expect(captions).to_contain_text("English")
    fold(library, "Chapters")
    chapters = library.locator("details", has_text="Chapters")
    chapters.get_by_label("Language").fill("fr")
    chapters.get_by_role("button", name="Save chapters").click()
    expect(chapters).to_contain_text("French")


def test_grid_and_video_have_no_serious_fault_for_a_screen_reader(
    page, library, watcher, dark
):
    watcher.sees_no_serious_fault(".apivideo-library")
    dark()
    watcher.sees_no_serious_fault(".apivideo-library")
    library.get_by_role("button", name="Open The keynote").click()
    page.frame_locator("iframe[title='Player: The keynote']").locator(
        "video"
    ).wait_for()
    for name in ("Thumbnail", "Captions", "Chapters", "Share"):
        fold(library, name)
    watcher.sees_no_serious_fault(".apivideo-library")


def test_without_its_kernel_it_says_so(jupyter, page, library):
    jupyter.restart(page)
    expect(library).to_have_class("apivideo-library apivideo-orphan")


def test_nothing_of_it_is_saved_but_a_line_that_says_how_to_get_it_back(
    jupyter, page, library, archive
):
    expect(library).to_contain_text("2,0")
    assert "Traceback" not in page.locator(".jp-OutputArea").first.inner_text()
    name = re.search(r"[\w-]+\.ipynb", page.url)[0]
    expect(page.locator(".apivideo-asleep")).to_be_hidden()
    jupyter.save(page, name, lambda it: it.cells[0].outputs)
    text = (jupyter.root / name).read_text().partition('"source"')[0]
    assert "keynote" not in text
    assert archive._key.value not in text
    jupyter.end_kernels()
    jupyter.open(page, name)
    expect(page.locator(".apivideo-asleep")).to_contain_text("run this cell")


def test_a_server_that_is_gone_is_said_and_tried_again(jupyter, page):
    source = LIBRARY.format(key="key", url="http://127.0.0.1:9")
    jupyter.open(page, jupyter.write("gone.ipynb", source))
    jupyter.run_all(page)
    problem = page.locator(".apivideo-library [role=alert]")
    expect(problem).to_contain_text("cannot be reached", timeout=60_000)
    expect(problem.get_by_role("button", name="Try again")).to_be_visible()
