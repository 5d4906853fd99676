"""Requests and answers as values: what goes over the wire, without a network."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import quote

from ..errors import (
    ApiError,
    AuthenticationError,
    DecodingError,
    NotFoundError,
    RateLimitError,
    ServerError,
)
from .moments import timecode
from .multipart import Span

PRODUCTION_URL = "https://ws.api.video"
SANDBOX_URL = "https://sandbox.api.video"

T = TypeVar("T")

#: largest page that a list may be asked for
MAX_PAGE_SIZE = 100


class Body(Protocol):
    """A request body that is streamed: its length is known, its bytes come in views."""

    content_type: str

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Span]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of the API.

    Attributes
    ----------
    method, path : str
        ``GET`` and ``/videos``.
    query : sequence of (str, str)
        Pairs in order; arrays repeat their key.
    json : object, optional
        Sent as JSON.
    body : callable, optional
        Gives a fresh `Body` for each attempt.
    repeatable : bool
        Whether doing it twice is as good as doing it once.
    authenticated : bool
        Whether a bearer token goes with it.
    """

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    json: object = None
    body: Callable[[], Body] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    authenticated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: status, headers (names in lower case) and the whole body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    def json(self) -> Any:
        """Parse the body; None when it is empty. Raises `DecodingError`."""
        if not self.content:
            return None
        try:
            return json.loads(self.content)
        except ValueError as exc:
            kind = self.headers.get("content-type", "no content type")
            raise DecodingError(f"The answer is no JSON ({kind}).") from exc


def error_of(response: Response) -> ApiError | None:
    """Turn an answer of status 400 or above into the error it stands for.

    Examples
    --------
    >>> error_of(Response(status=200)) is None
    True
    >>> error_of(Response(status=503))
    ServerError('no reason given (503)')
    """
    if response.status < HTTPStatus.BAD_REQUEST:
        return None
    try:
        found = response.json()
    except DecodingError:
        found = None  # a proxy's HTML page, say
    problem = found if isinstance(found, Mapping) else {}
    return _error_class(response.status)(
        response.status, problem, retry_after=_retry_after(response.headers)
    )


def checked(response: Response) -> Response:
    """Give an answer back if it is no error; else raise that."""
    error = error_of(response)
    if error is not None:
        raise error
    return response


def _error_class(status: int) -> type[ApiError]:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError
    known: dict[int, type[ApiError]] = {
        # a server that stops, or a proxy, did not wait for the end of the request
        HTTPStatus.REQUEST_TIMEOUT: ServerError,
        HTTPStatus.UNAUTHORIZED: AuthenticationError,
        HTTPStatus.FORBIDDEN: AuthenticationError,
        HTTPStatus.NOT_FOUND: NotFoundError,
        HTTPStatus.TOO_MANY_REQUESTS: RateLimitError,
    }
    return known.get(status, ApiError)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    # `Retry-After` is not part of the contract, but a proxy in between may send it
    for name in ("x-ratelimit-retry-after", "retry-after"):
        try:
            return float(headers[name])
        except (KeyError, ValueError):
            continue
    return None


def path_of(*segments: str) -> str:
    """Join segments to a path; whatever an id holds, it stays one segment.

    Raises
    ------
    ValueError
        If a segment is empty: its request would mean something else.
    TypeError
        If it is no string.

    Examples
    --------
    >>> path_of("videos", "vi/../x", "status")
    '/videos/vi%2F..%2Fx/status'
    """
    for segment in segments:
        if not isinstance(segment, str):
            kind = type(segment).__name__
            raise TypeError(
                f"an id is a string, not {kind}; of a video: video.video_id"
            )
    if not all(segments) or any(segment in {".", ".."} for segment in segments):
        raise ValueError("an id is needed, as in 'vi4k0jvEUuaTdRAEjQ4Jfrgz'")
    return "".join("/" + quote(segment, safe="") for segment in segments)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and how many pages and items there are in all."""

    items: tuple[T, ...]
    pages: int
    total: int


def list_query(
    *,
    page: int,
    page_size: int = MAX_PAGE_SIZE,
    sort_by: str | None = None,
    sort_order: str | None = None,
    tags: Iterable[str] = (),
    metadata: Mapping[str, str] | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    **filters: str | None,
) -> tuple[tuple[str, str], ...]:
    """Spell filters, sorting and paging as the query of a list.

    Examples
    --------
    >>> list_query(page=2, page_size=30, tags=["a b"], metadata={"k": "v"})[:2]
    (('tags[]', 'a b'), ('metadata[k]', 'v'))
    """
    query = [(name, value) for name, value in filters.items() if value is not None]
    query += [*pairs, *(("tags[]", tag) for tag in tags)]
    query += [(f"metadata[{key}]", value) for key, value in (metadata or {}).items()]
    query += [("currentPage", str(page)), ("pageSize", str(page_size))]
    query += [("sortBy", sort_by)] if sort_by else []
    query += [("sortOrder", sort_order)] if sort_order else []
    return tuple(query)


def video_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Spell Python's keyword arguments as the members of a video in JSON.

    Only what is given is sent: an omitted field stays as it is.

    Raises
    ------
    TypeError
        For a name that no video has, or a string where a list is due.

    Examples
    --------
    >>> video_fields({"mp4_support": False, "metadata": {"room": "4"}})
    {'mp4Support': False, 'metadata': [{'key': 'room', 'value': '4'}]}
    """
    spelled: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _VIDEO_FIELDS:
            known = ", ".join(_VIDEO_FIELDS)
            raise TypeError(f"a video has no field {name!r}; it has {known}")
        spelled[_VIDEO_FIELDS[name]] = _SPELL.get(name, _as_is)(value)
    return spelled


def _as_is(value: Any) -> Any:
    return value


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        raise TypeError(f"tags are a list of strings, as in tags=[{value!r}]")
    return [str(tag) for tag in value]


def _metadata(value: Mapping[str, Any]) -> list[dict[str, str]]:
    if not isinstance(value, Mapping):
        raise TypeError("metadata is a mapping, as in metadata={'speaker': 'Ada'}")
    return [{"key": str(key), "value": str(item)} for key, item in value.items()]


def _clip(value: Any) -> dict[str, str]:
    if isinstance(value, str) or len(value) != 2:  # noqa: PLR2004  # start and end
        raise TypeError("clip is a start and an end, as in clip=('0:05', '0:10')")
    start, stop = value
    ends = {"startTimecode": start, "endTimecode": stop}
    return {name: timecode(end) for name, end in ends.items() if end is not None}


_VIDEO_FIELDS = {
    "title": "title",
    "description": "description",
    "source": "source",
    "public": "public",
    "panoramic": "panoramic",
    "mp4_support": "mp4Support",
    "player_id": "playerId",
    "tags": "tags",
    "metadata": "metadata",
    "clip": "clip",
    "watermark": "watermark",
    "language": "language",
    "transcript": "transcript",
}
_SPELL: dict[str, Callable[[Any], Any]] = {
    "tags": _tags,
    "metadata": _metadata,
    "clip": _clip,
}
