"""Many uploads: a row each, a record of each, and no failure stops the others."""

import functools
import glob
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..api.models import Video
from ..errors import UploadInterruptedError

#: uploads at the same time, where no executor says otherwise
AT_ONCE = 4
#: seconds between two looks at `cancel`
LOOK_EVERY = 0.2

Upload = Callable[..., Video]


@dataclass(frozen=True, slots=True)
class Row:
    """A source, and options of its own."""

    source: object
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of a row.

    Attributes
    ----------
    source : str
        Path, link or id as it was given; of bytes and files what they are called.
    state : str
        ``done``, with all that was asked for; ``failed``; or ``stopped``.
    video_id : str or None
        The video, where there is one; of a row that was stopped the one that the same
        call goes on with.
    error : str or None
        Why it failed, and what to do.
    seconds : float
        How long it took.
    size : int
        Bytes in the source, as far as this machine knows; 0 of links and copies.
    """

    source: str
    state: str
    video_id: str | None = None
    error: str | None = None
    seconds: float = 0.0
    size: int = 0


OnRecord = Callable[[Record], object]


def rows_of(given: object) -> Iterator[Row]:
    """Read what is to be uploaded.

    Parameters
    ----------
    given : str, os.PathLike, iterable or DataFrame
        A path, or a pattern like ``clips/**/*.mp4``; or several of them; or any other
        source; or mappings (the rows of a table), each with a ``source`` and whatever
        else `Client.upload` takes. What is missing in a table is not given.

    Examples
    --------
    >>> [row.source for row in rows_of(["a.mp4", {"source": "b.mp4", "title": "B"}])]
    ['a.mp4', 'b.mp4']
    """
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a DataFrame
        given = given.to_dict("records")
    single = isinstance(given, str | bytes | os.PathLike | Mapping | Video)
    for item in [given] if single or not isinstance(given, Iterable) else given:
        if isinstance(item, Mapping):
            there = {str(k): v for k, v in item.items() if not _is_missing(v)}
            source = there.pop("source", "")
            yield from (Row(one, there) for one in _expanded(source))
        else:
            yield from map(Row, _expanded(item))


def upload_row(upload: Upload, options: Mapping[str, Any], row: Row) -> Record:
    """Upload one row, come what may; can be sent to another process.

    Parameters
    ----------
    upload : callable
        `Client.upload`.
    options : mapping
        What all rows have in common.
    row : Row
        Its own options come first.
    """
    began = time.monotonic()
    record = functools.partial(Record, source=_name(row.source), size=_size(row.source))
    try:
        video = upload(row.source, **{**options, **row.options})
    except Exception as exc:  # noqa: BLE001  # whatever it is, it is this row's alone
        return record(
            state="stopped" if isinstance(exc, UploadInterruptedError) else "failed",
            video_id=getattr(exc, "video_id", None),
            error=_words(exc),
            seconds=time.monotonic() - began,
        )
    return record(
        state="done", video_id=video.video_id, seconds=time.monotonic() - began
    )


def upload_rows(
    upload: Upload,
    rows: Iterable[Row],
    options: Mapping[str, Any],
    *,
    executor: Executor | None = None,
    on_record: OnRecord | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Record, ...]:
    """Upload rows side by side.

    Parameters
    ----------
    upload : callable
        `Client.upload`; for an executor of other processes it must survive pickling.
    rows : iterable of Row
        What to upload.
    options : mapping
        What all rows have in common.
    executor : concurrent.futures.Executor, optional
        Where the work is done; by default in 4 threads.
    on_record : callable, optional
        Told of each record as soon as it is there, in this thread.
    cancel : threading.Event, optional
        Set it to stop.

    Returns
    -------
    tuple of Record
        One for each row, in their order.
    """
    cancel, stop = cancel or threading.Event(), threading.Event()
    todo = list(rows)
    if executor is not None:
        # an event does not travel: what has begun over there is waited for
        work = functools.partial(upload_row, upload, dict(options))
        return _run(executor, work, todo, on_record, cancel=cancel, stop=stop)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="apivideo-many") as threads:
        work = functools.partial(upload_row, upload, {**options, "cancel": stop})
        return _run(threads, work, todo, on_record, cancel=cancel, stop=stop)


def _run(
    executor: Executor,
    work: Callable[[Row], Record],
    rows: Sequence[Row],
    on_record: OnRecord | None,
    *,
    cancel: threading.Event,
    stop: threading.Event,
) -> tuple[Record, ...]:
    done = queue.SimpleQueue[int]()
    futures: list[Future[Record]] = []
    records: dict[int, Record] = {}
    try:
        for n, row in enumerate(rows):
            futures.append(executor.submit(work, row))
            futures[n].add_done_callback(lambda _, n=n: done.put(n))  # type: ignore[misc]
        while len(records) < len(rows):
            if cancel.is_set() and not stop.is_set():
                _stop(futures, stop)
            try:
                n = done.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue
            records[n] = _record(futures[n], rows[n])
            if on_record is not None:
                on_record(records[n])
    finally:
        _stop(futures, stop)
    return tuple(records[n] for n in range(len(rows)))


def _stop(futures: Iterable[Future[Record]], stop: threading.Event) -> None:
    stop.set()
    for future in futures:
        future.cancel()


def _record(future: Future[Record], row: Row) -> Record:
    try:
        return future.result()
    except CancelledError:
        state, error = "stopped", "It was not begun."
    except Exception as exc:  # noqa: BLE001  # the executor's own: a worker that died, say
        state, error = "failed", _words(exc)
    return Record(
        source=_name(row.source), state=state, error=error, size=_size(row.source)
    )


def _expanded(source: Any) -> list[Any]:
    if not isinstance(source, str | os.PathLike):
        return [source]
    text = os.fspath(source)
    if not glob.has_magic(text) or "://" in text or os.path.lexists(text):
        return [source]
    # not Path.glob: a pattern may be absolute, or begin with a tilde
    found = glob.glob(os.path.expanduser(text), recursive=True)  # noqa: PTH111, PTH207
    return sorted(filter(os.path.isfile, found)) or [source]


def _is_missing(value: object) -> bool:
    # what a DataFrame has in an empty cell
    nan = isinstance(value, float) and value != value  # noqa: PLR0124
    return value is None or nan or type(value).__name__ in {"NAType", "NaTType"}


def _name(source: object) -> str:
    if isinstance(source, str | os.PathLike):
        return str(source)
    name = getattr(source, "video_id", None) or getattr(source, "name", None)
    return name if isinstance(name, str) else type(source).__name__


def _size(source: object) -> int:
    if isinstance(source, bytes | bytearray | memoryview):
        return memoryview(source).nbytes
    if isinstance(source, str | os.PathLike):
        try:
            return Path(source).expanduser().stat().st_size
        except (OSError, ValueError, RuntimeError):
            return 0
    return 0


def _words(exc: BaseException) -> str:
    text = str(exc) or type(exc).__name__
    return f"{text} {getattr(exc, 'hint', '')}".strip()
