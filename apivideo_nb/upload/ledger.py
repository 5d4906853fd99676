"""What was sent, remembered on disk: so that nothing is sent twice.

One small JSON file an entry, beside it a lock that ends with the process that holds
it, however that ends. An entry is found by what was asked for: the server and project,
the source, the fields of the video. It holds no key, no token and none of the fields.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..api.decode import decode
from ..errors import DecodingError, UploadInterruptedError
from .plan import MAX_CHUNK, MIN_CHUNK

#: seconds between two looks whether a lock is free
LOOK_EVERY = 0.2
#: an entry that nobody touched for so many seconds is forgotten (90 days)
FORGET_AFTER = 90 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one upload.

    Attributes
    ----------
    video_id : str
        The video that the bytes went into; empty while it is being created.
    size : int
        Bytes in the source.
    chunk_size : int
        Bytes per chunk.
    stamp : str or None
        Of a file: its size, time of change and inode. None where the bytes themselves
        are what the entry is found by.
    digests : mapping of str to str
        SHA-256 of each chunk that the API took, by its part number; of small files.
    finished : bool
        Whether the last chunk was taken.
    asked_at : float
        When the video was asked for, in seconds since 1970.
    """

    video_id: str
    size: int
    chunk_size: int
    stamp: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False
    asked_at: float = 0.0


def key_of(target: str, identity: str, fields: Mapping[str, Any]) -> str:
    """Name the entry of an upload.

    Parameters
    ----------
    target : str
        Server and project.
    identity : str
        What the source is.
    fields : mapping
        What the video is to be, in JSON's types.

    Returns
    -------
    str
        Usable as the name of a file, and telling nothing.

    Examples
    --------
    >>> key_of("t", "i", {"a": 1, "b": 2}) == key_of("t", "i", {"b": 2, "a": 1})
    True
    """
    text = json.dumps([target, identity, fields], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


class Slot:
    """The place of one entry, ours alone until it is left.

    Attributes
    ----------
    kept : bool
        Whether the last entry is really on disk.
    """

    def __init__(
        self, ledger: "Ledger | None" = None, path: Path | None = None
    ) -> None:
        self._ledger, self._path = ledger, path
        self.kept = False

    def read(self) -> Entry | None:
        """Give the entry; None if there is none, or it is damaged."""
        if self._path is None:
            return None
        try:
            found = decode(Entry, json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, DecodingError):
            return None
        sound = found.size >= 1 and MIN_CHUNK <= found.chunk_size <= MAX_CHUNK
        return found if sound else None

    def write(self, entry: Entry) -> None:
        """Replace the entry, all of it or nothing; a disk that is full is no error."""
        if self._path is None or self._ledger is None:
            return
        content = json.dumps({_camel(k): v for k, v in asdict(entry).items()})
        try:
            write_private(self._path, content)
        except OSError as exc:
            self._ledger.complain(exc)
            self.kept = False
        else:
            self.kept = True

    def clear(self) -> None:
        """Forget the entry."""
        self.kept = False
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


class Ledger:
    """The entries of a user, shared by all kernels on a machine.

    A ledger that cannot be written stops no upload: it warns once, then every slot of
    it is empty.

    Parameters
    ----------
    place : Path
        Directory; made when it is needed.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._complained = self._tidied = False

    @contextmanager
    def slot(
        self, key: str, *, cancel: threading.Event | None = None, wait: bool = True
    ) -> Iterator[Slot]:
        """Take hold of an entry; whoever else wants it waits.

        Parameters
        ----------
        key : str
            From `key_of`.
        cancel : threading.Event, optional
            Set it to stop waiting.
        wait : bool, default True
            If False, an entry that somebody holds is left alone: the slot is empty.

        Raises
        ------
        UploadInterruptedError
            If `cancel` was set.
        """
        cancel = cancel or threading.Event()
        try:
            self._place.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._tidy()
            while (held := _try_lock(self._place / f"{key}.lock")) is None and wait:
                if cancel.wait(LOOK_EVERY):
                    raise UploadInterruptedError(
                        "Stopped waiting for another upload of the same source."
                    )
        except (OSError, sqlite3.Error) as exc:
            self.complain(exc)
            held = None
        if held is None:
            yield Slot()
            return
        with closing(held):
            yield Slot(self, self._place / f"{key}.json")

    def knows(self, video_id: str) -> bool:
        """Look whether any entry is about that video."""
        word = json.dumps(video_id)
        for path in self._place.glob("*.json"):
            with suppress(OSError):
                if word in path.read_text("utf-8"):
                    return True
        return False

    def complain(self, exc: Exception) -> None:
        """Warn, once, that nothing can be remembered."""
        with self._lock:
            first, self._complained = not self._complained, True
        if first:
            reason = getattr(exc, "strerror", None) or str(exc)
            warnings.warn(
                f"Uploads are not remembered: {self._place} cannot be written "
                f"({reason.lower()}). They work, but cannot be resumed.",
                stacklevel=2,
            )

    def _tidy(self) -> None:
        with self._lock:
            first, self._tidied = not self._tidied, True
        if not first:
            return
        for path in self._place.glob("*.json"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > FORGET_AFTER:
                    path.unlink()


def _try_lock(path: Path) -> sqlite3.Connection | None:
    # an SQLite file is the one lock that all systems know and every death releases
    connection = sqlite3.connect(
        path, timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as exc:
        connection.close()
        if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise
    return connection


def write_private(path: Path, content: str) -> None:
    """Replace a file, all of it or nothing; it is for its owner's eyes only."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).replace(path)
    finally:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
