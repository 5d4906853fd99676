"""The errors that this package raises on purpose.

::

    ApiVideoError
    ├── ApiError                  the API answered with status 400 or above
    │   ├── AuthenticationError   401, 403, and bad credentials at /auth/*
    │   ├── NotFoundError         404
    │   ├── RateLimitError        429
    │   └── ServerError           5xx
    ├── ConfigurationError        no usable key, server, directory or program
    ├── DecodingError             an answer that does not parse
    ├── EncodingError             the service could not make the video playable
    │   └── IngestError           … since it could not even fetch its source
    ├── SourceError               the bytes to send are missing, empty or unreadable
    ├── TransportError            no answer at all
    ├── UploadInterruptedError    stopped by the user; carries what resuming needs
    └── WaitTimeoutError          a video did not get there before the deadline

Each text is one readable line; `ApiVideoError.hint` says what to do next.
A wrong argument is a plain `ValueError` or `TypeError`.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class ApiVideoError(Exception):
    """Root of all errors that this package raises on purpose.

    Parameters
    ----------
    message : str
        What went wrong, on one line.
    hint : str, optional
        What to do next, on one line; by default what the class suggests.

    Attributes
    ----------
    hint : str
        What to do next; empty when there is nothing sensible to suggest.

    Examples
    --------
    >>> from apivideo_nb import ApiVideoError
    >>> try:
    ...     raise ApiVideoError("There is no such file.", hint="Check the path.")
    ... except ApiVideoError as exc:
    ...     print(exc, exc.hint)
    There is no such file. Check the path.
    """

    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class ApiError(ApiVideoError):
    """The API answered with status 400 or above; facts are attributes.

    Attributes
    ----------
    status : int
        HTTP status.
    title : str
        The service's own words.
    type : str
        Link to the vendor's page; switch on its last segment, `slug`.
    name : str or None
        The parameter at fault, if one is.
    detail : str or None
        What is wrong with it, when the service says so.
    problems : tuple of mapping
        One entry per fault, the first repeats the outer error.
    retry_after : float or None
        Seconds that the server asks to wait (429 only).

    References
    ----------
    https://docs.api.video/reference

    Examples
    --------
    >>> from apivideo_nb import ApiError
    >>> page = "https://docs.api.video/reference/invalid-attribute"
    >>> error = ApiError(400, {"title": "Too long.", "name": "title", "type": page})
    >>> print(error, error.slug)
    Too long (400, title) invalid-attribute
    """

    def __init__(
        self,
        status: int,
        problem: Mapping[str, Any],
        *,
        retry_after: float | None = None,
    ) -> None:
        self.status = status
        self.title = str(problem.get("title") or "no reason given")
        self.type = str(problem.get("type") or "about:blank")
        self.name: str | None = problem.get("name") or None
        self.detail: str | None = problem.get("detail") or None
        found = problem.get("problems")
        self.problems: tuple[Mapping[str, Any], ...] = (
            tuple(p for p in found if isinstance(p, Mapping))
            if isinstance(found, Sequence)
            else ()
        )
        self.retry_after = retry_after
        super().__init__(self._text())

    @property
    def slug(self) -> str:
        """Last segment of `type`: the part that the vendor keeps stable."""
        return self.type.rstrip("/").rsplit("/", 1)[-1]

    def _text(self) -> str:
        parts = [f"{self.title.rstrip('.')} ({self.status}"]
        if self.name:
            parts.append(f", {self.name}")
        parts.append(")")
        if self.detail and self.detail != self.title:
            parts.append(f": {self.detail.rstrip('.')}")
        return "".join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive pickling: errors cross process borders in batch uploads."""
        problem = {
            "title": self.title,
            "type": self.type,
            "name": self.name,
            "detail": self.detail,
            "problems": [dict(p) for p in self.problems],
        }
        return _api_error, (type(self), self.status, problem, self.retry_after)


# where the ids are found that are no video's
_LISTED = {
    "playerId": "players",
    "summaryId": "summaries",
    "watermarkId": "watermarks",
    "webhookId": "webhooks",
}


def _api_error(
    kind: type[ApiError],
    status: int,
    problem: Mapping[str, Any],
    retry_after: float | None,
) -> ApiError:
    return kind(status, problem, retry_after=retry_after)


class AuthenticationError(ApiError):
    """The key or token was refused (401, 403).

    Examples
    --------
    >>> from apivideo_nb import AuthenticationError
    >>> AuthenticationError(401, {"title": "The token is invalid."}).status
    401
    """

    hint = (
        "Check the key in the api.video dashboard, then set APIVIDEO_API_KEY "
        "or run `%apivideo login`."
    )


