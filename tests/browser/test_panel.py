"""A person at the panel, in JupyterLab and in Notebook 7, with the local sandbox."""

import socket
import subprocess
import threading
import time

import imageio_ffmpeg
import pytest
from playwright.sync_api import expect

PANEL = "import apivideo_nb as av\npanel = av.Panel()\npanel"


class Form:
    """The panel's controls, found as a screen reader finds them."""

    def __init__(self, page):
        self.page = page

    def field(self, name):
        return self.page.get_by_role("textbox", name=name)

    def toggle(self, name):
        return self.page.get_by_role("checkbox", name=name)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def form(page):
    return Form(page)


@pytest.mark.parametrize(
    ("ui", "title", "flipped", "expected"),
    [
        ("lab", "First light", [], {"public": True, "mp4_support": True}),
        ("lab", "For us alone", ["Public"], {"public": False, "mp4_support": True}),
        ("notebook", "No copies", ["MP4"], {"public": True, "mp4_support": False}),
    ],
    ids=["public", "private", "without-mp4"],
)
def test_a_person_uploads_a_file_and_watches_it(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, client, clips, ui, title, flipped, expected
):
    jupyter.open(page, jupyter.write(f"upload-{title}.ipynb", PANEL), ui=ui)
    jupyter.run_all(page)
    form.field("Source").fill(str(clips("h264")))
    expect(form.field("Title")).to_have_attribute("placeholder", "h264.mp4")
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


class SlowLine:
    """A line to a server that lets through 300 kB a second, as a proxy on loopback."""

    CHUNK, PAUSE = 15_000, 0.05

    def __init__(self, port):
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed
            far = socket.create_connection(("127.0.0.1", self._port))
            # Small buffers, or the client could put it all on the line at once.
            far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.CHUNK)
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.CHUNK)
            self._open += [near, far]
            for ends in ((near, far, self.PAUSE), (far, near, 0)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source, target, pause):
        try:
            while data := source.recv(self.CHUNK):
                target.sendall(data)
                time.sleep(pause)  # this is the slowness itself
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
    card = page.locator(".apivideo-nb")
    expect(card).to_contain_text("MiB/s", timeout=20_000)
    other = page.locator(".jp-CodeCell").nth(1)
    other.locator(".cm-content").fill("6 * 7 * 10")
    other.locator(".cm-content").press("Control+Enter")
    expect(other.locator(".jp-OutputArea-output")).to_have_text("420")
    expect(card).to_contain_text("Uploading")
    form.press("Cancel")
    expect(card).to_contain_text("Cancelled", timeout=10_000)
    expect(form.field("Title")).to_have_value("Too long to wait for")
    expect(form.field("Title")).to_be_enabled()
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_enabled()
    (kept,) = client.videos.list(title="Too long to wait for")
    assert not kept.status().uploaded  # another time the rest is sent


def test_cancel_works_while_the_service_encodes(jupyter, page, form, client, heavy):
    jupyter.open(page, jupyter.write("encoding.ipynb", PANEL))
    jupyter.run_all(page)
    form.field("Source").fill(str(heavy))
    form.press("Upload")
    card = page.locator(".apivideo-nb")
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
    alert = page.locator(".apivideo-panel").get_by_role("alert")
    form.press("Upload")
    expect(alert).to_contain_text("There is no source yet.")
    for text, said in [
        (tmp_path / "missing.mp4", "There is no file"),
        (tmp_path, "is a directory"),
        ("ftp://host/x.mp4", "No way to read ftp://"),
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
    expect(form.field("Source")).to_have_value(str(clips("text")))


def test_the_keyboard_alone_is_enough_and_narrow_pages_are_wide_enough(
    jupyter, page, form, clips
):
    jupyter.open(page, jupyter.write("keys.ipynb", PANEL), ui="notebook")
    jupyter.run_all(page)
    form.field("Source").click()
    page.keyboard.type(str(clips("one_second")))
    page.keyboard.press("Enter")  # does not send the form off
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    for _ in range(3):  # past description and tags
        page.keyboard.press("Tab")
    expect(form.toggle("Public")).to_be_focused()
    page.keyboard.press("Space")
    expect(form.toggle("Public")).not_to_be_checked()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_focused()
    assert page.locator(".apivideo-nb").count() == 0
    page.set_viewport_size({"width": 380, "height": 900})
    panel = page.locator(".apivideo-panel")
    inside, outside = panel.evaluate(
        "(panel) => [panel.scrollWidth, panel.clientWidth]"
    )
    assert inside <= outside
    page.keyboard.press("Space")
    expect(page.locator(".apivideo-nb")).to_contain_text("By keyboard")
