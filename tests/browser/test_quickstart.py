"""The tutorial as a person goes through it: run all, fill in the panel, press play."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import expect

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01-quickstart.ipynb"
#: where the picture that opens the README goes, when it is asked for
PICTURE = os.environ.get("APIVIDEO_NB_TEST_PICTURE")


#: what is switched in the panel, for a video of which title
SWITCHED = {
    "Panoramic": "A walk by the sea",
    "Public": "A private walk",
    "MP4": "A walk to keep",
}


def test_the_quickstart_ends_in_videos_that_play(jupyter, page, watcher, form, client):
    shutil.copy(NOTEBOOK, jupyter.root)
    jupyter.open(page, NOTEBOOK.name)
    jupyter.run_all(page, timeout_s=90)
    form.panel.scroll_into_view_if_needed()
    for switched, title in SWITCHED.items():
        form.field("Source").fill(f"{client.base_url}/samples/waves.mp4")
        form.field("Title").fill(title)
        for name in SWITCHED:
            form.toggle(name).set_checked((name != "Panoramic") is (name != switched))
        form.press("Upload")
        assert watcher.plays(title)["width"] > 0
        expect(page.get_by_text(title, exact=True).last).to_be_visible()
        (video,) = client.videos.list(title=title)
        assert video.public is (switched != "Public")
        assert video.panoramic is (switched == "Panoramic")
        assert (video.assets.mp4 is None) is (switched == "MP4")
        if PICTURE and switched == "Panoramic":
            take_picture(page, form.panel, title)


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
