"""What the arguments of a command mean: one converter for each kind of value.

A converter takes a string, as typed, or the object that an expression gave, and raises
`ValueError` with a text that reads well behind the argument's name.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_TIME = re.compile(
    r"(?:(?:(?P<hours>\d+):)?(?P<minutes>[0-5]?\d):)?(?P<seconds>\d+(?:\.\d*)?)"
)
_MOST_SECONDS_AFTER_A_COLON = 60


def text(value: object) -> str:
    """Give a value as text; None and bytes are refused, they would print oddly."""
    if value is None or isinstance(value, bytes | bytearray):
        raise ValueError(f"{type(value).__name__} is not text")
    return str(value)


def texts(value: object) -> tuple[str, ...]:
    """Give one text, or those of a list, tuple or set."""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(text(item) for item in value)
    return (text(value),)


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Read ``KEY=VALUE``, or take the items of a mapping.

    Examples
    --------
    >>> pairs("speaker=Ada")
    (('speaker', 'Ada'),)
    """
    if isinstance(value, Mapping):
        return tuple((text(key), text(item)) for key, item in value.items())
    key, equals, item = text(value).partition("=")
    if not equals or not key:
        raise ValueError(f"{text(value)!r} is not KEY=VALUE")
    return ((key, item),)


def count(value: object) -> int:
    """Read a whole number of at least 1."""
    try:
        number = int(text(value))
    except ValueError:
        number = 0
    if number < 1:
        raise ValueError(f"{value!r} is not a whole number above 0")
    return number


def video_id(value: object) -> str:
    """Take an id, or the id of a video that an expression gave."""
    found = getattr(value, "video_id", value)
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{value!r} is neither a video nor its id")
    return found.strip()


def source(value: object) -> object:
    """Take what can be uploaded as it is; the core finds out what it is."""
    if value is None or value == "":
        raise ValueError("there is nothing to upload")
    return value


def picture(value: object) -> object:
    """Take a path or the bytes of a picture; a leading ``~`` is the home directory."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | os.PathLike) and str(value):
        return Path(value).expanduser()
    raise ValueError(f"{type(value).__name__} is neither a path nor bytes")


def seconds(value: object) -> float:
    """Read a time: seconds, ``mm:ss`` or ``hh:mm:ss``, fractions allowed.

    Examples
    --------
    >>> seconds("1:02:03.5"), seconds("90")
    (3723.5, 90.0)
    """
    if isinstance(value, int | float) and value >= 0:
        return float(value)
    found = _TIME.fullmatch(text(value).strip())
    if not found or (
        found["minutes"] and float(found["seconds"]) >= _MOST_SECONDS_AFTER_A_COLON
    ):
        raise ValueError(f"{value!r} is not a time such as 90, 1:30 or 00:01:30")
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    return hours * 3600 + minutes * 60 + float(found["seconds"])


def clip(value: object) -> tuple[float | None, float | None]:
    """Read ``A-B``, ``A-`` or ``-B``, each side a time; or take two times.

    Examples
    --------
    >>> clip("0:05-0:10"), clip("30-")
    ((5.0, 10.0), (30.0, None))
    """
    sides: Iterable[object]
    if isinstance(value, tuple | list):
        sides = value
    else:
        sides = [side.strip() or None for side in text(value).split("-")]
    times = [None if side is None else seconds(side) for side in sides]
    match times:
        case [start, stop] if start is not None or stop is not None:
            if stop is not None and stop <= (start or 0):
                raise ValueError(f"{value!r} ends before it begins")
            return start, stop
        case _:
            raise ValueError(f"{value!r} is not START-END, such as 0:05-0:20 or 30-")