class NotFoundError(ApiError):
    """There is no such resource in this project (404).

    Examples
    --------
    >>> import apivideo_nb as av
    >>> try:
    ...     av.Client().videos.get("vi4k0jvEUuaTdRAEjQ4Jfrgz")
    ... except av.NotFoundError as exc:
    ...     print(exc.status, exc.name)
    404 videoId
    """

    hint = "Check the id; `%apivideo list` shows the videos of this key's project."

    def __init__(
        self,
        status: int,
        problem: Mapping[str, Any],
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(status, problem, retry_after=retry_after)
        if self.name in _LISTED:
            self.hint = f"Check the id; `client.{_LISTED[self.name]}.list()` shows all."


class RateLimitError(ApiError):
    """Too many requests in this window (429).

    Examples
    --------
    >>> from apivideo_nb import RateLimitError
    >>> RateLimitError(429, {}, retry_after=12.0).retry_after
    12.0
    """

    hint = "Wait a minute and try again."


class ServerError(ApiError):
    """The service failed (5xx), or did not wait for the whole request (408).

    Examples
    --------
    >>> from apivideo_nb import ServerError
    >>> print(ServerError(503, {"title": "Down for maintenance."}))
    Down for maintenance (503)
    """

    hint = "The service has a problem of its own; try again in a moment."


class ConfigurationError(ApiVideoError):
    """There is no usable key, server, directory or program.

    Examples
    --------
    >>> import apivideo_nb as av
    >>> try:
    ...     av.Client("key", base_url="no address")
    ... except av.ConfigurationError as exc:
    ...     print(exc)
    base_url is no URL of a server.
    """


class DecodingError(ApiVideoError):
    """An answer does not have the documented shape.

    Examples
    --------
    >>> import apivideo_nb as av
    >>> try:
    ...     av.Video.from_json({"title": "no id"})
    ... except av.DecodingError as exc:
    ...     print(exc)
    Video: videoId is missing
    """

    hint = "Is the base URL really that of an api.video server?"


class EncodingError(ApiVideoError):
    """The service could not make a video out of its source.

    Examples
    --------
    >>> import apivideo_nb as av
    >>> try:
    ...     av.Client().upload(b"These are words.", title="Words", wait="playable")
    ... except av.EncodingError as exc:
    ...     print(type(exc).__name__)
    EncodingError
    """

    hint = (
        "Check that the source opens in a video player; the same bytes are sent again "
        "only with force=True (--force)."
    )


class IngestError(EncodingError):
    """The service could not fetch the link that a video was to be made of.

    Examples
    --------
    >>> from apivideo_nb import EncodingError, IngestError
    >>> issubclass(IngestError, EncodingError)
    True
    """

    hint = "Check that the link opens a video file, not a page, then upload it again."


class SourceError(ApiVideoError):
    """The bytes to upload are missing, empty, unreadable or of an unknown kind.

    Examples
    --------
    >>> import apivideo_nb as av
    >>> try:
    ...     av.Client().upload(b"")
    ... except av.SourceError as exc:
    ...     print(exc)
    There are 0 bytes to upload.
    """


class TransportError(ApiVideoError):
    """No answer came: no connection, a broken one, or too slow a one.

    Attributes
    ----------
    unsent : bool
        Whether the request certainly never reached the server.

    Examples
    --------
    >>> from apivideo_nb import TransportError
    >>> TransportError("ws.api.video cannot be reached.", unsent=True).unsent
    True
    """

    hint = "Check the network and the base URL, then try again."

    def __init__(self, message: str, *, unsent: bool = False) -> None:
        super().__init__(message)
        self.unsent = unsent


class UploadInterruptedError(ApiVideoError):
    """An upload was stopped before its last byte.

    Attributes
    ----------
    video_id : str or None
        The container that already holds some of the bytes, if there is one.

    Examples
    --------
    >>> import threading
    >>> import apivideo_nb as av
    >>> cancel = threading.Event()
    >>> cancel.set()
    >>> try:
    ...     av.Client().upload(b"a talk", title="Talk", cancel=cancel)
    ... except av.UploadInterruptedError as exc:
    ...     print(exc)
    The upload was stopped.
    """

    def __init__(self, message: str, *, video_id: str | None = None) -> None:
        super().__init__(message)
        self.video_id = video_id


class WaitTimeoutError(ApiVideoError):
    """A video did not reach the awaited state before the deadline.

    Attributes
    ----------
    video_id : str
        The video; it goes on being processed.

    Examples
    --------
    >>> import apivideo_nb as av
    >>> video = av.Client().videos.create("Nothing in it")
    >>> try:
    ...     video.wait("playable", timeout=0)
    ... except av.WaitTimeoutError as exc:
    ...     print(exc.video_id == video.video_id)
    True
    """

    hint = "It goes on by itself: ask again with `%apivideo status`, or wait longer."

    def __init__(self, message: str, *, video_id: str) -> None:
        super().__init__(message)
        self.video_id = video_id
