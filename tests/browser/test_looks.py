"""How panel, library, card and player page look: light and dark, narrow and wide.

With ``APIVIDEO_NB_TEST_PICTURES=docs`` the pictures of the README are taken here.
"""

import contextlib
import io
import os
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

#: where the README's pictures go, when they are asked for
PICTURES = os.environ.get("APIVIDEO_NB_TEST_PICTURES")
PANEL = "import apivideo_nb as av\nav.Panel()"
LIBRARY = "import apivideo_nb as av\nav.Library()"
HOSTILE = "<img src=x onerror=alert(1)> " + "Donaudampfschifffahrtsgesellschaft" * 5
LECTURES = {
    "Lecture 3: Standing waves": ("pendulums", 4.0),
    "Lecture 2: Coupled oscillators": ("pendulums", 1.5),
    "Lecture 1: What is a wave?": ("waves", 4.5),
    "Lab course: double pendulum, first attempt": ("pendulums", 3.0),
    "A walk by the sea": ("waves", 1.0),
    "Field trip: the last light": ("waves", 5.5),
}


@pytest.fixture
def looks(jupyter, page, watcher, dark):
    """Give a function that looks at a part of the page in both lights and widths."""

    def look(scope):
        part = page.locator(scope)
        for is_dark in (False, True):
            dark() if is_dark else jupyter.lights(page, on=True)
            for width in (600, 1400):
                page.set_viewport_size({"width": width, "height": 1000})
                expect(part).to_be_visible()
                watcher.sees_all_of(scope)
        jupyter.lights(page, on=True)

    return look


def keep(part, name):
    """Take a picture for the README, small as a picture of few colours can be."""
    if not PICTURES:
        return
    part.page.wait_for_timeout(700)  # what moves has come to rest
    drawn = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    few = drawn.quantize(192, dither=Image.Dither.NONE)
    few.save(Path(PICTURES, f"{name}.png"), optimize=True)


def test_a_panel_fits_empty_busy_failed_and_done(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, clips, looks, dark
):
    jupyter.open(page, jupyter.write("looks-panel.ipynb", PANEL))
    jupyter.give_room(page)
    jupyter.run_all(page)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(form.button("Upload")).to_be_visible()
    looks(".apivideo-panel")
    form.press("▸ More options")
    looks(".apivideo-panel")
    form.press("▾ Fewer options")

    held = []

    def hold(route):  # all but the first parts
        range_ = route.request.headers["content-range"]
        route.continue_() if range_.startswith("part 1/3") else held.append(route)

    page.route("**/upload?token=*", hold)
    upload(form, clips("h264"), HOSTILE)
    upload(form, clips("h264"), "Lecture 4: Dispersion", padding=24 * 2**20)
    expect(form.card.first).to_contain_text("of 24.2 MiB", timeout=30_000)
    expect(form.card.last).to_contain_text("Uploading", timeout=30_000)
    looks(".apivideo-panel")
    form.button("Cancel").last.click()
    expect(form.button("Remove")).to_be_visible()
    form.button("Remove").click()
    expect(form.card).to_have_count(1)

    form.field("Source").fill(str(clips("text")))
    form.field("Title").fill("Notes, by mistake")
    form.press("Upload")
    expect(form.card.first).to_contain_text("Encoding failed", timeout=30_000)
    looks(".apivideo-panel")
    page.set_viewport_size({"width": 800, "height": 1100})
    dark()
    keep(form.panel, "panel")
    form.press("Remove")
    page.unroute("**/upload?token=*")
    for route in held:
        with contextlib.suppress(Exception):  # it belonged to what was cancelled
            route.continue_()
    watcher.sees_picture(".jp-OutputArea > :nth-child(2)")
    upload(form, clips("one_second"), HOSTILE)
    expect(page.locator(".jp-OutputArea .apivideo-nb")).to_have_count(2)
    expect(form.card).to_have_count(0)
    looks(".jp-OutputArea")


def upload(form, clip, title, *, padding=0):
    form.drop(clip, padding=padding)
    expect(form.button(f"Remove {clip.name}")).to_be_visible()
    form.field("Title").fill(title)
    form.press("Upload")
    expect(form.field("Title")).to_have_value("")


