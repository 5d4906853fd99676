"""What is typed into the panel's fields, read; each refusal is a sentence."""

import re
from collections.abc import Mapping

from ..api.moments import seconds

_PLAYER, _WATERMARK = re.compile(r"pl[0-9A-Za-z]{10,}"), re.compile(r"watermark_\w+")
_PAIR = re.compile(r"\s*([^=:]*[^=:\s])\s*[=:]\s*(.*?)\s*")
_EDGE = "3%"  # how far a watermark is from the edges of its corner
#: where a watermark can be, and between which edges that is
CORNERS: Mapping[str, tuple[str, ...]] = {
    "bottom right": ("bottom", "right"),
    "bottom left": ("bottom", "left"),
    "top right": ("top", "right"),
    "top left": ("top", "left"),
}


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags between commas, each once.

    Examples
    --------
    >>> read_tags("physics, open day,, physics")
    ('physics', 'open day')
    """
    return tuple(filter(None, dict.fromkeys(tag.strip() for tag in text.split(","))))


def read_metadata(text: str) -> dict[str, str]:
    r"""Read a pair a line, as in ``speaker = Ada``.

    Raises
    ------
    ValueError
        If a line is no pair, or names something twice.

    Examples
    --------
    >>> read_metadata("speaker = Ada\nroom: 4")
    {'speaker': 'Ada', 'room': '4'}
    """
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        pair = _PAIR.fullmatch(line)
        if pair is None:
            raise ValueError(f"Metadata, line {number}: write it as speaker = Ada.")
        name, value = pair.groups()
        if name in pairs:
            raise ValueError(f"Metadata, line {number}: {name} is there twice.")
        pairs[name] = value
    return pairs


def read_clip(start: str, end: str) -> tuple[str | None, str | None] | None:
    """Read which part of the source to keep; None for all of it.

    Raises
    ------
    ValueError
        If an end is no moment, or the part is empty.

    Examples
    --------
    >>> read_clip("", "1:30"), read_clip(" ", "")
    ((None, '1:30'), None)
    """
    ends = [text.strip() or None for text in (start, end)]
    try:
        begins, stops = (None if one is None else seconds(one) for one in ends)
    except ValueError:
        raise ValueError("Clip: write moments as 90, 1:30 or 0:01:30.") from None
    if stops is not None and stops <= (begins or 0):
        raise ValueError("Clip: the end must come after the start.")
    return None if ends == [None, None] else (ends[0], ends[1])


def read_player(text: str) -> str | None:
    """Read the id of a player theme; a name before it is let through.

    Raises
    ------
    ValueError
        If there is no such id in it.

    Examples
    --------
    >>> read_player("Lecture · pl45KFKdlddgk654dspkze")
    'pl45KFKdlddgk654dspkze'
    """
    return _read_id(text, _PLAYER, "Player theme: its id starts with pl.")


def read_watermark(text: str, corner: str) -> dict[str, str] | None:
    """Read the id of a watermark, and put it into a corner.

    Raises
    ------
    ValueError
        If there is no such id in it.

    Examples
    --------
    >>> read_watermark("watermark_1BWr2L5MTQwxGkuxKjzh6i", "top left")
    {'id': 'watermark_1BWr2L5MTQwxGkuxKjzh6i', 'top': '3%', 'left': '3%'}
    """
    found = _read_id(text, _WATERMARK, "Watermark: its id starts with watermark_.")
    return {"id": found} | dict.fromkeys(CORNERS[corner], _EDGE) if found else None


def _read_id(text: str, pattern: re.Pattern[str], advice: str) -> str | None:
    words = text.split()
    if words and not pattern.fullmatch(words[-1]):
        raise ValueError(advice)
    return words[-1] if words else None
