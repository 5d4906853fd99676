"""Notebooks made small against a real server, and made whole again."""

import base64
import errno
import json
import os
import re
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import nbformat
import pytest

from apivideo_nb import OffloadReport, offload
from apivideo_nb.offloading.find import find
from apivideo_nb.offloading.finding import Finding
from apivideo_nb.offloading.taking import titles_of


@pytest.fixture
def talk(by_libraries, tmp_path):
    return Path(shutil.copy(by_libraries, tmp_path / "talk.ipynb"))


def lines_but(data, *gone):
    """The notebook without what may change: outputs' data, metadata, attachments."""
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        for found in [cell, *cell.get("outputs", ())]:
            for name in gone:
                found.pop(name, None)
    return notebook


def test_what_libraries_wrote_is_hosted_and_looks_as_before(talk, client):
    before = talk.read_bytes()
    report = offload(talk, min_size=0, client=client)
    assert report.ok, str(report)
    kinds = [(item.cell, item.kind) for item in report.items]
    assert kinds == [
        (4, "video"), (6, "animation"), (8, "video"), (10, "video"), (10, "video"),
        (12, "video"), (14, "animated GIF"), (15, "animated GIF"),
    ]  # fmt: skip
    after = talk.read_bytes()
    assert (talk.with_name("talk.ipynb.bak")).read_bytes() == before
    assert b"base64," not in re.sub(rb"data:image/jpeg;base64,", b"", after)
    assert report.notebooks[0].after == len(after)
    # the GIF is there twice, and one video
    ids = [item.video_id for item in report.items]
    assert ids[6] == ids[7]
    assert len(set(ids)) == 7
    notebook = nbformat.read(talk, as_version=4)
    nbformat.validate(notebook)
    output = notebook.cells[3].outputs[0]
    assert set(output.data) == {"text/html", "text/plain", "image/jpeg"}
    assert client.videos.get(ids[0]).assets.player in output.data["text/html"]
    assert client.videos.get(ids[0]).title == "talk · With html5"
    # what stood around a video stands there still
    grid = notebook.cells[9].outputs[0].data["text/html"]
    assert "<div>up</div>" in grid
    assert grid.count('class="apivideo-nb"') == 2
    cell = notebook.cells[14]
    assert re.fullmatch(
        r"See \[!\[.*\]\(attachment:it\.jpg\)\]\(http.*\) move\.", cell.source
    )
    assert set(cell.attachments) == {"it.jpg"}
    assert lines_but(after, "data", "metadata", "source", "attachments") == lines_but(
        before, "data", "metadata", "source", "attachments"
    )
    # and of the bytes, only lines of outputs and of that cell are others
    same = [line for line in before.splitlines() if len(line) < 60]
    assert set(after.splitlines()) >= {x for x in same if b'"id"' in x or b"cell" in x}

    again = offload(talk, min_size=0, client=client)
    assert again.ok
    assert not again.items
    assert "nothing to do" in str(again)
    assert talk.read_bytes() == after


def test_an_animation_becomes_a_video_of_as_many_frames_at_its_pace(talk, client):
    report = offload(talk, min_size=0, client=client)
    (item,) = [item for item in report.items if item.kind == "animation"]
    video = client.videos.get(item.video_id)
    video.wait("encoded")
    found = video.status().encoding.metadata
    assert found.framerate == pytest.approx(10, abs=0.1)
    assert (found.width, found.height) == (200, 200)
    path = talk.with_name("hosted.mp4")
    path.write_bytes(b"".join(client.videos.download(item.video_id)))
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    assert frames == 12
    assert seconds == pytest.approx(1.2, abs=0.05)


def test_restored_videos_are_in_the_file_and_everything_else_as_before(talk, client):
    before = talk.read_bytes()
    offload(talk, min_size=0, client=client)
    for item in {item.video_id for item in find_all(talk)}:
        client.videos.get(item).wait("encoded")
    report = offload(talk, restore=True, client=client)
    assert report.ok
    assert [item.state for item in report.items] == ["embedded again"] * 8
    after = talk.read_bytes()
    assert b"apivideo" not in after
    assert client.base_url.encode() not in after
    assert lines_but(after, "data", "source", "attachments") == lines_but(
        before, "data", "source", "attachments"
    )
    notebook = nbformat.read(talk, as_version=4)
    nbformat.validate(notebook)
    was = nbformat.read(talk.with_name("talk.ipynb.bak"), as_version=4)
    for old, new in zip(was.cells, notebook.cells, strict=True):
        for one, other in zip(
            old.get("outputs", ()), new.get("outputs", ()), strict=True
        ):
            if "data" in one:
                assert one.data.get("text/plain") == other.data.get("text/plain")
                assert "image/jpeg" not in other.data
    movies = find(after).findings
    assert len(movies) == 8
    for movie in movies:
        assert movie.payloads[0].decode()[4:8] == b"ftyp"
    assert "nothing to do" in str(offload(talk, restore=True, client=client))


