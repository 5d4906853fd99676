"""An offloaded notebook in JupyterLab: it looks as it did, and its videos play."""

import base64
import os
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from apivideo_nb import offload

V4 = nbformat.v4
PLAYS = """async () => {
  const video = document.querySelector('.jp-Notebook video');
  if (!video) return null;
  video.muted = true;
  await video.play();
  return {at: video.currentTime, width: video.videoWidth, src: video.currentSrc};
}"""


@pytest.fixture
def talk(jupyter, clips):
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
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    path = jupyter.root / "offloaded.ipynb"
    nbformat.write(notebook, path)
    yield path
    for left in jupyter.root.glob("offloaded.ipynb*"):
        left.unlink()


def picture(page, name):
    folder = os.environ.get("APIVIDEO_NB_TEST_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


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
    command = [sys.executable, "-m", "jupyter", "trust", str(talk)]
    subprocess.run(command, env=jupyter.env, check=True, capture_output=True)
    jupyter.open(page, talk.name, kernel=False)
    watcher.sees_picture()
    assert watcher.plays("offloaded · The deep sea")["width"] == 426
    picture(page, "offloaded-playing")


def test_what_was_restored_plays_without_a_network(jupyter, page, talk, client):
    offload(talk, min_size=0, client=client)
    for video in client.videos.list(title="The deep sea"):
        video.wait("encoded")
    assert offload(talk, restore=True, client=client).ok
    page.route("**/vod/**", lambda route: route.abort())
    jupyter.open(page, talk.name, kernel=False)
    videos = page.locator(".jp-Notebook video")
    expect(videos).to_have_count(2)
    found = page.evaluate(PLAYS)
    assert found["width"] == 426
    assert found["src"].startswith("data:video/mp4")
    picture(page, "restored")
