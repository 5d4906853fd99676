"""Threads that take jobs off the database, one after the other."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from .. import media
from ..rules.problems import DISK_FULL
from ..store import deliveries, encodings, jobs, videos
from ..store.database import Database
from ..store.files import Files
from ..store.fullness import is_disk_full
from .copying import copy
from .download import download
from .encode import encode
from .housekeeping import Housekeeping
from .notifier import Notifier
from .work import JobFailed, Work

MOVERS: Final = 4
ENCODERS: Final = 2
#: seconds until work on a full disk is tried again
PAUSE: Final = 2.0

_HANDLERS: Final[Mapping[jobs.Kind, Callable[[Work], None]]] = {
    "download": download,
    "copy": copy,
    "encode": encode,
}
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class Workers:
    """Do what the database says is to be done.

    Parameters
    ----------
    db : Database
        Holds the jobs.
    files : Files
        Holds the media.
    encoders : int, default 2
        Threads that encode.
    movers : int, default 4
        Threads that download and copy; a slow link never holds up an encoder.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        *,
        encoders: int = ENCODERS,
        movers: int = MOVERS,
    ) -> None:
        self._db, self._files = db, files
        self._changed = threading.Condition()
        self._calls = 0
        self._stopping = False
        self._unwanted: dict[str, threading.Event] = {}
        self._notifier = Notifier(db)
        self._housekeeping = Housekeeping(db, files, cancel=self.cancel)
        lanes: list[tuple[jobs.Kind, ...]] = [("encode",)] * encoders
        lanes += [("download", "copy")] * movers
        # daemons: a thread that hangs must not keep the process
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=lane[0], daemon=True)
            for lane in lanes
        ]

    def start(self) -> None:
        """Begin, with what an earlier process left unfinished first."""
        with self._db.write() as db:
            jobs.release_all(db)
        for thread in self._threads:
            thread.start()
        self._notifier.start()
        self._housekeeping.start()

    def wake(self) -> None:
        """Say that there is a new job."""
        with self._changed:
            self._calls += 1
            self._changed.notify_all()

    def cancel(self, video_id: str) -> None:
        """Stop what is being done for a video that is no more."""
        with self._changed:
            unwanted = self._unwanted.get(video_id)
        if unwanted is not None:
            unwanted.set()

    def stop(self, timeout: float) -> None:
        """Stop everything; wait at most `timeout` seconds for it.

        What was being done is still in the database and done again next time.
        """
        with self._changed:
            self._stopping = True
            for unwanted in self._unwanted.values():
                unwanted.set()
            self._changed.notify_all()
        share = timeout / (len(self._threads) + 2)
        self._notifier.stop(share)
        self._housekeeping.stop(share)
        for thread in self._threads:
            thread.join(share)

    def _run(self, lane: tuple[jobs.Kind, ...]) -> None:
        while True:
            with self._changed:
                seen = self._calls
            job = self._patiently(lambda: self._claim(lane))
            if job is not None:
                self._do(job)
            with self._changed:
                if job is None:
                    self._changed.wait_for(self._news_since(seen))
                if self._stopping:
                    return

    def _claim(self, lane: tuple[jobs.Kind, ...]) -> jobs.Job | None:
        with self._db.write() as db:
            return jobs.claim(db, lane)

    def _patiently(self, note: Callable[[], Result]) -> Result | None:
        """Write something down; on a full disk, when there is room again.

        None is returned when the process stops before that.
        """
        while True:
            try:
                return note()
            except sqlite3.Error as exc:
                with self._changed:
                    if not self._stopping:
                        level = logging.DEBUG if is_disk_full(exc) else logging.ERROR
                        _log.log(level, "The jobs cannot be written down", exc_info=exc)
                        self._changed.wait_for(lambda: self._stopping, PAUSE)
                    if self._stopping:
                        return None

    def _news_since(self, seen: int) -> Callable[[], bool]:
        return lambda: self._stopping or self._calls != seen

    def _do(self, job: jobs.Job) -> None:
        unwanted = threading.Event()
        with self._changed:
            if self._stopping:
                return
            self._unwanted[job.video_id] = unwanted
        work = Work(
            job.video_id, self._db, self._files, unwanted.is_set, self._notifier.wake
        )
        try:
            reason = _attempt(job, work)
        finally:
            with self._changed:
                del self._unwanted[job.video_id]
                stopping = self._stopping
        if not stopping:
            self._patiently(lambda: self._finish(job, reason))
            self.wake()  # another job may have waited for this one

    def _finish(self, job: jobs.Job, reason: str | None) -> None:
        with self._db.write() as db:
            video = videos.get(db, job.video_id, discarded=None)
            if video is not None and reason is not None:
                planned = media.planned(None, mp4=video.mp4_support)
                encodings.fail(db, job.video_id, reason, planned)
                deliveries.announce(db, job.video_id, now=time.time())
            jobs.remove(db, job)
        self._notifier.wake()
        if video is None:  # deleted meanwhile; what was written since goes too
            self._files.remove(job.video_id)


def _attempt(job: jobs.Job, work: Work) -> str | None:
    """Do a job; return why it failed, in words for the user."""
    try:
        _HANDLERS[job.kind](work)
    except media.Cancelled:
        return None
    except (JobFailed, media.MediaError) as exc:
        return str(exc)
    except Exception as exc:  # noqa: BLE001 - a thread must survive any job
        # when the video is deleted under our feet, rows and files are suddenly missing
        expected = isinstance(exc, sqlite3.IntegrityError | OSError)
        if not (work.cancelled() or expected or is_disk_full(exc)):
            _log.exception("A job of kind %s failed", job.kind)
        if is_disk_full(exc):
            return DISK_FULL
        if isinstance(exc, OSError):
            return f"The local sandbox could not use a file ({exc.strerror})."
        return f"The local sandbox met an error of its own ({type(exc).__name__})."
    return None
