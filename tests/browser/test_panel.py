"""A person at the panel, in JupyterLab and in Notebook 7, with the local sandbox."""

import re
import socket
import subprocess
import threading
import time

import imageio_ffmpeg
import pytest
from playwright.sync_api import expect

PANEL = "import apivideo_nb as av\npanel = av.Panel()\npanel"


@pytest.fixture
def source(clips, link):
    """Give a function that names the same clip by its link or by its path."""
    return lambda kind: link("h264") if kind == "link" else str(clips("h264"))


@pytest.mark.parametrize(
    ("ui", "kind", "title", "flipped", "expected"),
    [
        ("lab", "path", "First light", [], {"public": True, "mp4_support": True}),
        ("lab", "link", "For us", ["Public"], {"public": False, "mp4_support": True}),
        ("notebook", "link", "No copies", ["MP4"], {"mp4_support": False}),
        ("notebook", "path", "Next door", [], {"public": True}),
    ],
)
def test_a_person_uploads_a_file_and_watches_it(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, client, source, ui, kind, title, flipped, expected
):
    jupyter.open(page, jupyter.write(f"upload-{title}.ipynb", PANEL), ui=ui)
    jupyter.run_all(page)
    if kind == "path":  # typed as far as it is clear, and completed
        form.field("Source").press_sequentially(source(kind).removesuffix("64.mp4"))
        offered = form.panel.locator("datalist option").first
        expect(offered).to_have_attribute("value", source(kind))
    form.field("Source").fill(source(kind))
    expect(form.field("Title")).to_have_attribute("placeholder", re.compile("^h264"))
    form.field("Title").fill(title)
    for name in flipped:
        form.toggle(name).click()
    form.press("Upload")
    watcher.sees_picture()
    player = watcher.plays(title)
    assert player["width"] > 0
    assert (player["muted"], player["fullscreen"]) == (False, True)
    (video,) = client.videos.list(title=title)
    assert {name: getattr(video, name) for name in expected} == expected
    expect(form.field("Source")).to_have_value("")
    expect(form.toggle(flipped[0] if flipped else "Panoramic")).not_to_be_checked()


def test_a_finished_video_outlives_the_kernel_that_uploaded_it(
    jupyter, page, form, watcher, clips
):
    name = jupyter.write("outlives.ipynb", PANEL)
    jupyter.open(page, name)
    jupyter.run_all(page)
    form.field("Source").fill(str(clips("one_second")))
    form.press("Upload")
    watcher.sees_picture()
    saved = jupyter.save(
        page, name, lambda notebook: "data:image/jpeg" in str(notebook.cells[0].outputs)
    )
    assert "widgets" not in saved.metadata
    jupyter.end_kernels()
    jupyter.open(page, name)
    expect(page.get_by_role("button", name="Upload", exact=True)).to_have_count(0)
    watcher.sees_picture()
    watcher.plays("one_second.mp4")


def test_a_panel_that_is_run_again_shows_what_was_finished_in_it(
    jupyter, page, form, watcher, clips
):
    name = jupyter.write("again.ipynb", PANEL)
    jupyter.open(page, name)
    jupyter.run_all(page)
    form.field("Source").fill(str(clips("one_second")))
    form.field("Title").fill("Still here")
    form.press("Upload")
    watcher.sees_picture(".jp-OutputArea > :nth-child(2)")
    jupyter.restart_and_run_all(page)  # which empties the cell first
    expect(page.locator(".apivideo-nb")).to_contain_text("encoded")
    watcher.sees_picture()
    assert watcher.plays("Still here")["width"] > 0
    form.press("Clear finished")
    expect(page.locator(".apivideo-nb")).to_have_count(0)


