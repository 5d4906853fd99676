"""What the player page reports of a viewing; no more is kept than analytics need."""

import hmac
import math
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from .bodies import Invalid, array, matching, members, read, text

#: a page reports at least this often while it plays, in seconds
MAX_WATCH: Final = 60.0
MAX_BEACON: Final = 8192
_MAX_EVENTS: Final = 32
_MAX_LOADING: Final = 600_000.0
_DAY: Final = 24 * 3600

# what a value of each kind is at most: milliseconds, nothing, or seconds
_KINDS: Final = {
    "impression": _MAX_LOADING,
    "play": 0.0,
    "start": 0.0,
    "end": 0.0,
    "watch": MAX_WATCH,
}
_MARK: Final = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Beacon:
    """One report.

    Attributes
    ----------
    mark : str
        What the page calls itself, so that its reports belong together.
    referrer : str
        Origin of the page around it, ``https://example.com/``; ``""`` if there is none.
    events : tuple of (kind, value)
        ``impression`` with the milliseconds it took, ``watch`` with seconds watched
        up to now, ``play``, ``start`` and ``end`` with 0.
    """

    mark: str
    referrer: str
    events: tuple[tuple[str, float], ...]


def parse_beacon(body: object) -> Beacon:
    """Check a report.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.

    Examples
    --------
    >>> parse_beacon({"view": "0000-0001", "events": [{"type": "play"}]}).events
    (('play', 0.0),)
    """
    values = read(
        body,
        {"view": matching(_MARK), "referrer": _origin, "events": _events},
        required=("view", "events"),
    )
    return Beacon(values["view"], values.get("referrer", ""), values["events"])


def viewer(key: bytes, *, day: float, address: str, user_agent: str) -> str:
    """Return what tells viewers apart for one day, and leads back to nobody.

    Parameters
    ----------
    key : bytes
        Secret of this server.
    day : float
        Any moment of the day, in seconds since 1970.
    address, user_agent : str
        The two things that a viewer is known by.
    """
    message = f"viewer|{int(day // _DAY)}|{address}|{user_agent}".encode()
    return hmac.digest(key, message, "sha256")[:12].hex()


def is_own_page(site: str | None) -> bool:
    """Tell whether a report comes from our page, by its ``Sec-Fetch-Site``.

    Any web page can make a browser post to this server; none can change that header.
    """
    return site in (None, "same-origin")


def _origin(value: object) -> str:
    try:
        parts = urlsplit(text(value))
        if parts.scheme in ("http", "https") and parts.hostname:
            port = f":{parts.port}" if parts.port is not None else ""
            return f"{parts.scheme}://{parts.hostname[:253]}{port}/"
    except ValueError:  # a bracket that is not closed, a port beyond 65535
        pass
    return ""


def _events(value: object) -> tuple[tuple[str, float], ...]:
    found = array(value)
    if len(found) > _MAX_EVENTS:
        raise Invalid(f"At most {_MAX_EVENTS} events fit into one report.")
    return tuple(_event(item, f"[{place}]") for place, item in enumerate(found))


def _event(item: object, path: str) -> tuple[str, float]:
    event: dict[str, Any] = members(item, {"type": text, "value": _number}, path)
    kind = event.get("type")
    if kind not in _KINDS:
        raise Invalid(f"Allowed values: {', '.join(_KINDS)}.", f"{path}[type]")
    return kind, min(event.get("value", 0.0), _KINDS[kind])


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid("This value must be of type number.")
    if not (math.isfinite(value) and value >= 0):
        raise Invalid("This value must not be negative.")
    return float(value)
