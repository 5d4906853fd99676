"""HLS manifests of private videos: every link carries the session (RFC 8216)."""

import re
from typing import Final

_URI_ATTRIBUTE: Final = re.compile(r'(URI=")([^"]+)(")')


def with_session(manifest: str, session: str) -> str:
    r"""Append ``avh`` to each URI, so that variants and segments open too.

    Parameters
    ----------
    manifest : str
        A master or media playlist with relative URIs.
    session : str
        Session token, URL-safe.

    Examples
    --------
    >>> with_session("#EXTM3U\n240p/0.ts\n", "s")
    '#EXTM3U\n240p/0.ts?avh=s\n'
    """

    def mark(uri: str) -> str:
        return f"{uri}{'&' if '?' in uri else '?'}avh={session}"

    lines = []
    for line in manifest.splitlines():
        if line.startswith("#"):
            lines.append(_URI_ATTRIBUTE.sub(lambda m: m[1] + mark(m[2]) + m[3], line))
        else:
            lines.append(mark(line) if line.strip() else line)
    return "\n".join(lines) + "\n"
