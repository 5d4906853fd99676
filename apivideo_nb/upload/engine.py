"""Sends a source chunk by chunk, several at a time, with honest progress.

The engine is handed `send` and `held`, and knows no HTTP. A chunk is sent again by
whoever sends; if an answer got lost, the next attempt is told "already sent": then the
API is asked what it holds, and what it holds counts as sent.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from ..api.multipart import MultipartBody
from ..errors import ApiError, UploadInterruptedError
from .plan import DEFAULT_CHUNK, Chunk, plan_upload
from .source import ByteSource

#: chunks on their way at the same time
PARALLEL = 4
#: seconds between two reports of progress
REPORT_EVERY = 0.1

_ALREADY_SENT = {
    "video-content-range-by-part-part-already-sent",
    "video-source-already-uploaded",
}

#: given a ``Content-Range`` (None for a regular upload) and what makes a body, sends
#: one chunk, again if it must, and returns when the API has taken it
Send = Callable[[str | None, Callable[[], MultipartBody]], object]
#: asks the API for the part numbers that it holds; None when it holds the whole source
Held = Callable[[], Collection[int] | None]
#: told bytes handed to the network so far, and bytes in all
OnBytes = Callable[[int, int], object]


def send_source(
    source: ByteSource,
    *,
    send: Send,
    held: Held,
    on_bytes: OnBytes | None = None,
    cancel: threading.Event | None = None,
    chunk_size: int = DEFAULT_CHUNK,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Send all bytes of a source.

    Parameters
    ----------
    source : ByteSource
        What to send.
    send : callable
        Sends one chunk.
    held : callable
        Asks the API what it holds.
    on_bytes : callable, optional
        Told of progress, at most 10 times a second, from any thread.
    cancel : threading.Event, optional
        Set it to stop.
    chunk_size : int, default 50 MiB
        Bytes per chunk; a source no larger goes in one request.
    clock : callable, optional
        Seconds; handed in by tests.

    Raises
    ------
    UploadInterruptedError
        If `cancel` was set.
    SourceError
        If the source changes meanwhile.
    """
    chunks = plan_upload(source.size, chunk_size=chunk_size)
    stop = _Stop(cancel)
    meter = _Meter(source.size, on_bytes, clock)

    def body(chunk: Chunk) -> MultipartBody:
        meter.restart(chunk.part)
        return MultipartBody(
            source.name,
            len(chunk),
            lambda: stop.guard(source.views(chunk.start, chunk.stop)),
            on_sent=lambda count: meter.add(chunk.part, count),
        )

    def send_one(chunk: Chunk) -> None:
        stop.check()
        try:
            content_range = chunk.content_range if chunk.parts > 1 else None
            send(content_range, lambda: body(chunk))
        except ApiError as exc:
            if exc.slug not in _ALREADY_SENT or not _is_held(chunk, held()):
                raise
        meter.complete(chunk)

    if len(chunks) == 1:
        send_one(chunks[0])
    else:
        _send_side_by_side(chunks, send_one, stop)
    meter.report(last=True)


def _is_held(chunk: Chunk, parts: Collection[int] | None) -> bool:
    return parts is None or chunk.part in parts


def _send_side_by_side(
    chunks: Collection[Chunk], send_one: Callable[[Chunk], None], stop: "_Stop"
) -> None:
    pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="apivideo-upload")
    try:
        left = {pool.submit(send_one, chunk) for chunk in chunks}
        while left:
            # in steps: an interrupt must reach the thread that waits
            done, left = wait(left, timeout=0.2, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
    finally:
        stop.now()
        # without waiting: those on their way stop at their next view
        pool.shutdown(wait=False, cancel_futures=True)


class _Stop:
    """Set by the user from outside, or by a failure from inside."""

    def __init__(self, cancel: threading.Event | None) -> None:
        self._cancel = cancel or threading.Event()
        self._inside = threading.Event()

    def now(self) -> None:
        self._inside.set()

    def check(self) -> None:
        if self._cancel.is_set() or self._inside.is_set():
            raise UploadInterruptedError("The upload was stopped.")

    def guard(self, views: Iterator[memoryview]) -> Iterator[memoryview]:
        for view in views:
            self.check()
            yield view


class _Meter:
    """Counts bytes handed to the network; a chunk that is sent again starts anew."""

    def __init__(
        self, total: int, on_bytes: OnBytes | None, clock: Callable[[], float]
    ) -> None:
        self._total, self._on_bytes, self._clock = total, on_bytes, clock
        self._sent: dict[int, int] = {}
        self._lock = threading.Lock()
        self._next_report = clock()

    def restart(self, part: int) -> None:
        with self._lock:
            self._sent[part] = 0

    def add(self, part: int, count: int) -> None:
        with self._lock:
            self._sent[part] += count
        self.report()

    def complete(self, chunk: Chunk) -> None:
        with self._lock:
            self._sent[chunk.part] = len(chunk)
        self.report()

    def report(self, *, last: bool = False) -> None:
        if self._on_bytes is None:
            return
        # under the lock: two threads must not report out of order
        with self._lock:
            now = self._clock()
            if last or now >= self._next_report:
                self._next_report = now + REPORT_EVERY
                self._on_bytes(sum(self._sent.values()), self._total)
