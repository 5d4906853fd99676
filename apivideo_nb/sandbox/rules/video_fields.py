"""Bodies of ``POST /videos`` and ``PATCH /videos/{id}``: checked, then plain values.

https://docs.api.video/reference/api/Videos
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from .problems import Fault, invalid, problem
from .timecodes import is_timecode, seconds

_LANGUAGES: Final = (
    "ar ca cs da de el en es fa fi fr he hi hr hu it ja ko ml nl nn no pl pt ru sk sl "
    "te tr uk ur vi zh"
)
LANGUAGES: Final = frozenset(_LANGUAGES.split())
_POSITION: Final = re.compile(r"\d+(?:\.\d+)?(?:px|%)", re.ASCII)
_SIZE: Final = re.compile(r"\d+(?:\.\d+)?(?:px|%)|initial", re.ASCII)
_OPACITY: Final = re.compile(r"\d+(?:\.\d+)?%", re.ASCII)
_URL: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_ID: Final = re.compile(r"[0-9A-Za-z]+", re.ASCII)


class _Invalid(Exception):  # noqa: N818 - a signal between two functions of this file
    def __init__(self, detail: str, path: str = "") -> None:
        self.detail, self.path = detail, path


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
    if not isinstance(body, dict):
        raise problem("invalid-payload")
    missing = [Fault("attribute-required", "title")] if "title" not in body else []
    values, faults = _read(body, {**_EDITABLE, **_CREATION_ONLY}, _NULL_ON_CREATE)
    if missing or faults:
        raise invalid([*missing, *faults])
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
    if not isinstance(body, dict):
        raise problem("invalid-payload")
    values, faults = _read(body, _EDITABLE, _NULL_ON_PATCH)
    if faults:
        raise invalid(faults)
    return values


def _read(
    body: dict[str, Any], known: Mapping[str, "_Check"], nullable: frozenset[str]
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for name, value in body.items():
        try:
            if name not in known:
                raise _Invalid("This field was not expected.")  # noqa: TRY301 - all faults of a field end in one place
            if value is None and name not in nullable:
                raise _Invalid("This value should not be null.")  # noqa: TRY301 - likewise
            values[_snake(name)] = None if value is None else known[name](value)
        except _Invalid as exc:
            path = name.encode(errors="replace").decode() + exc.path
            faults.append(Fault("invalid-attribute", path, exc.detail))
    return values, faults


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Invalid("This value must be of type string.")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON lets through
        raise _Invalid("This value is not valid Unicode.") from None
    return value


def _title(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise _Invalid("This value should not be blank.")
    return text


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Invalid("This value must be of type boolean.")
    return value


def _array(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _Invalid("This attribute must be an array.")
    return value


def _tags(value: object) -> tuple[str, ...]:
    return tuple(_at(f"[{i}]", _text, tag) for i, tag in enumerate(_array(value)))


def _metadata(value: object) -> tuple[tuple[str, str], ...]:
    pairs = []
    for i, item in enumerate(_array(value)):
        pair = _members(item, {"key": _text, "value": _text}, f"[{i}]")
        for name in ("key", "value"):
            if name not in pair:
                raise _Invalid("This value should not be null.", f"[{i}][{name}]")
        pairs.append((pair["key"], pair["value"]))
    return tuple(pairs)


def _clip(value: object) -> tuple[str | None, str | None]:
    known = {"startTimecode": _timecode, "endTimecode": _timecode}
    clip = _members(value, known)
    start, end = clip.get("startTimecode"), clip.get("endTimecode")
    if start is not None and end is not None and seconds(end) <= seconds(start):
        raise _Invalid("The end must come after the start.", "[endTimecode]")
    return start, end


def _timecode(value: object) -> str:
    text = _text(value)
    if not is_timecode(text):
        raise _Invalid('This value must be a timecode such as "00:01:00.000" or "60".')
    return text


def _watermark(value: object) -> dict[str, str]:
    positions = dict.fromkeys(("top", "left", "bottom", "right"), _matching(_POSITION))
    sizes = dict.fromkeys(("width", "height"), _matching(_SIZE))
    known = {"id": _text, **positions, **sizes, "opacity": _matching(_OPACITY)}
    mark = _members(value, known)
    if "id" not in mark:
        raise _Invalid("This value should not be null.", "[id]")
    return mark


def _language(value: object) -> str:
    text = _text(value)
    if re.fullmatch(r"[A-Za-z-]+", text) is None:
        raise _Invalid(
            'The "language" attribute must contain only letters and dashes '
            '(for example "fr", "fr-BE").'
        )
    if text not in LANGUAGES:
        raise _Invalid('The "language" attribute is not valid.')
    return text


def _summary_attributes(value: object) -> tuple[str, ...]:
    names = tuple(_array(value))
    if any(name not in ("abstract", "takeaways") for name in names):
        raise _Invalid('Only "abstract" and "takeaways" are allowed.')
    return names


def _source(value: object) -> str:
    text = _text(value)
    if not _is_url(text) and _ID.fullmatch(text) is None:
        raise _Invalid("This value must be an http(s) URL or the id of a video.")
    return text


def _is_url(text: str) -> bool:
    if _URL.fullmatch(text) is None:
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that is not closed, a port beyond 65535
        return False


def _matching(pattern: re.Pattern[str]) -> "_Check":
    def check(value: object) -> str:
        text = _text(value)
        if pattern.fullmatch(text) is None:
            raise _Invalid("This value is not valid.")
        return text

    return check


def _members(
    value: object, known: Mapping[str, "_Check"], path: str = ""
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Invalid("This value must be of type object.", path)
    for name in value:
        if name not in known:
            where = name.encode(errors="replace").decode()
            raise _Invalid("This field was not expected.", f"{path}[{where}]")
    return {
        name: _at(f"{path}[{name}]", known[name], member)
        for name, member in value.items()
        if member is not None
    }


def _at(path: str, check: "_Check", value: object) -> Any:
    try:
        return check(value)
    except _Invalid as exc:
        raise _Invalid(exc.detail, path + exc.path) from None


_Check = Callable[[object], Any]

_EDITABLE: Final[Mapping[str, _Check]] = {
    "title": _title,
    "description": _text,
    "public": _flag,
    "panoramic": _flag,
    "mp4Support": _flag,
    "playerId": _text,
    "tags": _tags,
    "metadata": _metadata,
    "language": _language,
    "transcript": _flag,
    "transcriptSummary": _flag,
    "transcriptSummaryAttributes": _summary_attributes,
}
_CREATION_ONLY: Final[Mapping[str, _Check]] = {
    "source": _source,
    "clip": _clip,
    "watermark": _watermark,
}
_NULL_ON_PATCH: Final = frozenset({"playerId", "language"})
# an absent source, clip or mark may be spelt out as null
_NULL_ON_CREATE: Final = _NULL_ON_PATCH | frozenset(_CREATION_ONLY)
