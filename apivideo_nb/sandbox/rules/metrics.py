"""Analytics as arithmetic: events of viewers in, numbers out.

https://docs.api.video/reference/api/Analytics
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: seconds that "now" lasts, for viewers who watch at this moment
LIVE: Final = 20.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that a viewer's page reported.

    Attributes
    ----------
    at : float
        When, in seconds since 1970.
    kind : str
        ``impression``, ``play``, ``start``, ``end`` or ``watch``.
    value : float
        Milliseconds of loading for an impression; for ``watch`` the seconds watched
        until `at`.
    view : int
        Which loading of a player page.
    viewer : str
        Who, for a day.
    facts : mapping
        Value of each dimension, by the name of its filter.
    """

    at: float
    kind: str
    value: float
    view: int
    viewer: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is to be measured.

    Attributes
    ----------
    name : str
        One of `MEASURES`.
    unique : bool
        Whether a viewer counts once, however many pages they open.
    view_s : float
        Seconds that somebody must watch to count as a view.
    """

    name: str
    unique: bool = False
    view_s: float = 5.0


def measure(what: Measure, events: Iterable[Event], span: Span) -> float | None:
    """Work out one number.

    Parameters
    ----------
    what : Measure
        Which number.
    events : iterable of Event
        In any order; those outside of `span` do not count.
    span : (float, float)
        From, and up to but not including, in seconds since 1970.

    Returns
    -------
    float or None
        None when nothing has happened that it could be made of.
    """
    return MEASURES[what.name](what, list(events), span)


def grouped(events: Iterable[Event], dimension: str) -> dict[str, list[Event]]:
    """Sort events by what they say of a dimension."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups[event.facts[dimension]].append(event)
    return groups


def by_interval(
    events: Iterable[Event], span: Span, seconds: int
) -> Iterator[tuple[int, Span, list[Event]]]:
    """Cut events into intervals of the clock.

    Yields
    ------
    start : int
        Of the interval, in seconds since 1970.
    part : (float, float)
        What of the interval lies within `span`.
    inside : list of Event
        Those that touch it; a stretch of watching may touch two.
    """
    cut: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        began = event.at - event.value if event.kind == "watch" else event.at
        first = max(began, span[0])
        for number in range(int(first // seconds), int(event.at // seconds) + 1):
            cut[number * seconds].append(event)
    for start in sorted(cut):
        part = (max(start, span[0]), min(start + seconds, span[1]))
        if part[0] < part[1]:
            yield start, part, cut[start]


def _count(kind: str) -> "_Measuring":
    def count(_: Measure, events: Sequence[Event], span: Span) -> float | None:
        return float(len(_of(kind, events, span))) or None

    return count


def _rate(_: Measure, events: Sequence[Event], span: Span) -> float | None:
    impressions = len(_of("impression", events, span))
    return len(_of("play", events, span)) / impressions if impressions else None


def _sum(kind: str) -> "_Measuring":
    def total(_: Measure, events: Sequence[Event], span: Span) -> float | None:
        found = _of(kind, events, span)
        return sum(event.value for event in found) if found else None

    return total


def _average(kind: str) -> "_Measuring":
    def average(_: Measure, events: Sequence[Event], span: Span) -> float | None:
        found = _of(kind, events, span)
        views = {event.view for event in found}
        return sum(event.value for event in found) / len(views) if views else None

    return average


def _views(what: Measure, events: Sequence[Event], span: Span) -> float | None:
    watched: dict[int, float] = defaultdict(float)
    viewers: dict[int, str] = {}
    for event, (start, end) in _watching(events, span):
        watched[event.view] += end - start
        viewers[event.view] = event.viewer
    long = [view for view, seconds in watched.items() if seconds >= what.view_s]
    if what.unique:
        return float(len({viewers[view] for view in long})) or None
    return float(len(long)) or None


def _peak(what: Measure, events: Sequence[Event], span: Span) -> float | None:
    steps = sorted(
        step
        for spans in _presences(what, events, span).values()
        for start, end in spans
        for step in ((start, 1), (end, -1))  # who leaves makes room before who comes
    )
    inside = highest = 0
    for _, step in steps:
        inside += step
        highest = max(highest, inside)
    return float(highest) or None


def _mean(what: Measure, events: Sequence[Event], span: Span) -> float | None:
    present = sum(
        end - start
        for spans in _presences(what, events, span).values()
        for start, end in spans
    )
    return present / (span[1] - span[0]) if present else None


def _live(what: Measure, events: Sequence[Event], span: Span) -> float | None:
    return _peak(what, events, (span[1] - LIVE, span[1]))


def _presences(
    what: Measure, events: Sequence[Event], span: Span
) -> dict[object, list[Span]]:
    """Return when each viewer, or each page, was watching, without overlaps."""
    spans: dict[object, list[Span]] = defaultdict(list)
    for event, stretch in _watching(events, span):
        spans[event.viewer if what.unique else event.view].append(stretch)
    return {who: _merged(stretches) for who, stretches in spans.items()}


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        # a page reports every ten seconds: what is between two reports is no pause
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _watching(events: Iterable[Event], span: Span) -> Iterator[tuple[Event, Span]]:
    for event in events:
        if event.kind == "watch":
            start, end = max(event.at - event.value, span[0]), min(event.at, span[1])
            if start < end:
                yield event, (start, end)


def _of(kind: str, events: Iterable[Event], span: Span) -> list[Event]:
    return [e for e in events if e.kind == kind and span[0] <= e.at < span[1]]


_Measuring = Callable[[Measure, Sequence[Event], Span], float | None]

MEASURES: Final[Mapping[str, _Measuring]] = {
    "play": _count("play"),
    "play-rate": _rate,
    "start": _count("start"),
    "end": _count("end"),
    "impression": _count("impression"),
    "impression-time-average": _average("impression"),
    "impression-time-sum": _sum("impression"),
    "watch-time-average": _average("watch"),
    "watch-time-sum": _sum("watch"),
    "ccv-peak": _peak,
    "ccv-average": _mean,
    "ccv-live": _live,
    "view": _views,
}
