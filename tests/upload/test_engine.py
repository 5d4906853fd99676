import hashlib
import io
import threading
import time

import pytest

from apivideo_nb import ApiError, SourceError, UploadInterruptedError
from apivideo_nb.api.filerange import VIEW, FileRange
from apivideo_nb.upload.engine import PARALLEL, send_source
from apivideo_nb.upload.plan import MiB
from apivideo_nb.upload.readers import Stream
from apivideo_nb.upload.source import open_source

SLUG = "https://docs.api.video/reference/"


def viewed(span):
    return span if isinstance(span, FileRange) else [span]


class Taker:
    """Takes chunks as an API would, and can be told what goes wrong."""

    def __init__(self, *, lose=(), fail=None):
        self.parts = {}
        self.ranges = []
        self._lose = set(lose)  # parts whose answer gets lost
        self._fail = fail
        self._lock = threading.Lock()

    def send(self, content_range, body, _):
        views = iter(body())
        next(views)  # the form's head
        data = b"".join(bytes(view) for span in views for view in viewed(span))
        data = data[: data.rindex(b"\r\n--", 0, -4)]
        part = int(content_range.split()[1].split("/")[0]) if content_range else 1
        if self._fail is not None:
            raise self._fail
        with self._lock:
            self.ranges.append(content_range)
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
    assert taker.parts == {1: b"hello"}
    assert taker.ranges == [None]


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


def test_progress_never_tells_more_than_was_handed_over(big):
    handed, lock = [0], threading.Lock()

    def send(_, body, __):
        for attempt in range(2):  # the first breaks off
            for view in body():
                if attempt == 0 and handed[0] > 4 * MiB:
                    break
                with lock:
                    handed[0] += len(view)

    def check(sent, total):
        assert sent <= min(handed[0], total)
        seen.append(sent)

    seen = []
    source, ticks = open_source(big), iter(range(10**6))
    send_source(
        source,
        send=send,
        held=set,
        on_bytes=check,
        chunk_size=5 * MiB,
        clock=lambda: next(ticks),
    )
    assert seen[-1] == len(big)
    assert len(seen) > 17


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

    def send_twice(_, body, __):
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

    def send(_, body, __):
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


def test_what_the_api_holds_is_not_sent_and_counts_from_the_start(big):
    reports, taker = [], Taker()
    send_source(
        open_source(big),
        send=taker.send,
        held=taker.held,
        on_bytes=lambda sent, _: reports.append(sent),
        chunk_size=5 * MiB,
        received={1, 3},
    )
    assert sorted(taker.parts) == [2, 4]
    assert reports[0] > 10 * MiB
    assert reports[-1] == len(big)


def test_when_all_is_held_nothing_is_sent(big):
    reports, taker = [], Taker()
    send_source(
        open_source(big),
        send=taker.send,
        held=taker.held,
        on_bytes=lambda *report: reports.append(report),
        chunk_size=5 * MiB,
        received={1, 2, 3, 4},
    )
    assert taker.parts == {}
    assert reports == [(len(big), len(big))]


def test_each_part_is_told_with_its_sha256(big):
    told, taker = {}, Taker(lose={2})
    send_source(
        open_source(big),
        send=taker.send,
        held=taker.held,
        on_part=told.__setitem__,
        chunk_size=5 * MiB,
    )
    assert told == {
        part: hashlib.sha256(data).hexdigest() for part, data in taker.parts.items()
    }


def test_a_part_that_was_refused_before_it_was_read_is_told_without_a_sha256():
    problem = {"type": SLUG + "video-source-already-uploaded"}
    told = {}

    def send(_, body, __):
        next(iter(body()))
        raise ApiError(400, problem)

    send_source(
        open_source(b"x"), send=send, held=lambda: None, on_part=told.__setitem__
    )
    assert told == {1: None}


def test_it_is_told_whether_each_part_was_acknowledged(big):
    for lost, acknowledged in [((), True), ((3,), False)]:
        taker, source = Taker(lose=lost), open_source(big)
        assert (
            send_source(source, send=taker.send, held=taker.held, chunk_size=5 * MiB)
            is acknowledged
        )


def test_a_stream_is_sent_in_parts_until_it_ends(big):
    reports, taker = [], Taker()
    source = Stream(io.BytesIO(big), "pipe")
    send_source(
        source,
        send=taker.send,
        held=taker.held,
        on_bytes=lambda *report: reports.append(report),
        chunk_size=5 * MiB,
    )
    assert sorted(taker.ranges) == ["part 1/*", "part 2/*", "part 3/*", "part 4/4"]
    assert taker.data == big
    assert {total for _, total in reports[:-1]} <= {0}
    assert reports[-1] == (len(big), len(big))


def test_a_short_stream_is_sent_whole():
    taker = Taker()
    source = Stream(io.BytesIO(b"abc"), "pipe")
    send_source(source, send=taker.send, held=taker.held, chunk_size=5 * MiB)
    assert (taker.ranges, taker.data) == ([None], b"abc")


def test_no_more_of_a_stream_is_read_than_is_on_its_way():
    read, sending = [], threading.Semaphore(0)

    class Endless:
        def read(self, count):
            read.append(count)
            return bytes(count)

    cancel = threading.Event()

    def send(*_):
        sending.release()
        cancel.wait()
        raise UploadInterruptedError("")

    def stop():
        for _ in range(PARALLEL):
            sending.acquire()
        cancel.set()

    threading.Thread(target=stop).start()
    with pytest.raises(UploadInterruptedError):
        send_source(
            Stream(Endless(), "endless"),
            send=send,
            held=set,
            cancel=cancel,
            chunk_size=5 * MiB,
        )
    assert sum(read) <= PARALLEL * (5 * MiB + 1) + 1


@pytest.mark.parametrize("how", ["cancel", "deadline"])
def test_what_hangs_in_the_network_does_not_keep_the_user_waiting(how):
    cancel, freed = threading.Event(), threading.Event()

    def hang(_, __, stopped):
        cancel.set()
        freed.set() if stopped.wait(10) else None

    options = {"cancel": cancel} if how == "cancel" else {"deadline": 0.2}
    began = time.monotonic()
    with pytest.raises(UploadInterruptedError):
        send_source(
            open_source(b"x"),
            send=hang,
            held=set,
            clock=lambda: time.monotonic() - began,
            **options,
        )
    assert time.monotonic() - began < 1
    assert freed.wait(1)  # who waits for another attempt is told to stop


def test_an_interrupt_in_a_thread_of_ours_is_raised_where_it_is_waited_for():
    def send(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_source(open_source(b"x"), send=send, held=set)
