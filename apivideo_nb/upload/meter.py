"""Honest progress: bytes that were handed to the network, part by part."""

import threading
from collections.abc import Callable

#: seconds between two reports
REPORT_EVERY = 0.1

#: told bytes handed to the network so far, and bytes in all (0: nobody knows yet)
OnBytes = Callable[[int, int], object]


class Meter:
    """Counts bytes handed to the network; a chunk that is sent again starts anew.

    What it tells never falls, never leads what was handed over, and ends at the total.

    Parameters
    ----------
    total : int
        Bytes in all; 0 if nobody knows yet.
    done : int
        Bytes that are there already.
    on_bytes : callable or None
        Told at most 10 times a second, from any thread.
    clock : callable
        Seconds.

    Examples
    --------
    >>> meter = Meter(100, 40, lambda sent, total: print(sent, total), lambda: 0.0)
    >>> meter.restart(2)
    >>> meter.add(2, 30)
    70 100
    >>> meter.complete(2, 60)
    >>> meter.report(last=True)
    100 100
    """

    def __init__(
        self,
        total: int,
        done: int,
        on_bytes: OnBytes | None,
        clock: Callable[[], float],
    ) -> None:
        self._total, self._on_bytes, self._clock = total, on_bytes, clock
        self._done = self._told = done
        self._sent: dict[int, int] = {}
        self._lock = threading.Lock()
        self._next_report = clock()

    def restart(self, part: int) -> None:
        """Begin a part, or begin it again."""
        with self._lock:
            self._sent[part] = 0

    def add(self, part: int, count: int) -> None:
        """Count bytes of a part that were handed over."""
        with self._lock:
            self._sent[part] += count
        self.report()

    def complete(self, part: int, size: int) -> None:
        """Count a whole part, that the API has."""
        with self._lock:
            self._sent.pop(part, None)
            self._done += size
        self.report()

    def report(self, *, last: bool = False) -> None:
        """Tell how far it is, if it is time to; the last time in any case."""
        if self._on_bytes is None:
            return
        # under the lock: two threads must not report out of order
        with self._lock:
            now = self._clock()
            if last or now >= self._next_report:
                self._next_report = now + REPORT_EVERY
                # what is sent again was told already
                self._told = max(self._told, self._done + sum(self._sent.values()))
                self._on_bytes(self._told, self._done if last else self._total)