@pytest.fixture
def lectures(client, running, clips):
    """Some videos: many that are worth looking at, if pictures are taken of them."""
    if not PICTURES:
        made = [client.upload(clips("tiny"), title=HOSTILE[5:], wait="encoded")]
    else:
        made = []
        for title, (sample, at) in reversed(LECTURES.items()):
            source = f"{running.url}/samples/{sample}.mp4"
            video = client.upload(source, title=title, tags=["course"], wait="encoded")
            client.videos.pick_thumbnail(video.video_id, at)
            time.sleep(1.1)  # a video is dated to the second
            made.append(video)
    yield made
    for video in made:
        video.delete()


def test_a_library_fits_as_a_grid_and_with_a_video_opened(  # noqa: PLR0917 - fixtures
    jupyter, page, looks, lectures, client, dark
):
    for video in client.videos.list():
        if PICTURES and video.video_id not in {one.video_id for one in lectures}:
            video.delete()
    jupyter.open(page, jupyter.write("looks-library.ipynb", LIBRARY))
    jupyter.give_room(page)
    jupyter.run_all(page)
    library = page.locator(".apivideo-library")
    title = lectures[-1].title
    card = library.get_by_role("button", name=f"Open {title}", exact=True)
    expect(card).to_be_visible()
    looks(".apivideo-library")
    page.set_viewport_size({"width": 900, "height": 1100})
    keep(library, "library")
    card.click()
    player = page.frame_locator(f"iframe[title='Player: {title}']")
    player.locator("video").wait_for()
    library.locator("summary", has_text="Captions").click()
    captions = library.locator("details", has_text="Captions")
    captions.get_by_label("Text").fill(CAPTIONS)
    captions.get_by_role("button", name="Go to 0:01").click()
    expect(captions.locator("video")).to_be_visible()
    looks(".apivideo-library")
    page.set_viewport_size({"width": 900, "height": 1400})
    dark()
    keep(library, "captions")


CAPTIONS = """WEBVTT

00:00.000 --> 00:01.000
Today we look at waves that stand still.

00:01.000 --> 00:04.000
Each pendulum is a little longer
than the one before it.

00:04.000 --> 00:06.000
So they drift apart, and meet again.
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_player_page_has_no_serious_fault_for_a_screen_reader(
    page, watcher, client, clips, scheme
):
    page.emulate_media(color_scheme=scheme)
    private = client.upload(
        clips("h264"), title="For us", public=False, wait="encoded", force=True
    )
    video = client.upload(clips("h264"), title="For all", wait="encoded")
    empty = client.videos.create("Not here yet")
    for url, sign in [
        (video.assets.player, "video"),
        (client.videos.get(private.video_id).assets.player, "video"),
        (empty.assets.player, "body"),
        (f"{client.base_url}/vod/vi0000000000000000000000", "body"),
    ]:
        page.goto(url)
        page.locator(sign).first.wait_for()
        watcher.sees_no_serious_fault()
    for one in (private, empty):
        one.delete()


def test_a_card_has_no_serious_fault_for_a_screen_reader(
    jupyter, page, watcher, clips, dark
):
    cells = [
        "%load_ext apivideo_nb\nimport apivideo_nb as av\nclient = av.Client()",
        f"%apivideo upload {clips('tiny')} --title Done --wait encoded",
        f"%apivideo upload {clips('tiny')} --title Ours --private --wait encoded",
        "client.videos.create('Not here yet')",
        f"%apivideo upload {clips('text')} --title Failed",
    ]
    jupyter.open(page, jupyter.write("axe-card.ipynb", *cells))
    jupyter.give_room(page)
    jupyter.run_all(page)
    cards = page.locator(".jp-OutputArea-output .apivideo-nb")
    expect(cards.last).to_contain_text("Encoding failed", timeout=60_000)
    expect(cards).to_have_count(4)
    watcher.sees_picture()
    watcher.sees_no_serious_fault(".jp-OutputArea")
    dark()
    watcher.sees_no_serious_fault(".jp-OutputArea")
