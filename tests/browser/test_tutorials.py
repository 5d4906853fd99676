"""Every tutorial as a person goes through it: all cells run, all videos play."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
#: where pictures of the whole pages go, when they are asked for
PICTURES = os.environ.get("APIVIDEO_NB_TEST_PICTURES")
PLAYERS = ".jp-OutputArea-output iframe[title^='Player: ']"
AT = "() => document.querySelector('video')?.currentTime ?? 0"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_tutorial_runs_without_a_complaint_and_its_videos_play(
    jupyter, page, notebook
):
    folder = jupyter.root / notebook.stem  # pages that write files write them there
    folder.mkdir()
    shutil.copy(notebook, folder)
    name = f"{folder.name}/{notebook.name}"
    jupyter.open(page, name)
    if PICTURES:
        page.set_viewport_size({"width": 1200, "height": 9000})
    jupyter.run_all(page, timeout_s=180)
    for player in page.locator(PLAYERS).element_handles():
        plays(page, player)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{notebook.stem}.png")
    saved = jupyter.save(page, name, outputs_of)
    assert [output for output in outputs_of(saved) if is_complaint(output)] == []


def plays(page, player):
    """Click the play sign of an output; what comes in its place must move."""
    player.scroll_into_view_if_needed()
    frame = player.content_frame()
    frame.locator("a").first.click()
    began, deadline = None, time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(Error):  # the page in it is being exchanged
            if "/vod/" in frame.url and (at := frame.evaluate(AT)) > 0:
                began = began or at
                if at > began:
                    return
        page.wait_for_timeout(50)
    raise AssertionError(f"{player.get_attribute('title')} does not play: {frame.url}")


def outputs_of(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def is_complaint(output):
    return output.output_type == "error" or output.get("name") == "stderr"
