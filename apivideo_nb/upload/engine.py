"""Sends a source chunk by chunk, several at a time, with honest progress.

The engine is handed `send` and `held`, and knows no HTTP. A chunk is sent again by
whoever sends; if an answer got lost, the next attempt is told "already sent": then the
API is asked what it holds, and what it holds counts as sent.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from ..api.filerange import FileRange
from ..api.multipart import MultipartBody, Span
from ..errors import ApiError
from .meter import Meter, OnBytes
from .plan import DEFAULT_CHUNK, PARALLEL, Chunk, plan_upload
from .readers import ByteSource, Stream
from .workers import LOOK_EVERY, Stop, work_side_by_side

#: what the API answers to a part, or a whole source, that it holds already
_ALREADY_SENT = {
    "video-content-range-by-part-part-already-sent",
    "video-source-already-uploaded",
}

#: given a ``Content-Range`` (None for a regular upload), what makes a body, and an
#: event that ends all waiting, sends one chunk, again if it must, and returns when the
#: API has taken it
Send = Callable[[str | None, Callable[[], MultipartBody], threading.Event], object]
#: asks the API for the part numbers that it holds; None when it holds the whole source
Held = Callable[[], Collection[int] | None]
#: told the number of a part that the API took, and its SHA-256 if all of it was read
OnPart = Callable[[int, str | None], object]


def send_source(
    source: ByteSource | Stream,
    *,
    send: Send,
    held: Held,
    on_bytes: OnBytes | None = None,
    on_part: OnPart | None = None,
    cancel: threading.Event | None = None,
    deadline: float | None = None,
    chunk_size: int = DEFAULT_CHUNK,
    received: Collection[int] = (),
    fields: Callable[[], Mapping[str, str]] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Send all bytes of a source, but for those that the API has already.

    Parameters
    ----------
    source : ByteSource or Stream
        What to send.
    send : callable
        Sends one chunk.
    held : callable
        Asks the API what it holds.
    on_bytes : callable, optional
        Told of progress, at most 10 times a second, from any thread.
    on_part : callable, optional
        Told of each part that was taken, from any thread.
    cancel : threading.Event, optional
        Set it to stop.
    deadline : float, optional
        When to stop, as `clock` counts.
    chunk_size : int, default 50 MiB
        Bytes per chunk; a source no larger goes in one request.
    received : collection of int, optional
        Part numbers that the API holds.
    fields : callable, optional
        Gives text fields that go with a chunk. The answer to the first decides them:
        it goes alone.
    clock : callable, optional
        Seconds; handed in by tests.

    Returns
    -------
    bool
        Whether each part was acknowledged; False if the API said of one, without
        having acknowledged it, that it holds it already.

    Raises
    ------
    UploadInterruptedError
        If `cancel` was set or the deadline passed.
    SourceError
        If the source changes meanwhile.
    """
    stop = Stop(cancel, deadline, clock)
    work = _plan(source, chunk_size, received)
    meter = Meter(work.total, work.done, on_bytes, clock)
    digests: dict[int, str] = {}
    believed: list[int] = []
    first_is_there = threading.Event()

    def spans(load: _Load) -> Iterator[Span]:
        digest = hashlib.sha256() if on_part else None
        for span in load.spans() if digest is None else _hashed(load, digest):
            stop.check()
            yield span
        if digest:
            digests[load.part] = digest.hexdigest()

    def body(load: _Load) -> MultipartBody:
        meter.restart(load.part)
        return MultipartBody(
            source.name,
            load.size,
            lambda: spans(load),
            fields=fields() if fields else None,
            on_sent=lambda count: meter.add(load.part, count),
        )

    def send_one(load: _Load) -> None:
        try:
            send(load.content_range, lambda: body(load), stop.event)
        except ApiError as exc:
            if exc.slug not in _ALREADY_SENT or not _holds(held(), load):
                raise
            believed.append(load.part)
        finally:
            load.close()
        meter.complete(load.part, load.size)
        if on_part is not None:
            on_part(load.part, digests.get(load.part))
        first_is_there.set()

    loads = _after_the_first(work.loads, first_is_there, stop) if fields else work.loads
    work_side_by_side(loads, send_one, stop, work.workers)
    meter.report(last=True)
    return not believed


@dataclass(frozen=True, slots=True)
class _Load:
    """A chunk, ready to be sent as often as it takes."""

    part: int
    content_range: str | None
    size: int
    spans: Callable[[], Iterator[Span]]
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be sent: bytes in all (0: nobody knows), bytes that are there."""

    total: int
    done: int
    workers: int
    loads: Iterator[_Load]


def _plan(
    source: ByteSource | Stream, chunk_size: int, received: Collection[int]
) -> _Work:
    if isinstance(source, Stream):
        return _Work(0, 0, PARALLEL, _stream_loads(source, chunk_size))
    chunks = plan_upload(source.size, chunk_size=chunk_size, received=received)
    whole = source.size <= chunk_size
    loads = (_load(source, chunk, whole=whole) for chunk in chunks)
    done = source.size - sum(map(len, chunks))
    return _Work(source.size, done, min(PARALLEL, len(chunks)), loads)


def _load(source: ByteSource, chunk: Chunk, *, whole: bool) -> _Load:
    return _Load(
        chunk.part,
        None if whole else chunk.content_range,
        len(chunk),
        lambda: source.spans(chunk.start, chunk.stop),
        _nothing,
    )


def _stream_loads(stream: Stream, chunk_size: int) -> Iterator[_Load]:
    for part, spooled in enumerate(stream.chunks(chunk_size), start=1):
        content_range = f"part {part}/{part if spooled.last else '*'}"
        yield _Load(
            part,
            None if part == 1 and spooled.last else content_range,
            spooled.size,
            spooled.spans,
            spooled.file.close,
        )


def _hashed(load: _Load, digest: "hashlib._Hash") -> Iterator[Span]:
    """Read what is sent, for its digest."""
    for span in load.spans():
        for view in span if isinstance(span, FileRange) else [span]:
            digest.update(view)
            yield view


def _after_the_first(
    loads: Iterator[_Load], first_is_there: threading.Event, stop: Stop
) -> Iterator[_Load]:
    yield next(loads)
    while not first_is_there.wait(LOOK_EVERY):
        stop.check()
    yield from loads


def _nothing() -> None:
    pass


def _holds(parts: Collection[int] | None, load: _Load) -> bool:
    return parts is None or load.part in parts
