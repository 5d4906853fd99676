"""Language tags of captions and chapters (BCP 47), and what languages call themselves.

https://docs.api.video/vod/add-captions
"""

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

from .problems import Fault, Problem, invalid

_CHARACTERS: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
# language, script, region, variants; extensions and private use have no place here
_WELL_FORMED: Final = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*",
    re.ASCII,
)
MALFORMED: Final = (
    'The "language" attribute must contain only letters and dashes (for example "fr", '
    '"fr-BE").'
)
UNKNOWN: Final = 'The "language" attribute is not valid.'


def caption_language(tag: str) -> str:
    """Check the language of a caption, and spell it the usual way.

    Raises
    ------
    Problem
        400, in the vendor's words.

    Examples
    --------
    >>> caption_language("FR-ca"), caption_language("es-419")
    ('fr-CA', 'es-419')
    """
    if _CHARACTERS.fullmatch(tag) is None:
        raise _refused(MALFORMED)
    known = _spellings().get(tag.lower())
    if known is None:
        raise _refused(UNKNOWN)
    return known


def chapter_language(tag: str) -> str:
    """Check the language of chapters: any tag of the form that BCP 47 gives.

    Raises
    ------
    Problem
        400, in the vendor's words.

    Examples
    --------
    >>> chapter_language("gsw-ch")
    'gsw-CH'
    """
    if _CHARACTERS.fullmatch(tag) is None:
        raise _refused(MALFORMED)
    known = _spellings().get(tag.lower())
    if known is not None:
        return known
    if _WELL_FORMED.fullmatch(tag) is None:
        raise _refused(UNKNOWN)
    return _spelt(tag)


def native_name(tag: str) -> str:
    """Return what speakers of a language call it; the tag itself if that is not known.

    Examples
    --------
    >>> native_name("de"), native_name("fr-CA"), native_name("gsw-CH")
    ('Deutsch', 'Français (Canada)', 'gsw-CH')
    """
    return _names().get(tag, tag)


def _refused(detail: str) -> Problem:
    return invalid([Fault("invalid-attribute", "language", detail)])


def _spelt(tag: str) -> str:
    language, *rest = tag.lower().split("-")
    styles = {2: str.upper, 4: str.title}
    return "-".join([language, *(styles.get(len(part), str)(part) for part in rest)])


@functools.cache
def _names() -> Mapping[str, str]:
    table = resources.files(__package__).joinpath("languages.tsv").read_text("utf-8")
    rows = [row for row in table.splitlines() if not row.startswith("#")]
    return dict(row.split("\t") for row in rows)


@functools.cache
def _spellings() -> Mapping[str, str]:
    return {tag.lower(): tag for tag in _names()}
