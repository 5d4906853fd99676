"""Ids, timestamps and fingerprints."""

import datetime as dt
import hashlib
import re
import secrets
import string
from typing import Final

_BASE62: Final = string.digits + string.ascii_letters
_VIDEO_ID: Final = re.compile(r"vi[0-9A-Za-z]{22}", re.ASCII)


def new_id(prefix: str) -> str:
    """Return a fresh id: `prefix` and 22 base-62 characters, 131 bits of chance."""
    return prefix + "".join(secrets.choice(_BASE62) for _ in range(22))


def is_video_id(text: str) -> bool:
    """Tell whether `text` has the form of a video id.

    Only such text may take part in a file name.

    Examples
    --------
    >>> is_video_id("vi4k0jvEUuaTdRAEjQ4Jfagz"), is_video_id("../../etc/passwd")
    (True, False)
    """
    return _VIDEO_ID.fullmatch(text) is not None


def atom(moment: int | None) -> str | None:
    """Write seconds since 1970 the way the API does (ATOM, UTC).

    Examples
    --------
    >>> atom(1576484751)
    '2019-12-16T08:25:51+00:00'
    """
    if moment is None:
        return None
    return dt.datetime.fromtimestamp(moment, tz=dt.UTC).isoformat()


def fingerprint(secret: str) -> str:
    """Return the SHA-256 of a token, the only form of it that is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()
