"""Paging, sorting and filtering of lists: query in, `ListQuery` and envelope out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from .problems import out_of_range, problem

DEFAULT_PAGE_SIZE: Final = 25
MAX_PAGE_SIZE: Final = 100

_DIGITS: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_TAG: Final = re.compile(r"tags(?:\[\d*\])?", re.ASCII)
_METADATA: Final = re.compile(r"metadata\[(.+)\]", re.DOTALL)

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which page of a list, in which order.

    Attributes
    ----------
    page, page_size : int
        Both from 1.
    sort_by : str
        One of the names the list allows.
    descending : bool
        Largest or latest first.
    """

    page: int = 1
    page_size: int = DEFAULT_PAGE_SIZE
    sort_by: str
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFilter:
    """What a video must match to be listed; everything given counts."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    live_stream_id: str | None = None


def parse_list_query(
    pairs: Pairs, sortable: Sequence[str], default: str, *, descending: bool = True
) -> ListQuery:
    """Read paging and sorting out of a query string.

    Parameters
    ----------
    pairs : sequence of (name, value)
        The query, decoded.
    sortable : sequence of str
        Allowed values of ``sortBy``.
    default : str
        What to sort by when nothing is asked for.
    descending : bool, default True
        Whether that is then from the largest or latest down.

    Raises
    ------
    Problem
        400 for a page out of range, or a value that is not allowed.

    Examples
    --------
    >>> parse_list_query([("currentPage", "2")], ["createdAt"], "createdAt").page
    2
    """
    query = dict(pairs)
    page = _number(query, "currentPage", 1)
    page_size = _number(query, "pageSize", DEFAULT_PAGE_SIZE)
    faults: list[tuple[str, Mapping[str, int]]] = []
    if page < 1:
        faults.append(("currentPage", {"min": 1}))
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        faults.append(("pageSize", {"min": 1, "max": MAX_PAGE_SIZE}))
    if faults:
        raise out_of_range(faults)
    sort_by = query.get("sortBy") or default
    if sort_by not in sortable:
        detail = f"Allowed values: {', '.join(sortable)}."
        raise problem("request-invalid-query-parameter", name="sortBy", detail=detail)
    usual = "asc" if query.get("sortBy") or not descending else "desc"
    order = query.get("sortOrder") or usual
    if order not in ("asc", "desc"):
        detail = "Allowed values: asc, desc."
        raise problem(
            "request-invalid-query-parameter", name="sortOrder", detail=detail
        )
    return ListQuery(
        page=page, page_size=page_size, sort_by=sort_by, descending=order == "desc"
    )


def parse_paging(pairs: Pairs) -> ListQuery:
    """Read the query of a list that has one order only, whatever else it says.

    Raises
    ------
    Problem
        400 for a page out of range.
    """
    paging = [pair for pair in pairs if pair[0] in ("currentPage", "pageSize")]
    return parse_list_query(paging, ("",), "", descending=False)


def parse_choice(pairs: Pairs, name: str, allowed: Sequence[str]) -> str | None:
    """Read a filter that has few values.

    Raises
    ------
    Problem
        400 for any other value.

    Examples
    --------
    >>> parse_choice([("origin", "api")], "origin", ("api", "auto"))
    'api'
    """
    value = dict(pairs).get(name) or None
    if value is not None and value not in allowed:
        detail = f"Allowed values: {', '.join(allowed)}."
        raise problem("request-invalid-query-parameter", name=name, detail=detail)
    return value


def parse_video_filter(pairs: Pairs) -> VideoFilter:
    """Read the filters of ``GET /videos`` out of a query string.

    Examples
    --------
    >>> parse_video_filter([("tags[]", "a b"), ("metadata[Author]", "Ada")]).metadata
    (('Author', 'Ada'),)
    """
    query = dict(pairs)
    metadata = [(match[1], v) for k, v in pairs if (match := _METADATA.fullmatch(k))]
    return VideoFilter(
        title=query.get("title", ""),
        description=query.get("description", ""),
        tags=tuple(dict.fromkeys(v for k, v in pairs if _TAG.fullmatch(k))),
        metadata=tuple(dict.fromkeys(metadata)),
        live_stream_id=query.get("liveStreamId") or None,
    )


def envelope(
    path: str, pairs: Pairs, query: ListQuery, items: Sequence[Any], total: int
) -> dict[str, Any]:
    """Wrap one page of a list.

    Parameters
    ----------
    path : str
        Path of the list, for its links.
    pairs : sequence of (name, value)
        The query as it was asked; filters stay in the links.
    query : ListQuery
        The same, read.
    items : sequence
        What is on this page.
    total : int
        Number of items on all pages.
    """
    last = max(1, -(-total // query.page_size))
    pages = {"self": query.page, "first": 1, "last": last}
    if query.page > 1:
        pages["previous"] = min(query.page - 1, last)
    if query.page < last:
        pages["next"] = query.page + 1
    kept = [(k, v) for k, v in pairs if k not in ("currentPage", "pageSize")]

    def link(page: int) -> str:
        where = [("currentPage", str(page)), ("pageSize", str(query.page_size))]
        return f"{path}?{urlencode(where + kept)}"

    order = ("self", "first", "previous", "next", "last")
    return {
        "data": list(items),
        "pagination": {
            "currentPage": query.page,
            "pageSize": query.page_size,
            "pagesTotal": last,
            "itemsTotal": total,
            "currentPageItems": len(items),
            "links": [
                {"rel": rel, "uri": link(pages[rel])} for rel in order if rel in pages
            ],
        },
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None or not text:
        return default
    if _DIGITS.fullmatch(text) is None:
        detail = "This value must be a whole number."
        raise problem("request-invalid-query-parameter", name=name, detail=detail)
    return int(text)
