"""Bodies of ``POST /videos`` and ``PATCH /videos/{id}``: checked, then plain values.

https://docs.api.video/reference/api/Videos
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .bodies import (
    Check,
    Invalid,
    array,
    flag,
    matching,
    members,
    read,
    some_of,
    text,
    texts,
)
from .languages import MALFORMED, UNKNOWN
from .timecodes import is_timecode, seconds
from .urls import is_web_url

_LANGUAGES: Final = (
    "ar ca cs da de el en es fa fi fr he hi hr hu it ja ko ml nl nn no pl pt ru sk sl "
    "te tr uk ur vi zh"
)
LANGUAGES: Final = frozenset(_LANGUAGES.split())
_POSITION: Final = re.compile(r"\d+(?:\.\d+)?(?:px|%)", re.ASCII)
_SIZE: Final = re.compile(r"\d+(?:\.\d+)?(?:px|%)|initial", re.ASCII)
_OPACITY: Final = re.compile(r"\d+(?:\.\d+)?%", re.ASCII)
_ID: Final = re.compile(r"[0-9A-Za-z]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVideo:
    """A checked body of ``POST /videos``, defaults filled in."""

    title: str
    description: str = ""
    source: str | None = None
    public: bool = True
    panoramic: bool = False
    mp4_support: bool = True
    player_id: str | None = None
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    clip: tuple[str | None, str | None] = (None, None)
    watermark: Mapping[str, str] | None = None
    language: str | None = None
    transcript: bool = False
    transcript_summary: bool = False
    transcript_summary_attributes: tuple[str, ...] = ("abstract", "takeaways")


def parse_new_video(body: object) -> NewVideo:
    """Check a body of ``POST /videos``.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.

    Examples
    --------
    >>> parse_new_video({"title": "Talk", "tags": ["pycon"]}).tags
    ('pycon',)
    """
    values = read(
        body,
        {**_EDITABLE, **_CREATION_ONLY},
        required=("title",),
        nullable=_NULL_ON_CREATE,
    )
    return NewVideo(
        **{key: value for key, value in values.items() if value is not None}
    )


def parse_changes(body: object) -> dict[str, Any]:
    """Check a body of ``PATCH /videos/{id}`` (JSON Merge Patch).

    Returns
    -------
    dict
        New values by the names of `NewVideo`; what is not to change is not in it.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.
    """
    return read(body, _EDITABLE, nullable=_NULL_ON_PATCH)


def _title(value: object) -> str:
    title = text(value)
    if not title.strip():
        raise Invalid("This value should not be blank.")
    return title


def _metadata(value: object) -> tuple[tuple[str, str], ...]:
    pairs = []
    for i, item in enumerate(array(value)):
        pair = members(item, {"key": text, "value": text}, f"[{i}]")
        for name in ("key", "value"):
            if name not in pair:
                raise Invalid("This value should not be null.", f"[{i}][{name}]")
        pairs.append((pair["key"], pair["value"]))
    return tuple(pairs)


def _clip(value: object) -> tuple[str | None, str | None]:
    known = {"startTimecode": _timecode, "endTimecode": _timecode}
    clip = members(value, known)
    start, end = clip.get("startTimecode"), clip.get("endTimecode")
    if start is not None and end is not None and seconds(end) <= seconds(start):
        raise Invalid("The end must come after the start.", "[endTimecode]")
    return start, end


def _timecode(value: object) -> str:
    timecode = text(value)
    if not is_timecode(timecode):
        raise Invalid('This value must be a timecode such as "00:01:00.000" or "60".')
    return timecode


def _watermark(value: object) -> dict[str, str]:
    positions = dict.fromkeys(("top", "left", "bottom", "right"), matching(_POSITION))
    sizes = dict.fromkeys(("width", "height"), matching(_SIZE))
    known = {"id": text, **positions, **sizes, "opacity": matching(_OPACITY)}
    mark = members(value, known)
    if "id" not in mark:
        raise Invalid("This value should not be null.", "[id]")
    return mark


def _language(value: object) -> str:
    language = text(value)
    if re.fullmatch(r"[A-Za-z-]+", language) is None:
        raise Invalid(MALFORMED)
    if language not in LANGUAGES:
        raise Invalid(UNKNOWN)
    return language


def _source(value: object) -> str:
    source = text(value)
    if not is_web_url(source) and _ID.fullmatch(source) is None:
        raise Invalid("This value must be an http(s) URL or the id of a video.")
    return source


_EDITABLE: Final[Mapping[str, Check]] = {
    "title": _title,
    "description": text,
    "public": flag,
    "panoramic": flag,
    "mp4Support": flag,
    "playerId": text,
    "tags": texts,
    "metadata": _metadata,
    "language": _language,
    "transcript": flag,
    "transcriptSummary": flag,
    "transcriptSummaryAttributes": some_of("abstract", "takeaways"),
}
_CREATION_ONLY: Final[Mapping[str, Check]] = {
    "source": _source,
    "clip": _clip,
    "watermark": _watermark,
}
_NULL_ON_PATCH: Final = frozenset({"playerId", "language"})
# an absent source, clip or mark may be spelt out as null
_NULL_ON_CREATE: Final = _NULL_ON_PATCH | frozenset(_CREATION_ONLY)