def test_without_its_kernel_a_panel_says_so_once(jupyter, page, form):
    jupyter.open(page, jupyter.write("orphan.ipynb", PANEL))
    jupyter.run_all(page)
    expect(form.button("Upload")).to_be_visible()
    jupyter.restart(page)
    expect(form.panel).to_have_class(re.compile("jupyter-widgets-disconnected"))
    said = form.panel.evaluate(
        "(panel) => [panel, ...panel.querySelectorAll('.jupyter-widgets')]"
        ".map((it) => getComputedStyle(it, '::before').content)"
        ".filter((content) => content !== 'none')"
    )
    assert len(said) == 1
    assert "Run this cell again." in said[0]


class SlowLine:
    """A line to a server that lets through 300 kB a second, as a proxy on loopback."""

    CHUNK, PAUSE = 15_000, 0.05

    def __init__(self, port):
        self._port, self._is_fast = port, False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def speed_up(self):
        """Hold up no connection that is made from now on."""
        self._is_fast = True

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed
            far = socket.create_connection(("127.0.0.1", self._port))
            if not self._is_fast:
                # Small buffers, or the client could put it all on the line at once.
                far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.CHUNK)
                near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.CHUNK)
            self._open += [near, far]
            for ends in ((near, far, self.PAUSE), (far, near, 0)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source, target, pause):
        try:
            while data := source.recv(2**18 if self._is_fast else self.CHUNK):
                target.sendall(data)
                time.sleep(0 if self._is_fast else pause)  # this is the slowness itself
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # one end hung up

    def close(self):
        for end in self._open:
            end.close()


@pytest.fixture
def slow_line(running):
    line = SlowLine(int(running.url.rpartition(":")[2]))
    yield line
    line.close()


def test_while_it_uploads_other_cells_run_and_cancel_stops_it(  # noqa: PLR0917 - fixtures
    jupyter, page, form, running, client, clips, slow_line
):
    server = f"{running.api_key!r}, base_url={slow_line.url!r}"
    panel = f"import apivideo_nb as av\nav.Panel(av.Client({server}))"
    jupyter.open(page, jupyter.write("cancel.ipynb", panel, "6 * 7"))
    jupyter.run_all(page)
    form.field("Source").fill(str(clips("big")))
    form.field("Title").fill("Too long to wait for")
    form.press("Upload")
    card = form.card
    expect(card).to_contain_text("MiB/s", timeout=20_000)
    other = page.locator(".jp-CodeCell").nth(1)
    other.locator(".cm-content").fill("6 * 7 * 10")
    other.locator(".cm-content").press("Control+Enter")
    expect(other.locator(".jp-OutputArea-output")).to_have_text("420")
    expect(card).to_contain_text("Uploading")
    form.press("Cancel")
    expect(card).to_contain_text("Cancelled", timeout=10_000)
    (kept,) = client.videos.list(title="Too long to wait for")
    assert not kept.status().uploaded
    slow_line.speed_up()
    form.press("Retry")  # which sends the rest
    expect(page.locator(".apivideo-nb img")).to_be_visible(timeout=30_000)
    assert kept.status().uploaded
    expect(form.card).to_have_count(0)


def test_cancel_works_while_the_service_encodes(jupyter, page, form, client, heavy):
    jupyter.open(page, jupyter.write("encoding.ipynb", PANEL))
    jupyter.run_all(page)
    form.field("Source").fill(str(heavy))
    form.press("Upload")
    card = form.card
    expect(card).to_contain_text("Encoding", timeout=20_000)
    form.press("Cancel")
    expect(card).to_contain_text("Cancelled", timeout=10_000)
    (video,) = client.videos.list(title="heavy.avi")  # it is there, and goes on
    video.delete()


@pytest.fixture
def heavy(tmp_path):
    """A video that takes seconds to encode, and cannot be played as it is."""
    path = tmp_path / "heavy.avi"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=40"]
    codec = ["-c:v", "mpeg4", "-q:v", "12"]
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-v", "error", *picture, *codec, path], check=True)
    return path


