"""What the arguments of a command mean: one converter for each kind of value.

A converter takes a string, as typed, or the object that an expression gave, and raises
`ValueError` with a text that reads well behind the argument's name.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..api.moments import seconds


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
    # an array compared with a text would be an array
    if value is None or (isinstance(value, str) and not value):
        raise ValueError("there is nothing to upload")
    return value


def picture(value: object) -> object:
    """Take a path or the bytes of a picture; a leading ``~`` is the home directory."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | os.PathLike) and str(value):
        return Path(value).expanduser()
    raise ValueError(f"{type(value).__name__} is neither a path nor bytes")


def number(value: object) -> float:
    """Read a number, whole or not.

    Examples
    --------
    >>> number("29.97")
    29.97
    """
    try:
        return float(value)  # type: ignore[arg-type]  # that is what is tried
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is no number") from None


def watermark(value: object) -> dict[str, str]:
    """Take the id of a watermark, the watermark, or a mapping of id and place.

    Examples
    --------
    >>> watermark("watermark_1")
    {'id': 'watermark_1'}
    """
    if isinstance(value, Mapping):
        return dict(pairs(value))
    return {"id": text(getattr(value, "watermark_id", value))}


def track(value: object) -> object:
    """Take a path, or the text itself; a leading ``~`` is the home directory."""
    if isinstance(value, str) and "\n" in value:
        return value
    return picture(value)


def marks(value: object) -> object:
    """Take what `track` does, or times and titles: a mapping, or pairs."""
    if isinstance(value, Mapping | list | tuple):
        return value
    if isinstance(value, str) and value.startswith("{"):
        raise ValueError("a mapping is given by its name: marks = {…}, then $marks")
    return track(value)


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
