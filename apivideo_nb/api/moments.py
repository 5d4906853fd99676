"""A moment of a video: read as people write it, spelled as the API wants it."""

import math
import re
from numbers import Real

_TIME = re.compile(
    r"(?:(?:(?P<hours>\d+):(?=\d{1,2}:))?(?P<minutes>\d{1,3}):(?=\d{1,2}(?:\.|$)))?"
    r"(?P<seconds>\d+(?:\.\d*)?)"
)
_SIXTY = 60


def seconds(at: object) -> float:
    """Read a moment of a video.

    Parameters
    ----------
    at : float or str
        Seconds from 0, or ``ss``, ``mm:ss`` or ``hh:mm:ss``, each with decimals.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ValueError
        If it is no moment of a video.

    Examples
    --------
    >>> seconds("1:02:03.5"), seconds("90"), seconds(1.5)
    (3723.5, 90.0, 1.5)
    """
    if isinstance(at, Real) and not isinstance(at, bool):
        if 0 <= float(at) < math.inf:
            return float(at)
    elif isinstance(at, str) and (found := _TIME.fullmatch(at.strip())):
        hours, minutes = found["hours"], int(found["minutes"] or 0)
        rest = float(found["seconds"])
        # 75 is 1:15, but 1:75 is a slip
        slip = (hours and minutes >= _SIXTY) or (found["minutes"] and rest >= _SIXTY)
        if not slip:
            return int(hours or 0) * 3600 + minutes * 60 + rest
    raise ValueError(f"{at!r} is not a time such as 90, 1:30 or 00:01:30")


def timecode(at: object) -> str:
    """Spell a moment as ``hh:mm:ss.mmm``; takes and raises what `seconds` does.

    Examples
    --------
    >>> timecode(65.5), timecode("1:05"), timecode("00:00:05")
    ('00:01:05.500', '00:01:05.000', '00:00:05.000')
    """
    ms = round(seconds(at) * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms / 1000 % 60:06.3f}"