def test_what_is_wrong_with_a_source_is_said_beside_it_or_in_the_card(
    jupyter, page, form, clips, tmp_path
):
    jupyter.open(page, jupyter.write("wrong.ipynb", PANEL))
    jupyter.run_all(page)
    alert = form.panel.locator("span[role=alert]")
    form.press("Upload")
    expect(alert).to_contain_text("There is no source yet.")
    for text, said in [
        (tmp_path / "missing.mp4", "There is no file"),
        (tmp_path, "is a directory"),
        ("htp://host/x.mp4", "No way to read htp://"),
    ]:
        form.field("Source").fill(str(text))
        form.press("Upload")
        expect(alert).to_contain_text(said)
    assert page.locator(".apivideo-nb").count() == 0
    form.field("Source").fill(str(clips("text")))
    expect(alert).to_have_count(0)
    form.press("Upload")
    card = page.locator(".apivideo-nb")
    expect(card).to_contain_text("Encoding failed", timeout=30_000)
    form.press("Edit")
    expect(form.field("Source")).to_have_value(str(clips("text")))
    expect(card).to_have_count(0)


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_the_keyboard_alone_is_enough_and_narrow_pages_are_wide_enough(  # noqa: PLR0917 - fixtures
    jupyter, page, form, clips, watcher, ui
):
    jupyter.open(page, jupyter.write(f"keys-{ui}.ipynb", PANEL), ui=ui)
    jupyter.give_room(page)
    jupyter.run_all(page)
    press = page.keyboard.press

    def go_to(control):
        for _ in range(25):
            press("Tab")
            if control.evaluate("control => control === document.activeElement"):
                return
        raise AssertionError(control)

    form.field("Source").focus()
    page.keyboard.type(str(clips("one_second")))
    press("Enter")  # does not send the form off
    for name in ("Choose files…", "Record…"):
        go_to(form.button(name))
    press("Enter")
    expect(form.panel.get_by_role("radio", name="Camera", exact=True)).to_be_focused()
    go_to(form.button("Close"))
    press("Enter")
    expect(form.button("Record…")).to_be_focused()
    go_to(form.field("Title"))
    page.keyboard.type(f"By keyboard in {ui}")
    go_to(form.toggle("Public"))
    press("Space")
    expect(form.toggle("Public")).not_to_be_checked()
    press("Space")
    go_to(form.button("▸ More options"))
    press("Enter")
    expect(form.field("Metadata")).to_be_visible()
    go_to(form.field("Metadata"))
    page.keyboard.type("room = 4")
    go_to(form.panel.get_by_role("combobox", name="Language"))
    page.keyboard.type("Fr")
    go_to(form.button("Upload"))
    page.set_viewport_size({"width": 380, "height": 900})
    inside, outside = form.panel.evaluate(
        "(panel) => [panel.scrollWidth, panel.clientWidth]"
    )
    assert inside <= outside
    press("Enter")
    expect(form.field("Title")).to_have_value("")
    page.set_viewport_size({"width": 1200, "height": 1000})
    watcher.sees_picture()
    expect(page.locator(".jp-OutputArea")).to_contain_text(f"By keyboard in {ui}")
    # the notebook heard none of it: same cell, not being edited
    assert page.locator(".jp-CodeCell").count() == 1


def test_panel_and_card_have_no_serious_fault_for_a_screen_reader(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, clips, dark
):
    jupyter.open(page, jupyter.write("axe.ipynb", PANEL))
    jupyter.run_all(page)
    form.press("▸ More options")
    form.press("Record…")
    form.press("Use a key…")
    form.drop(clips("text"))
    form.press("Upload")
    expect(form.card).to_contain_text("Encoding failed", timeout=30_000)
    form.drop(clips("one_second"))
    expect(form.button("Remove one_second.mp4")).to_be_visible()
    watcher.sees_no_serious_fault(".apivideo-panel")
    dark()
    watcher.sees_no_serious_fault(".apivideo-panel")
