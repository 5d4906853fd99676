"""Camera, screen and both, recorded in the panel with the test camera of Chromium."""

import time

import pytest
from playwright.sync_api import expect

PANEL = "import apivideo_nb as av\npanel = av.Panel()\npanel"
REFUSE = """name => {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException('no', name);
  };
}"""


@pytest.fixture
def recorder(jupyter, page, form):
    """Open the recorder of a new panel."""

    def open_(name, *, ui="lab"):
        jupyter.open(page, jupyter.write(name, PANEL), ui=ui)
        jupyter.run_all(page)
        form.press("Record…")
        return form

    return open_


def seconds_on_the_clock(page, seconds):
    page.wait_for_function(
        "seconds => { const [, m, s] = document.querySelector('.apivideo-clock')"
        ".textContent.match(/(\\d+):(\\d+)/) ?? [0, 0, 0];"
        " return 60 * m + +s >= seconds; }",
        arg=seconds,
    )


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_five_seconds_of_a_camera_are_recorded_and_play(
    page, recorder, watcher, client, ui
):
    form = recorder(f"camera-{ui}.ipynb", ui=ui)
    form.press("Show preview")
    page.wait_for_function(
        "() => document.querySelector('.apivideo-studio video').videoWidth > 0"
    )
    form.press("Start recording")
    expect(form.card).to_contain_text("Recording", timeout=10_000)
    form.field("Title").fill(f"Five seconds in {ui}")
    seconds_on_the_clock(page, 2)
    form.press("Pause")
    expect(page.locator(".apivideo-clock")).to_contain_text("Paused")
    form.press("Go on")
    seconds_on_the_clock(page, 5)
    form.press("Stop and upload")
    watcher.sees_picture()
    assert watcher.plays(f"Five seconds in {ui}")["width"] > 0
    (video,) = client.videos.list(title=f"Five seconds in {ui}")
    assert 4 < video.status().encoding.metadata.duration < 8
    assert list(client.upload_tokens.list()) == []
    # the camera is let go
    expect(page.locator(".apivideo-studio")).to_be_hidden()


def test_a_screen_with_a_camera_in_its_corner_is_one_picture(
    page, recorder, watcher, client
):
    form = recorder("both.ipynb")
    form.panel.get_by_role("radio", name="Screen with camera").click()
    form.press("Show preview")
    expect(form.button("Start recording")).to_be_focused()
    form.press("Start recording")
    seconds_on_the_clock(page, 2)
    form.press("Stop and upload")
    watcher.sees_picture()
    (video,) = client.videos.list(title="Recording of")
    assert video.status().encoding.metadata.width > 640


def test_a_discarded_recording_leaves_nothing_behind(page, recorder, client):
    form = recorder("discard.ipynb")
    form.field("Title").fill("Never mind")
    form.press("Show preview")
    form.press("Start recording")
    expect(form.card).to_contain_text("Recording", timeout=10_000)
    seconds_on_the_clock(page, 1)
    form.press("Discard")
    expect(form.card).to_have_count(0)
    deadline = time.monotonic() + 10
    while list(client.videos.list(title="Never mind")):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_when_the_browser_refuses_it_is_said_in_plain_words(page, recorder):
    form = recorder("refuses.ipynb")
    problem = page.locator(".apivideo-browser p[role=alert]")
    for name, words in [
        ("NotAllowedError", "did not allow camera"),
        ("NotFoundError", "There is no camera here"),
        ("NotReadableError", "Another program holds the camera"),
    ]:
        page.evaluate(REFUSE, name)
        form.press("Show preview")
        expect(problem).to_contain_text(words)
    form.press("Close")
    page.evaluate(
        "() => Object.defineProperty(window, 'isSecureContext', {value: false})"
    )
    form.press("Record…")
    expect(problem).to_contain_text("https://")
    expect(page.locator(".apivideo-studio")).to_be_hidden()
