"""An offloaded notebook in JupyterLab: it looks as it did, and its videos play."""

import base64
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from apivideo_nb import offload

V4 = nbformat.v4
PYTHON = {"name": "python3", "display_name": "Python 3"}
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
# to the end of each: what was cut off would never get there
PLAY_ALL = """() => Promise.all(
  [...document.querySelectorAll('.jp-Notebook video')].map(
  async (video) => {
    video.muted = true;
    video.loop = false;
    const end = new Promise((done) => video.addEventListener('ended', done));
    await video.play();
    await end;
    return {at: video.currentTime, width: video.videoWidth, src: video.currentSrc};
  }))"""
MOVES = "() => document.querySelector('video')?.currentTime > 0.2"


@pytest.fixture
def root(jupyter):
    """Where JupyterLab finds notebooks; those of this module go afterwards."""
    yield jupyter.root
    for left in jupyter.root.glob("offloaded*"):
        left.unlink()


@pytest.fixture
def talk(root, clips):
    """A notebook with an embedded video in an output and one in a Markdown cell."""
    data = base64.b64encode(clips("silent").read_bytes()).decode()
    tag = f'<video controls src="data:video/mp4;base64,{data}"></video>'
    output = V4.new_output("display_data", {"text/html": tag, "text/plain": "<Video>"})
    notebook = V4.new_notebook(
        cells=[
            V4.new_markdown_cell("# The deep sea"),
            V4.new_code_cell("show()", outputs=[output], execution_count=1),
            V4.new_markdown_cell(f"And here:\n\n{tag}"),
        ],
        metadata={"kernelspec": PYTHON},
    )
    path = root / "offloaded.ipynb"
    nbformat.write(notebook, path)
    return path


