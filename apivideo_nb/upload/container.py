"""Makes the container that a source is sent into: one, whatever the line does.

Creating a video twice makes two. If the answer to a creation is lost, it is looked for:
an empty video, made since then, with all the fields that were asked for, that no upload
of this machine has. If there is exactly one, it is taken; if there is none, creating it
again is safe.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any
from weakref import WeakValueDictionary

from ..api.models import Video
from ..api.retry import RetryPolicy, delay_before_retry
from ..api.videos import Videos
from ..errors import ServerError, TransportError, UploadInterruptedError

#: how often a container is asked for, and how long to wait in between
PATIENCE = RetryPolicy(attempts=8)
#: clocks of client and server may differ by so much
CLOCKS_DIFFER = dt.timedelta(minutes=10)
#: for so long a creation is asked for again and again, at most
ASKED_WITHIN = dt.timedelta(hours=1)

_COMPARED = (
    "title",
    "description",
    "public",
    "panoramic",
    "mp4_support",
    "player_id",
    "tags",
    "metadata",
    "language",
)

# videos that this process made, and who is making one with the same fields
_taken: set[str] = set()
_making: WeakValueDictionary[str, "_Turn"] = WeakValueDictionary()
_making_lock = threading.Lock()


class _Turn:
    """One at a time; a lock alone cannot be referred to weakly."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


def make_container(
    videos: Videos,
    fields: Mapping[str, Any],
    *,
    known: Callable[[str], bool],
    cancel: threading.Event,
    asked_at: float | None = None,
) -> Video:
    """Create a video, or find the one that a creation without an answer made.

    Parameters
    ----------
    videos : Videos
        Sends the requests.
    fields : mapping
        Fields of `Videos.create`.
    known : callable
        Tells of the id of a video whether an upload has it.
    cancel : threading.Event
        Set it to stop.
    asked_at : float, optional
        When an earlier call, that was killed before it heard an answer, asked for the
        same, in seconds since 1970.

    Raises
    ------
    ApiError, TransportError
        If it cannot be created, after all attempts.
    UploadInterruptedError
        If `cancel` was set.
    """
    with _making_lock:
        turn = _making.setdefault(repr(sorted(fields.items())), _Turn())
    failures, since = 0, dt.datetime.now(dt.UTC)
    with turn.lock:  # two that look for the same would find each other's
        if asked_at is not None:
            since = dt.datetime.fromtimestamp(asked_at, dt.UTC)
            left_behind = _find(videos, fields, known, since)
            if left_behind is not None:
                return _take(left_behind)
        while True:
            try:
                return _take(videos.create(**fields))
            except (TransportError, ServerError) as exc:
                failures += 1
                delay = delay_before_retry(
                    PATIENCE, exc, failures=failures, repeatable=True
                )
                if delay is None:
                    raise
            if cancel.wait(delay):
                raise UploadInterruptedError("The upload was stopped.")
            video = _find(videos, fields, known, since)
            if video is not None:
                return _take(video)


def _take(video: Video) -> Video:
    _taken.add(video.video_id)
    return video


def _find(
    videos: Videos,
    fields: Mapping[str, Any],
    known: Callable[[str], bool],
    since: dt.datetime,
) -> Video | None:
    latest = videos.list(
        title=fields["title"], sort_by="createdAt", sort_order="desc", page_size=25
    )
    alike = [
        video
        for video in islice(latest, 25)
        if video.created_at is not None
        and since - CLOCKS_DIFFER < video.created_at < since + ASKED_WITHIN
        and _is_as_asked(video, fields)
        and video.video_id not in _taken
        and not known(video.video_id)
        and videos.status(video.video_id).state == "empty"
    ]
    return alike[0] if len(alike) == 1 else None


def _is_as_asked(video: Video, fields: Mapping[str, Any]) -> bool:
    return all(
        _plain(getattr(video, name)) == _plain(fields[name])
        for name in _COMPARED
        if name in fields
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): str(item) for key, item in value.items()}
    return [str(item) for item in value] if isinstance(value, tuple | list) else value