def find_all(path):
    return offload(path, restore=True, dry_run=True).items


@pytest.fixture
def gif(tmp_path):
    from PIL import Image  # noqa: PLC0415 - heavy

    frames = [Image.new("RGB", (64, 48), (40 * n, 80, 120)) for n in range(5)]
    path = tmp_path / "moving.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    still = tmp_path / "still.gif"
    frames[0].save(still)
    return path.read_bytes(), still.read_bytes()


def b64(content):
    return base64.b64encode(content).decode()


def test_a_picture_that_stands_still_is_nobodys_business(write, make, gif, client):
    path = write([make.output({"image/gif": b64(gif[1])})])
    before = path.read_bytes()
    assert offload(path, min_size=0, client=client).items == ()
    assert path.read_bytes() == before


def test_entries_of_their_own_in_a_bundle_are_replaced(write, make, gif, movie, client):
    path = write(
        [make.output({"image/gif": b64(gif[0]), "text/plain": "<Image>"})],
        [make.output({"video/mp4": b64(movie), "text/html": "<p>before</p>"})],
    )
    report = offload(path, min_size=0, client=client)
    assert report.ok, str(report)
    first, second = (
        cell.outputs[0] for cell in nbformat.read(path, as_version=4).cells
    )
    assert set(first.data) == {"text/html", "text/plain", "image/jpeg"}
    assert set(second.data) == {"text/html", "text/plain", "image/jpeg"}
    assert second.data["text/html"].startswith("<p>before</p><!--apivideo_nb vi")


def test_a_video_widget_shows_the_hosted_video_wherever_it_is(write, movie, client):
    model = {
        "model_module": "@jupyter-widgets/controls",
        "model_module_version": "2.0.0",
        "model_name": "VideoModel",
        "state": {"format": "mp4", "layout": "IPY_MODEL_l", "width": "200"},
        "buffers": [{"data": b64(movie), "encoding": "base64", "path": ["value"]}],
    }
    layout = {
        "model_module": "@jupyter-widgets/base", "model_module_version": "2.0.0",
        "model_name": "LayoutModel", "state": {},
    }  # fmt: skip
    kind = "application/vnd.jupyter.widget-state+json"
    state = {"version_major": 2, "version_minor": 0, "state": {"v": model, "l": layout}}
    path = write([], metadata={"widgets": {kind: state}, "custom": [1, {"x": 2}]})
    report = offload(path, min_size=0, client=client)
    assert [(item.where, item.state) for item in report.items] == [("widget", "hosted")]
    metadata = json.loads(path.read_text())["metadata"]
    assert metadata["custom"] == [1, {"x": 2}]
    found = metadata["widgets"][kind]["state"]
    assert found["l"] == layout
    assert found["v"]["model_name"] == found["v"]["state"]["_model_name"] == "HTMLModel"
    assert found["v"]["state"]["layout"] == "IPY_MODEL_l"
    assert "apivideo-nb" in found["v"]["state"]["value"]
    client.videos.get(report.items[0].video_id).wait("encoded")
    assert offload(path, restore=True, client=client).ok
    found = json.loads(path.read_text())["metadata"]["widgets"][kind]["state"]
    assert found["v"]["state"]["value"].startswith("<video controls src=")


def test_videos_in_markdown_become_pictures_that_are_links(write, make, movie, client):
    path = write([])
    notebook = json.loads(path.read_text())
    tag = make.tag(movie).replace(" controls", ' controls width="300"')
    notebook["cells"][0] = {
        "cell_type": "markdown", "id": "a", "metadata": {},
        "source": f"# Deep *sea*\n\nLook: {tag} there.\n",
    }  # fmt: skip
    path.write_text(json.dumps(notebook))
    report = offload(path, min_size=0, client=client)
    assert report.ok, str(report)
    cell = nbformat.read(path, as_version=4).cells[0]
    link = client.videos.get(report.items[0].video_id).assets.player
    assert cell.source == (
        "# Deep *sea*\n\nLook: [![talk · Deep sea](attachment:video.jpg)]"
        f"({link}) there.\n"
    )
    assert "image/jpeg" in cell.attachments["video.jpg"]
    client.videos.get(report.items[0].video_id).wait("encoded")
    assert offload(path, restore=True, client=client).ok
    cell = nbformat.read(path, as_version=4).cells[0]
    assert 'Look: <video controls width="300" src="data:video/mp4' in cell.source
    assert "attachments" not in cell


def test_what_cannot_be_played_stays_and_nothing_of_it_is_hosted(write, make, client):
    noise = bytes(range(256)) * 40
    path = write([make.shown(noise)])
    before = path.read_bytes()
    report = offload(path, min_size=0, client=client)
    assert not report.ok
    (item,) = report.items
    assert item.state == "left"
    assert "no video that can be played" in item.problem
    assert path.read_bytes() == before
    assert not any("Notebook video" in v.title for v in client.videos.list())