def picture(page, name):
    folder = os.environ.get("APIVIDEO_NB_TEST_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def trust(jupyter, path):
    command = [sys.executable, "-m", "jupyter", "trust", str(path)]
    subprocess.run(command, env=jupyter.env, check=True, capture_output=True)


def test_what_was_offloaded_is_seen_and_plays(jupyter, page, watcher, talk, client):
    report = offload(talk, min_size=0, client=client)
    assert report.ok, str(report)
    jupyter.open(page, talk.name, kernel=False)
    watcher.sees_picture()
    shown = page.locator(".jp-MarkdownOutput img")
    shown.wait_for()
    page.wait_for_function(
        "() => document.querySelector('.jp-MarkdownOutput img').naturalWidth > 0"
    )
    link = client.videos.get(report.items[0].video_id).assets.player
    around = page.locator(".jp-MarkdownOutput a:has(img)")
    expect(around).to_have_attribute("href", link)
    picture(page, "offloaded-untrusted")
    trust(jupyter, talk)
    jupyter.open(page, talk.name, kernel=False)
    watcher.sees_picture()
    assert watcher.plays("offloaded · The deep sea")["width"] == 426
    picture(page, "offloaded-playing")


@pytest.fixture
def in_widgets(root, clips):
    """A notebook whose saved widgets hold a video: as HTML, and as a video's bytes."""
    data = base64.b64encode(clips("silent").read_bytes()).decode()
    other = base64.b64encode(clips("h264").read_bytes()).decode()
    page = f'<video controls src="data:video/mp4;base64,{data}"></video>'
    base = {"model_module_version": "2.0.0", "model_module": "@jupyter-widgets/base"}
    controls = base | {"model_module": "@jupyter-widgets/controls"}
    look = {"layout": "IPY_MODEL_look"}
    models = {
        "look": base | {"model_name": "LayoutModel", "state": {}},
        "html": controls | {"model_name": "HTMLModel", "state": look | {"value": page}},
        "film": controls
        | {
            "model_name": "VideoModel",
            "state": look | {"format": "mp4"},
            "buffers": [{"data": other, "encoding": "base64", "path": ["value"]}],
        },
    }
    state = {"version_major": 2, "version_minor": 0, "state": models}
    cells = []
    for name in ("html", "film"):
        view = {"model_id": name, "version_major": 2, "version_minor": 0}
        shown = V4.new_output("display_data", {VIEW: view, "text/plain": name})
        cells.append(V4.new_code_cell(name, outputs=[shown], execution_count=1))
    metadata = {"kernelspec": PYTHON, "widgets": {STATE: state}}
    notebook = V4.new_notebook(cells=cells, metadata=metadata)
    path = root / "offloaded-widgets.ipynb"
    nbformat.write(notebook, path)
    return path


def test_widgets_that_held_a_video_play_the_hosted_one(
    jupyter, page, watcher, in_widgets, client
):
    report = offload(in_widgets, min_size=0, client=client)
    assert [item.state for item in report.items] == ["hosted", "hosted"], str(report)
    trust(jupyter, in_widgets)
    jupyter.open(page, in_widgets.name)
    for number in (1, 2):
        watcher.sees_picture(f".jp-Cell:nth-child({number}) .jupyter-widgets")
    picture(page, "offloaded-widgets")
    title = client.videos.get(report.items[0].video_id).title
    assert watcher.plays(title)["width"] == 426


def test_the_report_is_a_table_that_is_read_in_any_light(  # noqa: PLR0917 - fixtures
    jupyter, page, watcher, talk, client, dark
):
    broken = jupyter.root / "offloaded.ipynb.broken"
    broken.write_text(talk.read_text().replace("base64,AAAA", "base64,@@", 1))
    report = offload([talk, broken], min_size=0, dry_run=True)
    done = offload([talk, broken], min_size=0, client=client)
    shown = [
        V4.new_output("display_data", one._repr_mimebundle_()) for one in (report, done)
    ]
    cells, metadata = [V4.new_code_cell("r", outputs=shown)], {"kernelspec": PYTHON}
    nbformat.write(V4.new_notebook(cells=cells, metadata=metadata), talk)
    jupyter.open(page, talk.name, kernel=False)
    page.get_by_text("left: it is no valid base64").first.wait_for()
    watcher.sees_no_serious_fault(".jp-OutputArea")
    picture(page, "report-light")
    dark()
    watcher.sees_no_serious_fault(".jp-OutputArea")
    picture(page, "report-dark")


def test_what_was_restored_plays_without_a_network(jupyter, page, talk, client):
    offload(talk, min_size=0, client=client)
    for video in client.videos.list(title="The deep sea"):
        video.wait("encoded")
    assert offload(talk, restore=True, client=client).ok
    page.route("**/vod/**", lambda route: route.abort())
    jupyter.open(page, talk.name, kernel=False)
    expect(page.locator(".jp-Notebook video")).to_have_count(2)
    for found in page.evaluate(PLAY_ALL):
        assert found["width"] == 426
        assert found["src"].startswith("data:video/mp4")
    picture(page, "restored")


@pytest.fixture
def libraries(root, by_libraries):
    return shutil.copy(by_libraries, root / "offloaded-libraries.ipynb")


def test_what_libraries_wrote_plays_hosted_and_plays_embedded_again(
    jupyter, page, libraries, client
):
    report = offload(libraries, min_size=0, client=client)
    *outputs, attached = report.items
    for item in outputs:
        client.videos.get(item.video_id).wait("encoded")
    trust(jupyter, libraries)
    jupyter.open(page, libraries.name, kernel=False)
    for item in outputs:
        title = client.videos.get(item.video_id).title
        frame = page.frame_locator(f"iframe[title='Player: {title}']")
        frame.get_by_role("link", name=f"Play {title}").click()
        frame.locator("video").wait_for()
        (player,) = [one for one in page.frames if item.video_id in one.url]
        player.wait_for_function(MOVES)
    picture(page, "libraries-hosted")
    link = client.videos.get(attached.video_id).assets.player
    around = page.locator(".jp-MarkdownOutput a:has(img)")
    expect(around).to_have_attribute("href", link)

    assert offload(libraries, restore=True, client=client).ok
    page.route("**/vod/**", lambda route: route.abort())
    jupyter.open(page, libraries.name, kernel=False)
    expect(page.locator(".jp-Notebook video")).to_have_count(len(report.items))
    for found in page.evaluate(PLAY_ALL):
        assert found["src"].startswith("data:video/mp4")
        assert found["at"] == pytest.approx(1.2, abs=0.1)
    picture(page, "libraries-restored")
