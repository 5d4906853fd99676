"""Whose turn it is: the API's limit of uploads a minute, learned from its answers.

All uploads of a user into one project share it, whatever process they are in, since the
project has one limit. Another machine is heard of through what the API says is left.
"""

import functools
import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

#: seconds in which the limit counts
WINDOW = 60.0
#: seconds to wait for another process that is looking, too
PATIENCE = 5.0

_LIMIT, _REMAINING = "x-ratelimit-limit", "x-ratelimit-remaining"
_RETRY_AFTER = "x-ratelimit-retry-after"


@dataclass(frozen=True, slots=True)
class Window:
    """What is known of the minute that counts.

    Attributes
    ----------
    limit : int or None
        Requests a minute; None until it is known.
    left : int or None
        Requests that are left; None: nothing is known, and everybody may go.
    ends : float
        When the next window begins.
    """

    limit: int | None = None
    left: int | None = None
    ends: float = 0.0


def take(window: Window, now: float) -> tuple[Window, float]:
    """Take a turn, or say how many seconds to wait before asking again.

    Examples
    --------
    >>> take(Window(limit=40, left=1, ends=130.0), now=100.0)
    (Window(limit=40, left=0, ends=130.0), 0.0)
    >>> take(Window(limit=40, left=0, ends=130.0), now=100.0)[1]
    30.0
    """
    if window.left is None:
        return window, 0.0
    left, ends = window.left, window.ends
    # a clock that was set back leaves an end far ahead
    if not now < ends <= now + WINDOW:
        left, ends = window.limit or 1, now + WINDOW
    if left > 0:
        return Window(window.limit, left - 1, ends), 0.0
    return Window(window.limit, left, ends), ends - now


def learned(window: Window, headers: Mapping[str, str], now: float) -> Window:
    """Read the headers of an answer (names in lower case).

    Examples
    --------
    >>> said = {"x-ratelimit-limit": "40", "x-ratelimit-remaining": "39",
    ...         "x-ratelimit-retry-after": "60"}
    >>> learned(Window(), said, now=100.0)
    Window(limit=40, left=39, ends=160.0)
    """
    left = _number(headers, _REMAINING)
    if left is None:
        return window
    rest = _number(headers, _RETRY_AFTER)
    ends = now + (WINDOW if rest is None else min(max(rest, 0), WINDOW))
    # answers overtake each other, and some turns are still on their way: within one
    # window only the smaller number can be true
    same = window.left is not None and ends < window.ends + WINDOW / 2
    least = min(left, window.left or 0) if same else left
    return Window(_number(headers, _LIMIT) or window.limit, least, ends)


class UploadTurns:
    """How many requests the window still has; safe from any thread and process.

    Parameters
    ----------
    path : Path, optional
        An SQLite file in which processes tell each other; by default, and where it
        cannot be written, this process keeps it to itself.
    clock : callable, optional
        Seconds, the same in all processes; handed in by tests.

    Examples
    --------
    >>> turns = UploadTurns(clock=lambda: 0.0)
    >>> turns.learn({"x-ratelimit-limit": "40", "x-ratelimit-remaining": "1",
    ...              "x-ratelimit-retry-after": "30"})
    >>> turns.delay(), turns.delay(), turns.limit
    (0.0, 30.0, 40)
    """

    def __init__(
        self, path: Path | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._window = Window()

    @property
    def limit(self) -> int | None:
        """Requests a minute; None until it is known."""
        return self._change(lambda window, _: (window, window.limit))

    def delay(self) -> float:
        """Take a turn and return 0, or say how many seconds to wait before asking."""
        return self._change(take)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Read the headers of an answer (names in lower case)."""
        if _REMAINING in headers:
            self._change(lambda window, now: (learned(window, headers, now), None))

    def _change(self, step: Callable[[Window, float], tuple[Window, T]]) -> T:
        with self._lock:
            if self._path is not None:
                try:
                    return self._change_in_file(self._path, step)
                except (OSError, sqlite3.Error):
                    self._path = None  # alone, the answers 429 still say when to wait
            self._window, result = step(self._window, self._clock())
            return result

    def _change_in_file(
        self, path: Path, step: Callable[[Window, float], tuple[Window, T]]
    ) -> T:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(
            sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        ) as db:
            # what is lost with the power is learned again from the next answer
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN IMMEDIATE")
            db.execute('CREATE TABLE IF NOT EXISTS "window" ("limit", "left", "ends")')
            row = db.execute('SELECT * FROM "window"').fetchone()
            before = Window(*row) if row else Window()
            self._window, result = step(before, self._clock())
            if self._window != before:
                db.execute('DELETE FROM "window"')
                values = astuple(self._window)
                db.execute('INSERT INTO "window" VALUES (?, ?, ?)', values)
            db.execute("COMMIT")
        return result


@functools.cache
def turns_of(project: str, home: Path) -> UploadTurns:
    """Give the turns that all uploads of a user into a project share.

    Parameters
    ----------
    project : str
        Server and project.
    home : Path
        Directory of what the package keeps.
    """
    name = hashlib.sha256(project.encode()).hexdigest()[:20]
    return UploadTurns(home / "turns" / f"{name}.sqlite")


def _number(headers: Mapping[str, str], name: str) -> int | None:
    try:
        return int(headers[name])
    except (KeyError, ValueError):
        return None
