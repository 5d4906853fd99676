"""What a job is given, and how it ends when it cannot go on."""

from collections.abc import Callable
from dataclasses import dataclass

from ..store.database import Database
from ..store.files import Files


class JobFailed(Exception):  # noqa: N818 - "failed" says it already
    """A job cannot be done; the text is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job on one video, and what it may use.

    Attributes
    ----------
    video_id : str
        The video; it may be deleted at any moment.
    cancelled : callable
        True once the work is no longer wanted, or the server stops.
    announced : callable
        Says that there may be something to tell webhooks.
    """

    video_id: str
    db: Database
    files: Files
    cancelled: Callable[[], bool]
    announced: Callable[[], None]
