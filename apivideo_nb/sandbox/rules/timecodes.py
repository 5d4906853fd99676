"""Timecodes of clips and thumbnails: ``hh:mm:ss.mmm``, ``hh:mm:ss:ff`` or seconds."""

import re
from typing import Final

_TIMECODE: Final = re.compile(
    r"(?:(\d{2,3}):([0-5]\d):([0-5]\d)(?:(\.\d{1,3})|:(\d{1,2}))?|(\d{1,7}))", re.ASCII
)
_USUAL_FRAMERATE: Final = 25.0


def is_timecode(text: str) -> bool:
    """Tell whether `text` is a timecode in one of the three forms."""
    return _TIMECODE.fullmatch(text) is not None


def seconds(timecode: str, framerate: float | None = None) -> float:
    """Turn a timecode into seconds from the start.

    Parameters
    ----------
    timecode : str
        A text that `is_timecode` accepts.
    framerate : float, optional
        Frames per second, which the ``:ff`` form counts in; 25 when unknown.

    Raises
    ------
    ValueError
        If `timecode` is none.

    Examples
    --------
    >>> seconds("00:01:02.500"), seconds("124"), seconds("00:00:01:15", 30)
    (62.5, 124.0, 1.5)
    """
    match = _TIMECODE.fullmatch(timecode)
    if match is None:
        raise ValueError(f"{timecode!r} is not a timecode")
    hours, minutes, whole, fraction, frame, plain = match.groups()
    if plain is not None:
        return float(plain)
    total = int(hours) * 3600 + int(minutes) * 60 + float(whole + (fraction or ""))
    return total + int(frame or 0) / (framerate or _USUAL_FRAMERATE)
