"""Discarded videos: how long they can be restored, and what asks for that.

https://docs.api.video/vod/video-restore
"""

from typing import Final

from .bodies import Invalid, read

RESTORABLE: Final = 90 * 24 * 3600


def deletes_at(discarded_at: int) -> int:
    """Return when a discarded video is deleted for good, in seconds since 1970.

    Examples
    --------
    >>> deletes_at(0) == 90 * 24 * 3600
    True
    """
    return discarded_at + RESTORABLE


def check_restore(body: object) -> None:
    """Check a body of ``PATCH /discarded/videos/{id}``; it can only say one thing.

    Raises
    ------
    Problem
        400 unless it is ``{"discarded": false}``.
    """
    read(body, {"discarded": _false}, required=("discarded",))


def _false(value: object) -> bool:
    if value is not False:
        raise Invalid("Value must be false.")
    return False
