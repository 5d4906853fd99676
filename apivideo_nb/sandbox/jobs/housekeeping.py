"""A thread that deletes what has had its time."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from ..rules.lifetimes import REPORTS
from ..store import audience, videos
from ..store.database import Database
from ..store.expiry import remove_expired
from ..store.files import Files

PERIOD: Final = 600.0

_log = logging.getLogger(__name__)


class Housekeeping:
    """Delete what has had its time: at the start, and every ten minutes.

    Parameters
    ----------
    db : Database
        Holds the rows.
    files : Files
        Holds the media.
    cancel : callable
        Stops what is being done for a video.
    clock : callable, optional
        Gives seconds since 1970.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        *,
        cancel: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._db, self._files = db, files
        self._cancel, self._clock = cancel, clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tidy", daemon=True)

    def start(self) -> None:
        """Begin, with what has come to its end while no server ran."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop; wait at most `timeout` seconds for it."""
        self._stopping.set()
        self._thread.join(timeout)

    def tidy(self) -> list[str]:
        """Do it once; return the ids of the videos that are gone."""
        now = int(self._clock())
        with self._db.write() as db:
            gone = [*remove_expired(db, now=now), *videos.purge(db, now=now)]
            audience.forget(db, before=now - REPORTS)
        for video_id in gone:
            self._cancel(video_id)
            self._files.remove(video_id)
        return gone

    def _run(self) -> None:
        while True:
            try:
                self.tidy()
            except Exception:  # noqa: BLE001 - a full disk today is no reason for tomorrow
                if not self._stopping.is_set():  # the database may be closed already
                    _log.exception("Nothing could be tidied up")
            if self._stopping.wait(PERIOD):
                return
