"""``/data``: how often videos are watched, out of what the player page reports.

https://docs.api.video/reference/api/Analytics
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.analytics import (
    INTERVALS,
    MEMORY,
    SANDBOX_MEMORY,
    Question,
    metric_label,
    parse_aggregate,
    parse_breakdown,
    parse_series,
    remembered,
)
from ..rules.identity import atom
from ..rules.lists import ListQuery, envelope, parse_list_query
from ..rules.metrics import Event, by_interval, grouped, measure
from ..store import audience
from .plumbing import Call, resource

# the answers' own enumerations lack these, and the vendor's clients refuse what is not
# in them: such a name is left out of the context
_UNNAMED: Final = frozenset(("peak", "live", "referrer"))

Row = dict[str, Any]


def aggregate(call: Call) -> Response:
    """Answer with one number."""
    metric = call.request.path_params["metric"]
    aggregation = call.request.path_params["aggregation"]
    now = time.time()
    asked = parse_aggregate(metric, aggregation, call.pairs, now=now)
    asked = _within_memory(call, asked, now)
    if asked.measure.name == "play-total":
        with call.site.db.read() as db:
            totals = audience.play_totals(db, call.project, asked.filters)
        value: float | None = sum(totals.values())
    else:
        value = measure(asked.measure, _events(call, asked), asked.span)
    context = _context(asked, metric=_aggregate_label(asked, metric))
    if aggregation not in _UNNAMED:
        context["aggregation"] = aggregation
    return JSONResponse({"context": context, "data": value or 0})


def break_down(call: Call) -> Response:
    """Answer with a number for each value of a dimension."""
    metric = call.request.path_params["metric"]
    breakdown = call.request.path_params["breakdown"]
    now = time.time()
    asked = parse_breakdown(metric, breakdown, call.pairs, now=now)
    sortable = ("metricValue", "dimensionValue")
    query = parse_list_query(call.pairs, sortable, "metricValue")
    asked = _within_memory(call, asked, now)
    if metric == "play-total":
        with call.site.db.read() as db:
            found = dict(audience.play_totals(db, call.project, asked.filters))
        values: dict[str, float | None] = {**found}
    else:
        groups = grouped(_events(call, asked), asked.dimension or "")
        values = {
            name: measure(asked.measure, events, asked.span)
            for name, events in groups.items()
        }
    rows: list[Row] = [
        {"dimensionValue": name, "metricValue": value}
        for name, value in values.items()
        if value is not None
    ]
    context = _context(asked, metric=metric_label(asked))
    if breakdown not in _UNNAMED:
        context["breakdown"] = breakdown
    return _page(call, context, rows, query)


def series(call: Call) -> Response:
    """Answer with a number for each minute, hour or day that has one."""
    metric = call.request.path_params["metric"]
    now = time.time()
    asked = parse_series(metric, call.pairs, now=now)
    query = parse_list_query(call.pairs, ("metricValue", "emittedAt"), "emittedAt")
    if not {"sortBy", "sortOrder"} & dict(call.pairs).keys():
        query = replace(query, descending=False)
    asked = _within_memory(call, asked, now)
    seconds = INTERVALS[asked.interval or "day"]
    rows: list[Row] = [
        {"emittedAt": atom(start), "metricValue": value}
        for start, part, inside in by_interval(
            _events(call, asked), asked.span, seconds
        )
        if (value := measure(asked.measure, inside, part)) is not None
    ]
    context = _context(asked, metric=metric_label(asked))
    return _page(call, {**context, "interval": asked.interval}, rows, query)


def _within_memory(call: Call, asked: Question, now: float) -> Question:
    memory = SANDBOX_MEMORY if call.project == "sandbox" else MEMORY
    if asked.measure.name == "play-total":
        return asked
    start, end = remembered(asked.span, now=now, memory=memory)
    return replace(asked, span=(int(start), int(end)))


def _events(call: Call, asked: Question) -> list[Event]:
    with call.site.db.read() as db:
        return audience.events(db, call.project, asked.span, asked.filters)


def _aggregate_label(asked: Question, metric: str) -> str:
    # here the aggregation is no part of the name
    return (
        metric_label(replace(asked, measure=replace(asked.measure, name=metric)))
        or metric
    )


def _context(asked: Question, *, metric: str | None) -> Row:
    timeframe = {"from": atom(asked.span[0]), "to": atom(asked.span[1])}
    named = {} if metric is None else {"metric": metric}
    return {**named, "timeframe": timeframe}


def _page(call: Call, context: Row, rows: Sequence[Row], query: ListQuery) -> Response:
    key, *others = sorted(
        ("metricValue", "dimensionValue", "emittedAt"),
        key=lambda name: name != query.sort_by,
    )
    found = sorted(
        rows,
        key=lambda row: (row[key], *(row[name] for name in others if name in row)),
        reverse=query.descending,
    )
    start = (query.page - 1) * query.page_size
    items = found[start : start + query.page_size]
    path = call.request.url.path
    answer = envelope(path, call.pairs, query, items, len(found))
    return JSONResponse({"context": context, **answer})


ROUTES: Final = [
    resource("/data/metrics/{metric}/{aggregation}", GET=aggregate),
    resource("/data/buckets/{metric}/{breakdown}", GET=break_down),
    resource("/data/timeseries/{metric}", GET=series),
]
