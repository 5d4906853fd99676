"""Player themes: their fields, what those are by default, and how they are checked.

https://docs.api.video/reference/api/Player-Themes
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from .bodies import Check, Invalid, flag, read, text

MAX_NAME: Final = 100
MAX_LOGO: Final = 100 * 2**10
MAX_LOGO_SIZE: Final = (200, 100)

_WHITE: Final = "rgba(255, 255, 255, 1)"
_SHADE: Final = "rgba(0, 0, 0, .7)"
COLOURS: Final[Mapping[str, str]] = {
    "text": _WHITE,
    "link": _WHITE,
    "linkHover": _WHITE,
    "linkActive": _WHITE,
    "trackPlayed": "rgba(88, 131, 255, .95)",
    "trackUnplayed": "rgba(255, 255, 255, .35)",
    "trackBackground": "rgba(255, 255, 255, .2)",
    "backgroundTop": _SHADE,
    "backgroundBottom": _SHADE,
    "backgroundText": _WHITE,
}
SWITCHES: Final[Mapping[str, bool]] = {
    "enableApi": True,
    "enableControls": True,
    "forceAutoplay": False,
    "hideTitle": False,
    "forceLoop": False,
}
DEFAULTS: Final[Mapping[str, str | bool]] = {**COLOURS, **SWITCHES}

_CHANNEL: Final = r"\s*(?:25[0-5]|2[0-4]\d|1?\d?\d)\s*"
_ALPHA: Final = r"\s*(?:0|1|[01]?\.\d{1,6})\s*"
_RGBA: Final = re.compile(
    rf"rgba\({_CHANNEL},{_CHANNEL},{_CHANNEL},({_ALPHA})\)", re.ASCII
)


def parse_theme(body: object) -> dict[str, Any]:
    """Check a body of ``POST /players`` or ``PATCH /players/{id}``.

    Returns
    -------
    dict
        What the body names, by the API's names.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.

    Examples
    --------
    >>> parse_theme({"text": "rgba(0, 0, 0, .5)", "hideTitle": True})
    {'text': 'rgba(0, 0, 0, .5)', 'hideTitle': True}
    """
    read(body, _FIELDS)
    return dict(body) if isinstance(body, dict) else {}


def is_colour(value: str) -> bool:
    """Tell whether a text is a colour as themes have them.

    Nothing but such text may become part of a style sheet.

    Examples
    --------
    >>> is_colour("rgba(72, 4, 45, 1)"), is_colour("rgba(72, 4, 45, 2)")
    (True, False)
    """
    match = _RGBA.fullmatch(value)
    return match is not None and float(match[1]) <= 1


def _colour(value: object) -> str:
    colour = text(value)
    if not is_colour(colour):
        raise Invalid('This value must be a colour such as "rgba(255, 255, 255, .5)".')
    return colour


def _name(value: object) -> str:
    name = text(value)
    if len(name) > MAX_NAME:
        raise Invalid(f"This value must have at most {MAX_NAME} characters.")
    return name


_FIELDS: Final[Mapping[str, Check]] = {
    "name": _name,
    **dict.fromkeys(COLOURS, _colour),
    **dict.fromkeys(SWITCHES, flag),
}
