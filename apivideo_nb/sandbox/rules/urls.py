"""Addresses of other servers that somebody hands us."""

import re
from typing import Final
from urllib.parse import urlsplit

_URL: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def is_web_url(url: str) -> bool:
    """Tell whether a text is an http or https URL with a host.

    Examples
    --------
    >>> is_web_url("http://127.0.0.1:8000/x?y"), is_web_url("file:///etc/passwd")
    (True, False)
    """
    if _URL.fullmatch(url) is None:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that is not closed, a port beyond 65535
        return False
