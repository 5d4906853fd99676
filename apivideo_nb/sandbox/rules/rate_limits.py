"""How many requests a minute a project may make, by group of methods.

https://docs.api.video/reference/rate-limiting
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PERIOD: Final = 60.0

Group = Literal["uploads", "writes", "reads"]
# which kinds of key are limited
Limited = Literal["none", "sandbox", "all"]

LIMITS: Final[Mapping[str, Mapping[Group, int]]] = {
    "sandbox": {"uploads": 40, "writes": 40, "reads": 100},
    "production": {"uploads": 100, "writes": 200, "reads": 500},
}
_NOT_COUNTED: Final = ("auth", "vod", "samples", "health")


@dataclass(frozen=True, slots=True)
class Window:
    """One minute of requests.

    Attributes
    ----------
    started : float
        When its first request came, in seconds on some clock.
    used : int
        Requests let in since.
    """

    started: float
    used: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after a request.

    Attributes
    ----------
    limit, remaining : int
        Requests a minute, and how many more are let in during this one.
    retry_after : int
        Seconds until the window ends; 0 where nothing is counted.
    admitted : bool
        Whether this request is let in.
    """

    limit: int
    remaining: int
    retry_after: int = 0
    admitted: bool = True

    @property
    def headers(self) -> dict[str, str]:
        """The same as the headers of an answer."""
        # never the standard Retry-After: urllib3 would silently send again on seeing it
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Retry-After": str(self.retry_after),
        }


def count(window: Window | None, *, limit: int, now: float) -> tuple[Window, Allowance]:
    """Count one more request.

    Parameters
    ----------
    window : Window or None
        As the last request left it.
    limit : int
        Requests that one window lets in.
    now : float
        Seconds on the clock of `window`.

    Returns
    -------
    window : Window
        For the next request; unchanged by one that is not admitted.
    allowance : Allowance
        What the answer says.

    Examples
    --------
    >>> window, first = count(None, limit=2, now=0)
    >>> window, second = count(window, limit=2, now=15)
    >>> first.remaining, second.remaining, count(window, limit=2, now=15)[1].admitted
    (1, 0, False)
    >>> count(window, limit=2, now=60)[1]
    Allowance(limit=2, remaining=1, retry_after=60, admitted=True)
    """
    if window is None or now >= window.started + PERIOD:
        window = Window(now, 0)
    admitted = window.used < limit
    if admitted:
        window = Window(window.started, window.used + 1)
    # rounded up: who waits that long is let in
    left = -int(-(window.started + PERIOD - now) // 1)
    return window, Allowance(limit, limit - window.used, left, admitted)


def group_of(method: str, path: str) -> Group:
    """Return the group that a request counts in.

    Examples
    --------
    >>> group_of("POST", "/videos/vi1/source"), group_of("DELETE", "/videos/vi1")
    ('uploads', 'writes')
    """
    if method in ("GET", "HEAD"):
        return "reads"
    parts = path.strip("/").split("/")
    to_video = len(parts) == 3 and (parts[0], parts[2]) == ("videos", "source")  # noqa: PLR2004 - videos, id, source
    if method == "POST" and (to_video or parts == ["upload"]):
        return "uploads"
    return "writes"


def is_counted(path: str) -> bool:
    """Tell whether answers at `path` speak of rate limits at all.

    Examples
    --------
    >>> is_counted("/videos"), is_counted("/auth/api-key"), is_counted("/vod/vi1")
    (True, False, False)
    """
    return path.strip("/").partition("/")[0] not in _NOT_COUNTED


def uncounted(method: str, path: str) -> Allowance:
    """Return what an answer says when its request was not counted.

    The three headers are there all the same, with production's figures and nothing
    used, so that a client which reads them never waits.
    """
    limit = LIMITS["production"][group_of(method, path)]
    return Allowance(limit, limit)
