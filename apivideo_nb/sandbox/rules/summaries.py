"""Summaries: what may be asked for, what may be stored, and what never happens here.

https://docs.api.video/vod/generate-a-summary
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .bodies import Check, Invalid, read, some_of, text, texts

ORIGINS: Final = ("api", "auto")
STATES: Final = ("missing", "waiting", "failed", "completed", "unprocessable")
MAX_TAKEAWAYS: Final = 3
ALREADY: Final = "You can delete the existing summary and generate a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSummary:
    """A checked body of ``POST /summaries``."""

    video_id: str
    origin: str = "api"
    attributes: tuple[str, ...] = ("abstract", "takeaways")


def parse_new_summary(body: object) -> NewSummary:
    """Check a body of ``POST /summaries``.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.

    Examples
    --------
    >>> parse_new_summary({"videoId": "vi1"}).origin
    'api'
    """
    return NewSummary(**read(body, _CREATION, required=("videoId",)))


def parse_source(body: object) -> dict[str, Any]:
    """Check a body of ``PATCH /summaries/{id}/source``.

    Returns
    -------
    dict
        ``abstract`` and ``takeaways``, as far as they are to change.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.
    """
    return read(body, _SOURCE)


def outcome(*, origin: str, speechless: bool) -> str:
    """Say how far a new summary is: nothing is generated here.

    Parameters
    ----------
    origin : str
        ``auto`` if a generated one was asked for, ``api`` if one will be stored.
    speechless : bool
        Whether the video is known to have no sound.

    Examples
    --------
    >>> outcome(origin="api", speechless=False), outcome(origin="auto", speechless=True)
    ('missing', 'unprocessable')
    """
    if origin == "api":
        return "missing"
    return "unprocessable" if speechless else "failed"


def _auto(value: object) -> str:
    if value != "auto":
        raise Invalid('Only "auto" is allowed.')
    return "auto"


def _takeaways(value: object) -> tuple[str, ...]:
    found = texts(value)
    if len(found) > MAX_TAKEAWAYS:
        raise Invalid(f"This value must have at most {MAX_TAKEAWAYS} items.")
    return found


_CREATION: Final[Mapping[str, Check]] = {
    "videoId": text,
    "origin": _auto,
    "attributes": some_of("abstract", "takeaways"),
}
_SOURCE: Final[Mapping[str, Check]] = {"abstract": text, "takeaways": _takeaways}
