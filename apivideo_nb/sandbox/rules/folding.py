"""Texts compared as people read them: without regard to case and accents."""

import unicodedata


def folded(text: str) -> str:
    """Return what is left of a text without case and accents.

    Examples
    --------
    >>> folded("Théorie"), folded("ÅNGSTRÖM")
    ('theorie', 'angstrom')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return bare.casefold()