def test_a_private_video_leaves_a_picture_and_no_token(write, make, movie, client):
    path = write([make.shown(movie)])
    report = offload(path, min_size=0, private=True, client=client)
    assert report.ok
    assert "token" in report.note
    video = client.videos.get(report.items[0].video_id)
    assert not video.public
    data = nbformat.read(path, as_version=4).cells[0].outputs[0].data
    assert "%apivideo show" in data["text/html"]
    assert "data:image/jpeg" in data["text/html"]
    assert "/token/" not in path.read_text()
    assert "<iframe" not in data["text/html"]


def test_a_dry_run_asks_nobody_and_writes_nothing(talk):
    before = talk.read_bytes()
    began = talk.stat().st_mtime_ns
    report = offload(talk, dry_run=True, min_size="5 kB")  # there is no server at all
    assert isinstance(report, OffloadReport)
    assert report.left
    assert "would be hosted" in str(report)
    assert "cell 6, output 1" in str(report)
    assert (talk.read_bytes(), talk.stat().st_mtime_ns) == (before, began)
    assert [path.name for path in talk.parent.iterdir() if path.is_file()] == [
        talk.name
    ]
    bundle = report._repr_mimebundle_()
    assert "<table" in bundle["text/html"]


def test_small_videos_stay(write, make, movie, client):
    path = write([make.shown(movie)])
    assert offload(path, min_size=len(movie) * 2, client=client).items == ()


def test_a_folder_is_searched_but_for_checkpoints(write, make, movie, client):
    path = write([make.shown(movie)], name="lectures/one.ipynb")
    write([make.shown(movie)], name="lectures/deep/two.ipynb")
    write([make.shown(movie)], name="lectures/.ipynb_checkpoints/one-checkpoint.ipynb")
    report = offload(path.parent, min_size=0, client=client)
    assert [one.path.name for one in report.notebooks] == ["one.ipynb", "two.ipynb"]
    assert len({item.video_id for item in report.items}) == 1
    assert "Together" in str(report)


@pytest.mark.parametrize("closed", ["talk.ipynb", ""])
def test_what_cannot_be_written_is_said_before_anything_is_sent(
    write, make, movie, monkeypatch, closed
):
    said = "is write-protected" if closed else "nothing can be written to"
    path = write([make.shown(movie)])
    place = path.parent / closed
    monkeypatch.setattr(os, "access", lambda name, _: Path(name) != place)
    before = path.read_bytes()
    report = offload(path, min_size=0)  # there is no server at all
    assert not report.ok
    assert said in str(report)
    assert path.read_bytes() == before


def test_a_full_disk_leaves_one_notebook_and_the_next_is_done(
    write, make, movie, client, monkeypatch
):
    full = write([make.shown(movie)], name="a/full.ipynb")
    write([make.shown(movie)], name="b/other.ipynb")
    before, make_file = full.read_bytes(), tempfile.mkstemp

    def refuse(*_, dir=None, **options):  # noqa: A002 - its name
        if dir == full.parent.resolve():
            raise OSError(errno.ENOSPC, "No space left on device")
        return make_file(dir=dir, **options)

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    report = offload(full.parent.parent, min_size=0, client=client)
    first, second = report.notebooks
    assert "cannot be written: No space left on device. Run this again" in str(report)
    assert first.problem
    assert not second.problem
    assert second.after < second.before
    assert full.read_bytes() == before


def test_videos_under_one_heading_are_told_apart(tmp_path):
    cell = {"heading": "Waves (slow)", "cell": 2, "place": "output 1", "kind": "video"}
    one = Finding(payloads=(), spot=None, **cell)
    path = tmp_path / "talk.ipynb"
    findings = [one, one, replace(one, heading=""), replace(one, heading="a\ud83d\n")]
    assert titles_of(path, findings) == [
        "talk · Waves (slow)", "talk · Waves (slow) (2)", "talk · cell 2", "talk · a?",
    ]  # fmt: skip


def test_somebody_elses_change_is_not_overwritten(write, make, movie, client):
    path = write([make.shown(movie)])

    def meddle(_):
        if "meddled" not in path.read_text():
            time.sleep(0.01)
            path.write_text(path.read_text().replace("show()", "meddled()"))

    report = offload(path, min_size=0, client=client, on_step=meddle)
    assert not report.ok
    assert "changed meanwhile" in str(report)
    assert "meddled()" in path.read_text()
    assert "data:video" in path.read_text()
    videos = list(client.videos.list())
    again = offload(path, min_size=0, client=client)
    assert again.ok
    assert "meddled()" in path.read_text()
    assert [v.video_id for v in client.videos.list()] == [v.video_id for v in videos]
