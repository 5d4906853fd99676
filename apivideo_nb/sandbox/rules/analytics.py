"""Questions to ``/data``: path and query in, checked; what is measured out.

https://docs.api.video/reference/api/Analytics
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from .lists import Pairs
from .metrics import Measure, Span
from .problems import Problem, problem

DAY: Final = 24 * 3600
#: how far back one may ask, in seconds; a sandbox key sees a day
MEMORY: Final = 30 * DAY
SANDBOX_MEMORY: Final = DAY

_AGGREGATES: Final = {
    ("play", "count"): "play",
    ("play", "rate"): "play-rate",
    ("play", "total"): "play-total",
    ("start", "count"): "start",
    ("end", "count"): "end",
    ("impression", "count"): "impression",
    ("impression-time", "average"): "impression-time-average",
    ("impression-time", "sum"): "impression-time-sum",
    ("watch-time", "average"): "watch-time-average",
    ("watch-time", "sum"): "watch-time-sum",
    ("ccv", "peak"): "ccv-peak",
    ("ccv", "average"): "ccv-average",
    ("ccv", "live"): "ccv-live",
    ("view", "count"): "view",
}
_SERIES: Final = (
    *("play", "play-rate", "start", "end", "impression"),
    *("ccv-peak", "ccv-average", "view"),
)
_DIMENSIONS: Final = {
    "media-id": "mediaId",
    "media-type": "mediaType",
    "continent": "continent",
    "country": "country",
    "device-type": "deviceType",
    "operating-system": "operatingSystem",
    "browser": "browser",
    "referrer": "referrer",
}
INTERVALS: Final = {"minute": 60, "hour": 3600, "day": DAY}

_VIEW_DURATIONS: Final = {"3s": 3.0, "5s": 5.0, "10s": 10.0, "30s": 30.0}
_ALLOWED: Final = {
    "mediaType": ("video", "live-stream"),
    "continent": ("AS", "AF", "NA", "SA", "AN", "EU", "AZ"),
}
_SINGLE: Final = ("mediaType", "tag")
_MAX_REFERRER: Final = 2048
_FILTER: Final = re.compile(r"filterBy\[(\w+)\](?:\[\d*\])?", re.ASCII)
_ATOM: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
_PAGING: Final = ("currentPage", "pageSize", "sortBy", "sortOrder")
_LATE: Final = 60  # seconds that a request may have been on its way
_UNEXPECTED: Final = "This field was not expected."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes
    ----------
    measure : Measure
        Which number; its name is ``play-total`` for the one that has no timeframe.
    span : (int, int)
        From, and up to but not including, in seconds since 1970.
    filters : mapping
        Allowed values by dimension; ``tag`` among them.
    dimension : str or None
        What to break down by, by the name of its filter.
    interval : str or None
        ``minute``, ``hour`` or ``day``.
    """

    measure: Measure
    span: tuple[int, int]
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    dimension: str | None = None
    interval: str | None = None


def parse_aggregate(
    metric: str, aggregation: str, pairs: Pairs, *, now: float
) -> Question:
    """Read ``GET /data/metrics/{metric}/{aggregation}``.

    Raises
    ------
    Problem
        404 for a pair that does not exist, 400 for a parameter.
    """
    name = _AGGREGATES.get((metric, aggregation))
    if name is None:
        raise problem("unrecognized-request-url")
    return _parse(name, pairs, now=now)


def parse_breakdown(
    metric: str, breakdown: str, pairs: Pairs, *, now: float
) -> Question:
    """Read ``GET /data/buckets/{metric}/{breakdown}``; raises as `parse_aggregate`."""
    known = metric in _SERIES or (metric, breakdown) == ("play-total", "media-id")
    if not known or breakdown not in _DIMENSIONS:
        raise problem("unrecognized-request-url")
    dimension = _DIMENSIONS[breakdown]
    return _parse(metric, pairs, now=now, more=_PAGING, dimension=dimension)


def parse_series(metric: str, pairs: Pairs, *, now: float) -> Question:
    """Read ``GET /data/timeseries/{metric}``; raises as `parse_aggregate`."""
    if metric not in _SERIES:
        raise problem("unrecognized-request-url")
    asked = _parse(metric, pairs, now=now, more=(*_PAGING, "interval"))
    length = asked.span[1] - asked.span[0]
    interval = dict(pairs).get("interval")
    if interval is None:
        interval = "hour" if length <= 2 * DAY else "day"
    if interval not in INTERVALS:
        detail = 'This interval is invalid. Use one of "minute", "hour", "day".'
        raise _fault("interval", detail)
    if interval == "minute" and length >= INTERVALS["hour"]:
        detail = 'The interval "minute" needs a timeframe of less than 60 minutes.'
        raise _fault("interval", detail)
    return Question(
        measure=asked.measure,
        span=asked.span,
        filters=asked.filters,
        interval=interval,
    )


