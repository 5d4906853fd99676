"""Many uploads in one card: how far they are, and what failed."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from .card import BLUE, GREEN, RED, bar, framed
from .pace import Pace
from .place import Show, find_place
from .words import duration, mib, safe

_INTERVAL = 0.1  # seconds between two drawings
_SHOWN = 5  # failures that are shown; all of them are in the records


class RecordLike(Protocol):
    """What became of one upload."""

    @property
    def source(self) -> str:
        """What it is called."""

    @property
    def state(self) -> str:
        """``done``, ``failed`` or ``stopped``."""

    @property
    def error(self) -> str | None:
        """Why it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyState:
    """All that the card shows.

    Attributes
    ----------
    rows, done, failed, stopped : int
        How many uploads there are, and what became of them so far.
    sent, total : int
        Bytes, those of failed uploads among them; 0 where nobody knows all sizes.
    rate, left : float or None
        Bytes per second and seconds to go, when they can be told.
    failures : tuple of (str, str)
        The first that failed, and why.
    seconds : float or None
        How long it took; None as long as it goes on.
    """

    rows: int
    done: int = 0
    failed: int = 0
    stopped: int = 0
    sent: int = 0
    total: int = 0
    rate: float | None = None
    left: float | None = None
    failures: tuple[tuple[str, str], ...] = ()
    seconds: float | None = None


def many_text(state: ManyState) -> str:
    """Say in one line what the card shows.

    Parameters
    ----------
    state : ManyState
        What to say.

    Examples
    --------
    >>> many_text(ManyState(rows=8, done=3, failed=1, left=95.0))
    'Uploading 8 videos · 50% · 3 done · 1 failed · 2 min left'
    """
    parts = [_headline(state), _percent(state), *_counts(state), *_amounts(state)]
    return " · ".join(part for part in parts if part)


def many_html(state: ManyState) -> str:
    """Draw the card.

    Parameters
    ----------
    state : ManyState
        What to show.

    Returns
    -------
    str
        One HTML element, a few kB.
    """
    over = state.seconds is not None
    accent = BLUE if not over else RED if state.failed else GREEN
    if over and state.stopped and not state.failed:
        accent = "128,128,128"
    head = (
        '<div style="display:flex;gap:12px;justify-content:space-between">'
        f'<span style="font-weight:600">{_headline(state)}</span>'
        f'<span style="opacity:0.8">{_percent(state)}</span></div>'
    )
    said = " · ".join([*_counts(state), *_amounts(state)])
    details = f'<div style="margin:6px 0 0;font-size:90%;opacity:0.8">{said}</div>'
    return framed(
        accent, head + ("" if over else bar(_share(state))) + details + _failures(state)
    )


class ManyCard:
    """A card that follows many uploads, drawn ten times a second at most.

    Parameters
    ----------
    show : callable, optional
        Where to draw; by default under the running cell, or as lines of text where
        there is no notebook.
    clock : callable, optional
        Seconds; handed in by tests.
    """

    def __init__(
        self, show: Show | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._show, self._clock = show or find_place(), clock
        self._lock, self._pace = threading.Lock(), Pace()
        self._state = ManyState(rows=0)
        self._sizes: Sequence[int] = ()
        self._on_their_way: dict[int, int] = {}
        self._over: set[int] = set()
        self._began = self._next = clock()

    def begin(self, sizes: Sequence[int]) -> None:
        """Hear how many uploads there are, and how many bytes each has; 0: unknown."""
        self._sizes, self._began = sizes, self._clock()
        total = sum(sizes) if all(sizes) else 0
        self._state = ManyState(rows=len(sizes), total=total)
        self.look()

    def sent(self, row: int, count: int) -> None:
        """Hear from any thread that so many bytes of an upload have left."""
        with self._lock:
            if row not in self._over:
                self._on_their_way[row] = min(count, self._sizes[row])

    def add(self, row: int, record: RecordLike) -> None:
        """Hear what became of an upload."""
        with self._lock:
            self._over.add(row)
            self._on_their_way.pop(row, None)
            state = self._state
            counted = {record.state: getattr(state, record.state) + 1}
            if record.state == "failed" and len(state.failures) < _SHOWN:
                failure = (record.source, record.error or "")
                counted["failures"] = (*state.failures, failure)
            self._state = replace(state, **counted)

    def look(self) -> None:
        """Draw, if it is time to."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        with self._lock:
            settled = sum(self._sizes[row] for row in self._over)
            sent = settled + sum(self._on_their_way.values())
            by_bytes = self._state.total > 0
            self._pace.add(now, sent if by_bytes else len(self._over))
            self._state = replace(
                self._state,
                sent=sent,
                rate=self._pace.rate if by_bytes else None,
                left=self._pace.left(self._state.total or self._state.rows),
            )
        self._draw()

    def end(self) -> None:
        """Draw how it ended."""
        self._state = replace(self._state, seconds=self._clock() - self._began)
        self._draw()

    def _draw(self) -> None:
        state = self._state
        self._show({"text/html": many_html(state), "text/plain": many_text(state)})


def _headline(state: ManyState) -> str:
    videos = f"{state.rows:,} video{'' if state.rows == 1 else 's'}"
    if state.seconds is None:
        return f"Uploading {videos}"
    if state.done == state.rows:
        return f"{videos} uploaded"
    return f"{state.done:,} of {videos} uploaded"


def _share(state: ManyState) -> float:
    if state.total:
        return min(1.0, state.sent / state.total)
    over = state.done + state.failed + state.stopped
    return over / state.rows if state.rows else 1.0


def _percent(state: ManyState) -> str:
    # rounded down: 100% is not said before the last byte has gone
    return "" if state.seconds is not None else f"{int(_share(state) * 100)}%"


def _counts(state: ManyState) -> list[str]:
    over = state.seconds is not None
    counts = [
        (state.done, "done"),
        (state.failed, "failed"),
        (state.stopped, "stopped"),
    ]
    return [f"{n:,} {word}" for n, word in counts[over:] if n]


def _amounts(state: ManyState) -> list[str]:
    if state.seconds is not None:
        return [f"in {duration(state.seconds)}"]
    said = [f"{mib(state.sent)} of {mib(state.total)} MiB"] if state.total else []
    said += [f"{mib(state.rate)} MiB/s"] if state.rate else []
    return said + ([f"{duration(state.left)} left"] if state.left else [])


def _failures(state: ManyState) -> str:
    lines = [
        '<div style="margin:3px 0 0;overflow-wrap:anywhere">'
        f'<span style="color:rgb({RED})">✕</span> {_failure(*failure)}</div>'
        for failure in state.failures
    ]
    more = state.failed - len(state.failures)
    if more > 0:
        lines.append(
            f'<div style="margin:3px 0 0;opacity:0.8">and {more:,} more; the records '
            "say which</div>"
        )
    return "".join(lines)


def _failure(name: str, reason: str) -> str:
    # most reasons name the file themselves
    said = "" if name in reason else f"<bdi>{safe(name, 100)}</bdi>: "
    return said + safe(reason, 300)
