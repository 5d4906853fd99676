import json
import re
import threading
import time

import ipywidgets
import nbclient
import nbformat
import pytest

import apivideo_nb as av
from apivideo_nb.widgets.panel import Panel


@pytest.fixture
def panel(client):
    panel = Panel(client)
    yield panel
    panel.cancel()
    panel.join(30)


def fill(panel, source, title=""):
    panel.form.source.value = str(source)
    panel.form.title.value = title


def choose(panel, *keys):
    """Do as the page does when files are dropped on it."""
    files = [{"key": key, "name": f"{key}.mp4", "size": 9} for key in keys]
    panel.browser._hear(panel.browser, {"type": "picked", "files": files}, [])


def words(row):
    return re.sub(r"<[^>]+>", " ", row.card.value)


def test_a_filled_in_panel_uploads_and_keeps_the_video(panel, clips):
    fill(panel, clips("h264"), "First light")
    panel.form.tags.value = "panel, test"
    panel.form.public.value = False
    panel.form.mp4.value = False
    panel.form.options.fields.metadata.value = "speaker = Ada"
    panel.upload()
    panel.join(60)
    video = panel.video.refresh()
    assert (video.title, video.tags) == ("First light", ("panel", "test"))
    assert (video.public, video.mp4_support) == (False, False)
    assert video.metadata == {"speaker": "Ada"}
    (kept,) = panel.uploads.slots.bundles.values()
    assert "text/html" in kept
    assert kept["text/plain"].startswith("First light · ")
    assert panel.rows.children == ()


def test_the_form_is_ready_for_the_next_video_at_once(panel, clips):
    fill(panel, clips("one_second"))
    panel.form.panoramic.value = True
    panel.upload()
    assert panel.form.source.value == ""
    assert panel.form.panoramic.value is True
    assert not panel.form.source.disabled


def test_several_are_under_way_at_once_and_stay_newest_first(panel, clips):
    for title in ("one", "two", "three"):
        fill(panel, clips("one_second"), title)
        panel.upload()
    assert [row.title for row in panel.rows.children] == ["three", "two", "one"]
    panel.join(60)
    kept = {
        one["text/plain"].split(" ")[0] for one in panel.uploads.slots.bundles.values()
    }
    assert kept == {"one", "two", "three"}


def test_without_a_source_nothing_is_started(panel):
    panel.upload()
    assert panel.rows.children == ()
    assert "There is no source yet." in panel.form.said.value


def test_a_file_that_is_no_video_ends_in_words_and_can_be_edited(panel, clips):
    fill(panel, clips("text"), "No video")
    panel.upload()
    (row,) = panel.rows.children
    row.join(60)
    assert "Encoding failed" in words(row)
    labels = [button.description for button in row.children[1].children]
    assert labels == ["Retry", "Edit", "Remove"]
    row.edit_button.click()
    assert panel.form.source.value == str(clips("text"))
    assert panel.form.title.value == "No video"
    assert panel.rows.children == ()


def test_retry_sends_what_could_not_be_encoded_anew(panel, clips, client):
    fill(panel, clips("text"), "Tried twice")
    panel.upload()
    (row,) = panel.rows.children
    row.join(60)
    assert "Retry sends it anew." in words(row)
    assert "force" not in words(row)
    row.retry_button.click()
    row.join(60)
    assert "Encoding failed" in words(row)
    assert len(list(client.videos.list(title="Tried twice"))) == 2


def test_a_key_that_is_refused_ends_in_words_without_the_key(sandbox, clips):
    panel = Panel(av.Client("not-the-key", base_url=sandbox.url))
    fill(panel, clips("h264"))
    panel.upload()
    (row,) = panel.rows.children
    row.join(60)
    assert "Upload failed" in words(row)
    assert "not-the-key" not in row.card.value


def test_cancel_stops_an_upload_and_retry_brings_it_to_its_end(panel, clips):
    fill(panel, clips("big"), "stopped once")
    panel.upload()
    (row,) = panel.rows.children
    row.cancel_button.click()
    row.join(30)
    assert "Cancelled" in words(row)
    assert panel.video is None
    row.retry_button.click()
    row.join(60)
    assert panel.video.title == "stopped once"


def test_removing_leaves_the_others(panel, clips):
    fill(panel, clips("text"), "gone")
    panel.upload()
    (row,) = panel.rows.children
    row.join(60)
    row.remove_button.click()
    assert panel.rows.children == ()
    assert panel.uploads.slots.bundles == {}


def test_pressing_twice_uploads_once_and_scolds_nobody(panel, clips, client):
    fill(panel, clips("one_second"), "pressed twice")
    panel.upload()
    panel.upload()
    assert "There is no source" not in panel.form.said.value
    panel.join(60)
    assert len(list(client.videos.list(title="pressed twice"))) == 1


def test_files_of_the_page_are_taken_before_it_is_asked_to_send_them(
    panel, monkeypatch
):
    said = []

    def hear(message):
        said.append((message["type"], message.get("key") or message.get("keys")))
        if message["type"] == "send":
            answer = {"type": "gone", "key": message["key"]}
            panel.browser._hear(panel.browser, answer, [])

    monkeypatch.setattr(panel.browser, "send", hear)
    choose(panel, "a", "b")
    panel.upload()
    panel.upload()  # a double click
    choose(panel, "c")  # at once, and that is no double click
    panel.upload()
    panel.join(60)
    assert len(panel.rows.children) == 3
    assert said.index(("taken", ["a", "b"])) < said.index(("send", "a"))
    assert said.index(("taken", ["c"])) < said.index(("send", "c"))
    for row in panel.rows.children:
        assert "The page that was sending this file is gone." in words(row)
        row.work.drop()


def test_no_trait_of_any_widget_holds_the_key(panel, sandbox, clips):
    fill(panel, clips("one_second"))
    panel.upload()
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
    fill(panel, clips("one_second"))
    panel.upload()
    (row,) = panel.rows.children
    assert row._thread is not threading.current_thread()
    assert row._thread.daemon


def test_what_is_said_aloud_names_each_step_once(panel, clips, monkeypatch):
    said = []
    monkeypatch.setattr(panel.browser, "say", said.append)
    fill(panel, clips("h264"), "Aloud")
    panel.upload()
    (row,) = panel.rows.children
    row._say = said.append
    row.join(60)
    assert said[-1] == "Aloud: Ready to play"
    assert len(said) == len(set(said))


def test_themes_and_watermarks_are_offered_when_the_options_are_opened(panel, client):
    theme = client.players.create(name="Lecture")
    panel.form.options.fold.value = True
    deadline = time.monotonic() + 20
    while not panel.form.options.fields.player.options:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert f"Lecture {theme.player_id}" in panel.form.options.fields.player.options


def test_a_notebook_keeps_the_video_as_an_ordinary_output(sandbox, clips):
    source = f"""
import apivideo_nb as av
panel = av.Panel(av.Client({sandbox.api_key!r}, base_url={sandbox.url!r}))
panel
"""
    press = f"""
panel.form.source.value = {str(clips("one_second"))!r}
panel.form.title.value = "Kept"
panel.button.click()
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
    source, pattern = no_video
    fill(panel, source)
    panel.upload()
    (row,) = panel.rows.children
    row.join(60)
    assert re.search(pattern, row.card.value)
