import threading

import pytest

from apivideo_nb import ApiError, SourceError, UploadInterruptedError
from apivideo_nb.upload.engine import send_source
from apivideo_nb.upload.plan import MiB
from apivideo_nb.upload.source import VIEW, open_source

SLUG = "https://docs.api.video/reference/"


class Taker:
    """Takes chunks as an API would, and can be told what goes wrong."""

    def __init__(self, *, lose=(), fail=None):
        self.parts = {}
        self._lose = set(lose)  # parts whose answer gets lost
        self._fail = fail
        self._lock = threading.Lock()

    def send(self, content_range, body):
        views = iter(body())
        next(views)  # the form's head
        data = b"".join(bytes(view) for view in views)
        data = data[: data.rindex(b"\r\n--", 0, -4)]
        part = int(content_range.split()[1].split("/")[0]) if content_range else 0
        if self._fail is not None:
            raise self._fail
        with self._lock:
            self.parts[part] = data
            if part in self._lose:
                problem = {
                    "type": SLUG + "video-content-range-by-part-part-already-sent"
                }
                raise ApiError(400, problem)

    def held(self):
        return set(self.parts)

    @property
    def data(self):
        return b"".join(self.parts[part] for part in sorted(self.parts))


@pytest.fixture(scope="module")
def big():
    return bytes(range(256)) * 4096 * 17 + b"tail"  # 17 MiB and a bit


def test_a_small_source_is_sent_whole_without_a_range():
    taker = Taker()
    send_source(open_source(b"hello"), send=taker.send, held=taker.held)
    assert taker.parts == {0: b"hello"}


def test_a_large_source_is_sent_in_parts(big):
    taker = Taker()
    source = open_source(big)
    send_source(source, send=taker.send, held=taker.held, chunk_size=5 * MiB)
    assert sorted(taker.parts) == [1, 2, 3, 4]
    assert taker.data == big


def test_progress_ends_at_all_bytes_and_never_falls_or_leads(big):
    reports = []
    taker = Taker()
    ticks = iter(range(10**6))
    send_source(
        open_source(big),
        send=taker.send,
        held=taker.held,
        on_bytes=lambda sent, total: reports.append((sent, total)),
        chunk_size=5 * MiB,
        clock=lambda: next(ticks),
    )
    sent = [report[0] for report in reports]
    assert sent == sorted(sent)
    assert reports[-1] == (len(big), len(big))
    assert len(reports) > 17


def test_progress_is_reported_ten_times_a_second_at_most(big):
    reports = []
    taker = Taker()
    send_source(
        open_source(big),
        send=taker.send,
        held=taker.held,
        on_bytes=lambda sent, _: reports.append(sent),
        clock=lambda: 0.0,
    )
    # the first at once and the last in any case; the clock never moved
    assert reports == [VIEW, len(big)]


def test_a_chunk_that_is_sent_again_counts_once(big):
    reports = []

    def send_twice(_, body):
        list(body())
        list(body())

    send_source(
        open_source(big),
        send=send_twice,
        held=set,
        on_bytes=lambda sent, _: reports.append(sent),
    )
    assert max(reports) == len(big)


def test_a_part_that_the_api_holds_already_counts_as_sent(big):
    taker = Taker(lose={2, 4})
    source = open_source(big)
    send_source(source, send=taker.send, held=taker.held, chunk_size=5 * MiB)
    assert taker.data == big


def test_a_part_that_the_api_says_it_holds_but_does_not_is_an_error(big):
    taker = Taker(lose={2})
    with pytest.raises(ApiError):
        send_source(
            open_source(big), send=taker.send, held=lambda: {1}, chunk_size=5 * MiB
        )


def test_a_refusal_ends_the_upload(big):
    taker = Taker(fail=ApiError(400, {"title": "No."}))
    with pytest.raises(ApiError, match="No"):
        send_source(
            open_source(big), send=taker.send, held=taker.held, chunk_size=5 * MiB
        )


def test_cancel_stops_between_two_views(big):
    cancel, seen = threading.Event(), []

    def send(_, body):
        for view in body():
            seen.append(len(view))
            cancel.set()

    with pytest.raises(UploadInterruptedError):
        send_source(open_source(big), send=send, held=set, cancel=cancel)
    assert len(seen) == 1


def test_a_source_that_shrinks_ends_the_upload(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(12 * MiB))
    source = open_source(path)
    path.write_bytes(b"short")
    taker = Taker()
    with pytest.raises(SourceError, match="changed"):
        send_source(source, send=taker.send, held=taker.held, chunk_size=5 * MiB)
