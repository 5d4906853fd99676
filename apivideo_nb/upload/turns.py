"""Whose turn it is: the API's limit of uploads a minute, learned from its answers.

All uploads of a process into one project share it, since the project has one limit.
"""

import threading
import time
from collections.abc import Callable, Mapping

#: seconds in which the limit counts
WINDOW = 60.0

_LIMIT, _REMAINING = "x-ratelimit-limit", "x-ratelimit-remaining"
_RETRY_AFTER = "x-ratelimit-retry-after"


class UploadTurns:
    """How many requests the window still has; safe from any thread.

    Until the first answer nothing is known, and everybody may go.

    Parameters
    ----------
    clock : callable, optional
        Seconds; handed in by tests.

    Examples
    --------
    >>> turns = UploadTurns(clock=lambda: 0.0)
    >>> turns.learn({"x-ratelimit-limit": "40", "x-ratelimit-remaining": "1",
    ...              "x-ratelimit-retry-after": "30"})
    >>> turns.delay(), turns.delay(), turns.limit
    (0.0, 30.0, 40)
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._limit: int | None = None
        self._left: int | None = None
        self._ends = 0.0

    @property
    def limit(self) -> int | None:
        """Requests a minute; None until it is known."""
        return self._limit

    def delay(self) -> float:
        """Take a turn and return 0, or say how many seconds to wait before asking."""
        with self._lock:
            if self._left is None:
                return 0.0
            now = self._clock()
            if now >= self._ends:
                self._left, self._ends = self._limit or 1, now + WINDOW
            if self._left > 0:
                self._left -= 1
                return 0.0
            return self._ends - now

    def learn(self, headers: Mapping[str, str]) -> None:
        """Read the headers of an answer (names in lower case)."""
        limit, left = _number(headers, _LIMIT), _number(headers, _REMAINING)
        if left is None:
            return
        with self._lock:
            rest = _number(headers, _RETRY_AFTER)
            ends = self._clock() + (WINDOW if rest is None else max(rest, 0))
            self._limit = limit or self._limit
            # answers overtake each other, and some turns are still on their way:
            # within one window only the smaller number can be true
            same = self._left is not None and ends < self._ends + WINDOW / 2
            self._left = min(left, self._left or 0) if same else left
            self._ends = ends


_shared: dict[str, UploadTurns] = {}
_shared_lock = threading.Lock()


def turns_of(project: str) -> UploadTurns:
    """Give the turns that all uploads of this process into a project share."""
    with _shared_lock:
        return _shared.setdefault(project, UploadTurns())


def _number(headers: Mapping[str, str], name: str) -> int | None:
    try:
        return int(headers[name])
    except (KeyError, ValueError):
        return None
