"""What a ``User-Agent`` tells about a viewer, in the words of the analytics."""

import re
from dataclasses import dataclass
from typing import Final

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Agent:
    """Browser, operating system and kind of device; all that is kept of a header."""

    browser: str = UNKNOWN
    operating_system: str = UNKNOWN
    device_type: str = UNKNOWN


# the first pattern found decides: nearly all of them claim to be Mozilla and Safari
_BROWSERS: Final = (
    ("edge", r"Edg(?:e|A|iOS)?/"),
    ("opera", r"OPR/|Opera"),
    ("samsung browser", r"SamsungBrowser/"),
    ("firefox", r"Firefox/|FxiOS/"),
    ("chrome", r"Chrome/|Chromium/|CriOS/"),
    ("safari", r"Safari/"),
)
_SYSTEMS: Final = (
    ("ios", r"iPhone|iPad|iPod"),
    ("android", r"Android"),
    ("windows", r"Windows"),
    ("mac osx", r"Macintosh|Mac OS X"),
    ("linux", r"Linux|X11"),
)
_DEVICES: Final = (
    ("tv", r"TV\b|SmartTV|SMART-TV|BRAVIA|Web0S"),
    ("console", r"PlayStation|Xbox|Nintendo"),
    ("wearable", r"Watch"),
    ("tablet", r"iPad|Tablet|Android(?!.*Mobile)"),
    ("phone", r"iPhone|iPod|Mobile"),
    ("computer", r"Windows|Macintosh|Linux|X11|CrOS"),
)


def parse_user_agent(header: str) -> Agent:
    """Read a ``User-Agent`` header; what is not recognised is ``unknown``.

    Examples
    --------
    >>> parse_user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0")
    Agent(browser='firefox', operating_system='linux', device_type='computer')
    """
    return Agent(*(_first(table, header) for table in (_BROWSERS, _SYSTEMS, _DEVICES)))


def _first(table: tuple[tuple[str, str], ...], header: str) -> str:
    found = (name for name, pattern in table if re.search(pattern, header))
    return next(found, UNKNOWN)