def metric_label(asked: Question) -> str | None:
    """Return how an answer names what was measured, None where no name is documented.

    Examples
    --------
    >>> metric_label(Question(measure=Measure(name="view", unique=True), span=(0, 1)))
    'unique-view-5'
    """
    what = asked.measure
    if what.name == "play-total":
        return None
    unique = "unique-" if what.unique else ""
    length = f"-{what.view_s:g}" if what.name == "view" else ""
    return f"{unique}{what.name}{length}"


def remembered(span: tuple[int, int], *, now: float, memory: float) -> Span:
    """Cut a timeframe to what is remembered.

    Examples
    --------
    >>> remembered((0, 500), now=600, memory=200)
    (400, 500)
    """
    start = max(span[0], int(now - memory))
    return start, max(start, span[1])


def _parse(
    name: str,
    pairs: Pairs,
    *,
    now: float,
    more: Collection[str] = (),
    dimension: str | None = None,
) -> Question:
    what = _viewers(name, dict(pairs))
    known = {"from", "to", *more}
    if name.startswith("ccv") or name == "view":
        known.add("unique")
    if name == "view":
        known.add("viewDuration")
    for parameter, _ in pairs:
        if parameter not in known and not parameter.startswith("filterBy["):
            raise _fault(parameter, _UNEXPECTED)
    filters = _filters(pairs)
    if name == "play-total":
        for filtered in filters:
            if filtered not in ("mediaId", "mediaType"):
                raise _fault(f"filterBy[{filtered}]", _UNEXPECTED)
        span = (0, int(now) + 1)  # from and to do not count here
    else:
        span = _span(dict(pairs), now=now)
    return Question(measure=what, span=span, filters=filters, dimension=dimension)


def _viewers(name: str, query: Mapping[str, str]) -> Measure:
    unique = query.get("unique", "false").lower()
    if unique not in ("true", "false"):
        raise _fault("unique", "This value must be of type boolean.")
    length = query.get("viewDuration", "5s")
    if length not in _VIEW_DURATIONS:
        names = ", ".join(f'"{each}"' for each in _VIEW_DURATIONS)
        detail = f"This view duration is invalid. Use one of {names}."
        raise _fault("viewDuration", detail)
    return Measure(name=name, unique=unique == "true", view_s=_VIEW_DURATIONS[length])


def _span(query: Mapping[str, str], *, now: float) -> tuple[int, int]:
    # the second that is running counts too: who asks has just seen it happen
    end = _moment("to", query["to"]) if "to" in query else int(now) + 1
    start = _moment("from", query["from"]) if "from" in query else end - DAY
    if start < now - MEMORY - _LATE:
        raise _fault("from", "This value must not be more than 30 days ago.")
    if start >= end:
        raise _fault("from", 'This value must be before the value of "to".')
    return start, end


def _moment(name: str, value: str) -> int:
    match = _ATOM.fullmatch(value.replace(" ", "+"))  # a plus that was not escaped
    try:
        if match is not None:
            return int(dt.datetime.fromisoformat(match[0]).timestamp())
    except (ValueError, OverflowError):  # the 30th of February
        pass
    detail = "This value must be an ATOM date-time: 2024-02-05T00:00:00+01:00."
    raise _fault(name, detail)


def _filters(pairs: Pairs) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for parameter, value in pairs:
        if not parameter.startswith("filterBy["):
            continue
        match = _FILTER.fullmatch(parameter)
        name = match[1] if match else ""
        if name != "tag" and name not in _DIMENSIONS.values():
            raise _fault(parameter, _UNEXPECTED)
        where = f"filterBy[{name}]"
        if name in _ALLOWED and value not in _ALLOWED[name]:
            raise _fault(where, f"Allowed values: {', '.join(_ALLOWED[name])}.")
        if name == "referrer" and len(value) > _MAX_REFERRER:
            most = f"{_MAX_REFERRER} characters"
            raise _fault(where, f"This value should not contain more than {most}.")
        if name in _SINGLE and name in filters:
            raise _fault(where, "This filter takes one value only.")
        filters.setdefault(name, []).append(value)
    return filters


def _fault(name: str, detail: str) -> Problem:
    return problem("request-invalid-query-parameter", name=name, detail=detail)
