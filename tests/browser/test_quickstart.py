"""The tutorial as a person goes through it: run all, fill in the panel, press play."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01-quickstart.ipynb"
#: where the picture that opens the README goes, when it is asked for
PICTURE = os.environ.get("APIVIDEO_NB_TEST_PICTURE")


@pytest.mark.parametrize(
    ("title", "flipped"),
    [
        ("A walk by the sea", "Panoramic"),
        ("A private walk", "Public"),
        ("A walk to keep", "MP4"),
    ],
    ids=["public", "private", "without-mp4"],
)
def test_the_quickstart_ends_in_a_playing_video(  # noqa: PLR0917  # fixtures
    jupyter, page, watcher, client, title, flipped
):
    shutil.copy(NOTEBOOK, jupyter.root)
    jupyter.open(page, NOTEBOOK.name)
    jupyter.run_all(page, timeout_s=90)
    panel = page.locator(".apivideo-panel")
    panel.scroll_into_view_if_needed()
    panel.get_by_role("combobox", name="Source").fill(
        f"{client.base_url}/samples/waves.mp4"
    )
    panel.get_by_role("textbox", name="Title").fill(title)
    panel.get_by_role("checkbox", name=flipped).click()
    panel.get_by_role("button", name="Upload", exact=True).click()
    cell = ".jp-CodeCell:has(.apivideo-panel)"
    watcher.sees_picture(cell)
    player = watcher.plays(title)
    assert player["width"] > 0
    expect(page.locator(f"{cell} .apivideo-nb")).to_contain_text(title)
    (video,) = client.videos.list(title=title)
    assert video.public is (flipped != "Public")
    assert video.panoramic is (flipped == "Panoramic")
    assert (video.assets.mp4 is None) is (flipped == "MP4")
    if PICTURE and flipped == "Panoramic":
        take_picture(page, panel, title)


def take_picture(page, panel, title):
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.set_viewport_size({"width": 940, "height": 960})
    page.wait_for_timeout(1500)
    panel.evaluate("panel => panel.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    box = page.locator(f"iframe[title='Player: {title}']").bounding_box()
    # its controls show under the mouse
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 60)
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURE)
