import json
import re
import threading

import ipywidgets
import nbclient
import nbformat
import pytest

import apivideo_nb as av
from apivideo_nb.widgets.panel import Panel


@pytest.fixture
def client(sandbox):
    return av.Client(sandbox.api_key, base_url=sandbox.url)


@pytest.fixture
def panel(client):
    panel = Panel(client)
    yield panel
    panel.cancel()
    panel.join(30)


def press(button):
    button.click()


def test_a_filled_in_panel_uploads_and_draws_the_video(panel, clips, capsys):
    panel.form.source.value = str(clips("h264"))
    panel.form.title.value = "First light"
    panel.form.tags.value = "panel, test"
    panel.form.public.value = False
    panel.form.mp4.value = False
    press(panel.row.upload)
    panel.join(60)
    video = panel.video.refresh()
    assert (video.title, video.tags) == ("First light", ("panel", "test"))
    assert (video.public, video.mp4_support) == (False, False)
    assert "text/html" in panel._slots._latest
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("First light · ")
    assert video.assets.player.split("?")[0] in last
    assert panel.row.words.value == "Done"


def test_after_success_the_form_is_ready_for_the_next_video(panel, clips):
    panel.form.source.value = str(clips("one_second"))
    panel.form.panoramic.value = True
    press(panel.row.upload)
    assert panel.form.disabled
    panel.join(60)
    assert panel.form.source.value == ""
    assert panel.form.panoramic.value is True
    assert not panel.form.disabled
    assert (panel.row.upload.disabled, panel.row.cancel.disabled) == (False, True)


def test_finished_videos_stay_below_newest_first(panel, clips):
    for title in ("one", "two", "three"):
        panel.form.source.value = str(clips("one_second"))
        panel.form.title.value = title
        press(panel.row.upload)
        panel.join(60)
    assert panel._slots._latest["text/plain"].startswith("three")
    shelf = [bundle["text/plain"].split(" ")[0] for bundle in panel._slots._shelf]
    assert shelf == ["two", "one"]


def test_without_a_source_nothing_is_started(panel):
    press(panel.row.upload)
    assert panel._thread is None
    assert "There is no source yet." in panel.form.said.value


def test_a_file_that_is_no_video_ends_in_words_and_keeps_what_was_typed(
    panel, clips, capsys
):
    panel.form.source.value = str(clips("text"))
    press(panel.row.upload)
    panel.join(60)
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith("text.mp4 · Encoding failed · ")
    assert panel.row.words.value == "Failed"
    assert panel.form.source.value == str(clips("text"))


def test_a_key_that_is_refused_ends_in_words_without_the_key(sandbox, clips, capsys):
    panel = Panel(av.Client("not-the-key", base_url=sandbox.url))
    panel.form.source.value = str(clips("h264"))
    press(panel.row.upload)
    panel.join(60)
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith("h264.mp4 · Upload failed · ")
    assert "not-the-key" not in said
    assert panel.row.words.value == "Failed"


def test_cancel_stops_an_upload_and_says_so(panel, clips, capsys):
    panel.form.source.value = str(clips("big"))
    panel.form.title.value = "never to be seen"
    press(panel.row.upload)
    press(panel.row.cancel)
    panel.join(30)
    assert "never to be seen · Cancelled" in capsys.readouterr().out
    assert panel.row.words.value == "Cancelled"
    assert panel.form.title.value == "never to be seen"
    assert panel.video is None


def test_pressing_twice_uploads_once(panel, clips, client):
    panel.form.source.value = str(clips("one_second"))
    panel.form.title.value = "pressed twice"
    panel.upload()
    panel.upload()
    panel.join(60)
    assert len(list(client.videos.list(title="pressed twice"))) == 1


def test_no_trait_of_any_widget_holds_the_key(panel, sandbox, clips):
    panel.form.source.value = str(clips("one_second"))
    press(panel.row.upload)
    panel.join(60)
    states = [
        widget.get_state()
        for widget in _all(panel)
        if isinstance(widget, ipywidgets.Widget)
    ]
    assert len(states) > 10
    assert sandbox.api_key not in json.dumps(states, default=str)
    assert sandbox.api_key not in repr(panel)


def _all(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from _all(child)


def test_work_happens_in_a_thread_that_does_not_hold_up_the_exit(panel, clips):
    panel.form.source.value = str(clips("one_second"))
    press(panel.row.upload)
    assert panel._thread is not threading.current_thread()
    assert panel._thread.daemon


def test_a_notebook_keeps_the_video_as_an_ordinary_output(sandbox, clips):
    source = f"""
import apivideo_nb as av
panel = av.Panel(av.Client({sandbox.api_key!r}, base_url={sandbox.url!r}))
panel
"""
    press = f"""
panel.form.source.value = {str(clips("one_second"))!r}
panel.form.title.value = "Kept"
panel.row.upload.click()
panel.join(60)
"""
    cells = [nbformat.v4.new_code_cell(text) for text in (source, press)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=90).execute()
    form, latest, older = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in form.data
    assert latest.data["text/plain"].startswith("Kept · ")
    assert latest.data["text/plain"].split(" · ")[1] in {"playable", "encoded"}
    assert {"text/html", "image/jpeg"} < set(latest.data)
    assert "widget" not in str(latest.data.keys())
    assert older.data["text/plain"] == ""
    assert not notebook.cells[1].outputs


def test_what_is_no_video_is_said_in_the_card(panel, no_video):
    source, words = no_video
    panel.form.source.value = source
    press(panel.row.upload)
    panel.join(60)
    assert re.search(words, panel._slots._latest["text/html"])
    assert panel.row.words.value == "Failed"
    assert panel.form.source.value == source
