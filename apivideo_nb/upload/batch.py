"""Many uploads: a row each, a record of each, and no failure stops the others."""

import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from typing import Any, Protocol

from ..api.models import Video
from ..api.status import OnProgress, Progress
from ..errors import UploadInterruptedError
from .records import OnRecord, Record, Records
from .rows import Row

#: uploads at the same time, where no executor says otherwise
AT_ONCE = 4
#: rows handed to an executor ahead of their records, so that one that is stopped has
#: few left; more workers than these the API's rate limit keeps waiting anyway
AHEAD = 64
#: seconds between two looks at `cancel`
LOOK_EVERY = 0.1

Upload = Callable[..., Video]


class Watch(Protocol):
    """Is told how it goes, and draws it."""

    def begin(self, sizes: Sequence[int]) -> None:
        """Hear how many rows there are, and how many bytes each has."""

    def sent(self, row: int, count: int) -> None:
        """Hear from any thread that so many bytes of a row have left."""

    def add(self, row: int, record: Record) -> None:
        """Hear what became of a row."""

    def look(self) -> None:
        """Draw, if it is time to; called all the while."""

    def end(self) -> None:
        """Draw how it ended."""


def upload_row(
    upload: Upload,
    options: Mapping[str, Any],
    row: Row,
    *,
    call: str = "",  # noqa: ARG001  # dask would give equal calls one and the same result
    on_progress: OnProgress | None = None,
) -> Record:
    """Upload one row, come what may; can be sent to another process.

    Parameters
    ----------
    upload : callable
        `Client.upload`.
    options : mapping
        What all rows have in common.
    row : Row
        Its own options come first.
    call : str, optional
        Tells this call from another of the same row.
    on_progress : callable, optional
        Told of progress, beside the one that the options name.
    """
    began, size = time.monotonic(), row.size
    given = {**options, **row.options}
    if on_progress is not None:
        given["on_progress"] = _both(given.get("on_progress"), on_progress)
    try:
        video = upload(row.source, **given)
    except Exception as exc:  # noqa: BLE001  # whatever it is, it is this row's alone
        return Record(
            source=row.name,
            state="stopped" if isinstance(exc, UploadInterruptedError) else "failed",
            video_id=getattr(exc, "video_id", None),
            error=_words(exc),
            seconds=time.monotonic() - began,
            size=size,
        )
    return Record(
        source=row.name,
        state="done",
        video_id=video.video_id,
        seconds=time.monotonic() - began,
        size=size,
    )


def upload_rows(
    upload: Upload,
    rows: Iterable[Row],
    options: Mapping[str, Any],
    *,
    executor: Executor | None = None,
    on_record: OnRecord | None = None,
    cancel: threading.Event | None = None,
    watch: Watch | None = None,
) -> Records:
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
    watch : Watch, optional
        Told how it goes.

    Returns
    -------
    Records
        One for each row, in their order.
    """
    todo, stop = list(rows), threading.Event()
    if executor is not None:
        # an event does not travel: what has begun over there is waited for
        def hand_over(n: int) -> Future[Record]:
            return executor.submit(
                upload_row, upload, dict(options), todo[n], call=uuid.uuid4().hex
            )

        ahead = _ahead(executor)
        run = _Run(todo, hand_over, stop, ahead=ahead, on_record=on_record, watch=watch)
        return run.until_done(cancel or threading.Event())

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="apivideo-many") as threads:

        def begin(n: int) -> Future[Record]:
            def report(progress: Progress) -> None:
                if watch is not None and progress.stage == "uploading":
                    watch.sent(n, progress.sent)

            shared = {**options, "cancel": stop}
            return threads.submit(
                upload_row,
                upload,
                shared,
                todo[n],
                on_progress=report if watch else None,
            )

        run = _Run(todo, begin, stop, ahead=AT_ONCE, on_record=on_record, watch=watch)
        return run.until_done(cancel or threading.Event())


def _ahead(executor: Executor) -> int:
    """Keep all workers busy, and little waiting: a queue may not be taken back."""
    workers = getattr(executor, "_max_workers", None)
    return 2 * workers if isinstance(workers, int) and workers > 0 else AHEAD


class _Run:
    """Hands rows over, a few ahead of the records that come back."""

    def __init__(
        self,
        rows: Sequence[Row],
        submit: Callable[[int], Future[Record]],
        stop: threading.Event,
        *,
        ahead: int,
        on_record: OnRecord | None,
        watch: Watch | None,
    ) -> None:
        self._rows, self._submit, self._ahead = rows, submit, ahead
        self._stop, self._on_record, self._watch = stop, on_record, watch
        self._futures: dict[int, Future[Record]] = {}
        self._records: dict[int, Record] = {}
        self._ended = queue.SimpleQueue[int]()

    def until_done(self, cancel: threading.Event) -> Records:
        if self._watch is not None:
            self._watch.begin([row.size for row in self._rows])
        try:
            while len(self._records) < len(self._rows):
                if cancel.is_set():
                    self._give_up()
                self._hand_over()
                self._collect()
                if self._watch is not None:
                    self._watch.look()
        finally:
            self._give_up()
            if self._watch is not None:
                self._watch.end()
        return Records(self._records[n] for n in range(len(self._rows)))

    def _hand_over(self) -> None:
        for n in range(len(self._futures), len(self._rows)):
            if len(self._futures) - len(self._records) >= self._ahead:
                break
            if self._stop.is_set():
                self._futures[n] = Future()
                self._futures[n].cancel()
            else:
                try:
                    self._futures[n] = self._submit(n)
                except Exception as exc:  # noqa: BLE001  # all of its workers died, say
                    self._futures[n] = Future()
                    self._futures[n].set_exception(exc)
            self._futures[n].add_done_callback(lambda _, n=n: self._ended.put(n))  # type: ignore[misc]

    def _collect(self) -> None:
        try:
            n = self._ended.get(timeout=LOOK_EVERY)
        except queue.Empty:
            return
        self._records[n] = record = _record(self._futures[n], self._rows[n])
        if self._watch is not None:
            self._watch.add(n, record)
        if self._on_record is not None:
            self._on_record(record)

    def _give_up(self) -> None:
        self._stop.set()
        for n in self._futures.keys() - self._records.keys():
            self._futures[n].cancel()


def _both(one: OnProgress | None, other: OnProgress) -> OnProgress:
    def tell(progress: Progress) -> None:
        if one is not None:
            one(progress)
        other(progress)

    return tell


def _record(future: Future[Record], row: Row) -> Record:
    try:
        return future.result()
    except CancelledError:
        state, error = "stopped", "It was not begun."
    except Exception as exc:  # noqa: BLE001  # the executor's own: a worker that died, say
        state, error = "failed", _words(exc)
    return Record(source=row.name, state=state, error=error, size=row.size)


def _words(exc: BaseException) -> str:
    text = str(exc) or type(exc).__name__
    return f"{text} {getattr(exc, 'hint', '')}".strip()
