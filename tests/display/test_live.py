import threading
import time

import nbclient
import nbformat
import pytest

from apivideo_nb.api.status import Progress, Quality
from apivideo_nb.display.live import LiveCard
from apivideo_nb.errors import (
    ApiError,
    EncodingError,
    SourceError,
    UploadInterruptedError,
)


class Screen:
    """Where a card draws; keeps what it drew and when."""

    def __init__(self):
        self.drawn, self.at = [], []

    def __call__(self, bundle):
        self.drawn.append(bundle["text/plain"])
        self.at.append(time.monotonic())

    def until(self, words):
        deadline = time.monotonic() + 5
        while words not in self.drawn[-1]:
            assert time.monotonic() < deadline, self.drawn
            time.sleep(0.01)


@pytest.fixture
def screen():
    return Screen()


def uploading(sent, total=1000):
    return Progress(stage="uploading", sent=sent, total=total)


def test_a_card_shows_itself_at_once(screen):
    LiveCard("Talk", show=screen)
    assert screen.drawn == ["Talk · Getting ready"]


def test_a_flood_of_reports_draws_seldom_and_ends_with_the_last(screen):
    card = LiveCard("Talk", show=screen)
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        card.progress(uploading(500))
    card.progress(uploading(1000))
    screen.until("100%")
    took = time.monotonic() - began
    assert len(screen.drawn) <= took / 0.1 + 2  # the first, and the last
    assert screen.drawn[-1].startswith("Talk · Uploading · 100%")


def test_threads_may_report_side_by_side(screen):
    card = LiveCard("Talk", show=screen)
    threads = [
        threading.Thread(
            target=lambda: [card.progress(uploading(i)) for i in range(200)]
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    card.done({"text/plain": "the video"})
    assert screen.drawn[-1] == "the video"


def test_after_the_end_nothing_is_drawn_over_the_result(screen):
    card = LiveCard("Talk", show=screen)
    card.progress(uploading(10))  # held back by the pace of drawing
    card.done({"text/plain": "the video"})
    card.progress(uploading(20))
    card.failed("Upload failed", "too late")
    time.sleep(0.25)  # longer than anything held back may take
    assert screen.drawn == ["Talk · Getting ready", "the video"]


def test_the_qualities_being_made_are_shown(screen):
    card = LiveCard("Talk", show=screen)
    quality = Quality(type="hls", quality="360p", status="encoding")
    card.progress(Progress(stage="encoding", qualities=(quality,)))
    screen.until("360p encoding")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            SourceError("There is no file x.mp4.", hint="Check the path."),
            "Talk · Upload failed · There is no file x.mp4. · Check the path.",
        ),
        (
            EncodingError("x.mp4 is no video.", hint="Try another."),
            "Talk · Encoding failed · x.mp4 is no video. · Try another.",
        ),
        (
            ApiError(400, {"title": "This attribute is required.", "name": "title"}),
            "Talk · Upload failed · This attribute is required (400, title)",
        ),
        (
            UploadInterruptedError("It was stopped."),
            "Talk · Cancelled · It was stopped.",
        ),
        (
            UploadInterruptedError("Stopped.", video_id="vi1"),
            "Talk · Cancelled · Stopped. · Look again with `%apivideo show vi1`.",
        ),
        (KeyboardInterrupt(), "Talk · Cancelled · The upload was stopped."),
        (ValueError("tags is a text"), "Talk · Upload failed · tags is a text"),
        (RuntimeError("oops"), "Talk · Upload failed · RuntimeError: oops"),
    ],
)
def test_every_error_ends_in_words(screen, error, said):
    card = LiveCard("Talk", show=screen)
    card.ended_by(error)
    assert screen.drawn[-1] == said


def test_without_a_notebook_one_line_is_printed_a_stage(capsys):
    card = LiveCard("Talk")
    for sent in range(0, 1001, 100):
        card.progress(uploading(sent))
        time.sleep(0.11)  # let each be drawn
    card.done({"text/html": "<b>no</b>", "text/plain": "Talk · playable · http://x"})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Talk · Getting ready"
    assert lines[-1] == "Talk · playable · http://x"
    assert len(lines) <= 6  # not one a report


def test_in_a_kernel_the_output_is_replaced_and_the_bundle_is_what_stays():
    source = """
import threading, time
from apivideo_nb.api.status import Progress
from apivideo_nb.display.live import LiveCard

card = LiveCard("Talk")

def work():
    for sent in range(0, 101, 5):
        card.progress(Progress(stage="uploading", sent=sent, total=100))
        time.sleep(0.02)
    card.done({"text/html": "<b>the video</b>", "text/plain": "the video"})

thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=60).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data == {"text/html": "<b>the video</b>", "text/plain": "the video"}
