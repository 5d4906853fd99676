"""WebVTT, the form in which captions and chapters are stored: a pure module.

https://www.w3.org/TR/webvtt1/
"""

import re
from collections.abc import Iterable

from ..display.words import one_line
from .moments import seconds, timecode

_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t\n]|$)")
# SubRip: a number, then times with a comma before the milliseconds
_SUBRIP = re.compile(r"\ufeff?\s*(?:\d+\s*\n)?\d+:\d\d:\d\d,\d+\s*-->")
_COMMA = re.compile(r"(\d+:\d\d:\d\d),(\d+)")
#: seconds that the last chapter lasts where nobody knows the length of the video
_LONG = 3600.0


def as_webvtt(text: str) -> str:
    r"""Give captions or chapters as WebVTT.

    Parameters
    ----------
    text : str
        WebVTT, or SubRip (``.srt``), which is translated.

    Raises
    ------
    ValueError
        If it is neither.

    Examples
    --------
    >>> print(as_webvtt("1\n00:00:01,000 --> 00:00:02,500\nHello\n"))
    WEBVTT
    <BLANKLINE>
    1
    00:00:01.000 --> 00:00:02.500
    Hello
    <BLANKLINE>
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HEADER.match(text):
        return text.removeprefix("\ufeff")
    if not _SUBRIP.match(text):
        raise ValueError(
            "this is no WebVTT: its first line has to be WEBVTT (SubRip, .srt, will do)"
        )
    lines = text.removeprefix("\ufeff").lstrip().split("\n")
    translated = (_COMMA.sub(r"\1.\2", x) if "-->" in x else x for x in lines)
    return "WEBVTT\n\n" + "\n".join(translated)


def chapters_webvtt(
    marks: Iterable[tuple[float | str, str]], *, duration: float | None = None
) -> str:
    """Write chapters, each of which ends where the next begins.

    Parameters
    ----------
    marks : iterable of (moment, title)
        When each chapter begins, in any order; moments as `seconds` reads them.
    duration : float, optional
        Length of the video in seconds: where the last one ends.

    Raises
    ------
    ValueError
        If there is no chapter, two begin at once, or a moment is none.

    Examples
    --------
    >>> print(chapters_webvtt([(0, "Intro"), ("1:30", "Q & A")], duration=200))
    WEBVTT
    <BLANKLINE>
    00:00:00.000 --> 00:01:30.000
    Intro
    <BLANKLINE>
    00:01:30.000 --> 00:03:20.000
    Q &amp; A
    <BLANKLINE>
    """
    found = sorted((seconds(at), title) for at, title in marks)
    if not found:
        raise ValueError("there is no chapter; give pairs such as ('0:30', 'Method')")
    last = found[-1][0]
    end = duration if duration and duration > last else last + _LONG
    text, stops = "WEBVTT\n", [*(at for at, _ in found[1:]), end]
    for (start, title), stop in zip(found, stops, strict=True):
        if stop <= start:
            raise ValueError(f"two chapters begin at {timecode(start)}")
        text += f"\n{timecode(start)} --> {timecode(stop)}\n{_cue(title)}\n"
    return text


def _cue(title: str) -> str:
    # a cue ends at an empty line, and "<" begins a tag
    line = one_line(title, limit=1000) or "…"
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
