"""One upload, from an opened source to a video that holds all of it.

What the ledger remembers decides: the same bytes for the same video are not sent
again, an upload that was broken off goes on where it stopped, and all else starts anew.
"""

import functools
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from ..api.models import Video
from ..api.status import OnProgress, Progress
from ..api.videos import Videos
from ..api.wire import video_fields
from ..errors import (
    ApiError,
    ApiVideoError,
    AuthenticationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    SourceError,
    UploadInterruptedError,
)
from .container import make_container
from .engine import send_source
from .ledger import Entry, Ledger, Slot, key_of
from .plan import chunk_size_for
from .readers import ByteSource, Stream
from .recognition import Notes, is_compared_later, is_same
from .turns import UploadTurns

RESUME_HINT = "Upload the same source again, with the same options: the rest is sent."

#: how many containers are tried that somebody else may be sending into, too
TRIES = 3

# what says nothing against going on later; other answers of the API do
_PASSING = (ServerError, RateLimitError, AuthenticationError)


def upload_source(
    source: ByteSource | Stream,
    fields: Mapping[str, Any],
    *,
    videos: Videos,
    project: str,
    ledger: Ledger,
    turns: UploadTurns,
    force: bool = False,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    deadline: float | None = None,
) -> Video:
    """Send a source into a video with these fields, unless there is one already.

    Parameters
    ----------
    source : ByteSource or Stream
        What to send.
    fields : mapping
        Fields of `Videos.create`, ``title`` among them.
    videos : Videos
        Sends the requests.
    project : str
        Server and project that `videos` sends to.
    ledger : Ledger
        Remembers.
    turns : UploadTurns
        Says when a chunk may be sent.
    force : bool, default False
        Whether to make a new video whatever is remembered.
    on_progress : callable, optional
        Told of progress, at most 10 times a second, from any thread.
    cancel : threading.Event, optional
        Set it to stop.
    deadline : float, optional
        Seconds from now after which to stop.

    Raises
    ------
    UploadInterruptedError
        If `cancel` was set or the deadline passed.
    SourceError
        If the source changes meanwhile.
    ApiError, TransportError
        If the API refuses it, or does not answer for minutes.
    """
    slot: AbstractContextManager[Slot] = nullcontext(Slot())
    if source.identity is not None:
        key = key_of(project, source.identity, video_fields(fields))
        slot = ledger.slot(key, cancel=cancel, wait=not force)
    with slot as held:
        job = _Job(
            source,
            fields,
            videos=videos,
            ledger=ledger,
            turns=turns,
            slot=held,
            on_progress=on_progress,
            cancel=cancel or threading.Event(),
            deadline=None if deadline is None else time.monotonic() + deadline,
        )
        return (None if force else job.take_up()) or job.begin()


class _Job:
    """What the steps of one upload share."""

    def __init__(
        self,
        source: ByteSource | Stream,
        fields: Mapping[str, Any],
        *,
        videos: Videos,
        ledger: Ledger,
        turns: UploadTurns,
        slot: Slot,
        on_progress: OnProgress | None,
        cancel: threading.Event,
        deadline: float | None,
    ) -> None:
        self._source, self._fields = source, fields
        self._videos, self._ledger, self._slot = videos, ledger, slot
        self._turns = turns
        self._on_progress, self._cancel = on_progress, cancel
        self._deadline = deadline

    def take_up(self) -> Video | None:
        """Finish what the ledger remembers; None if nothing is left of it."""
        entry = self._slot.read()
        if entry is None or not entry.video_id or isinstance(self._source, Stream):
            return None
        try:
            parts = self._held(entry.video_id)
            if not is_same(self._source, entry, parts):
                return None
            entry = replace(entry, stamp=self._source.stamp)
            if parts is not None:
                self._send(entry, received=parts)
            elif not entry.finished:  # all of it got there, the last answer did not
                self._slot.write(replace(entry, finished=True))
            video = self._videos.get(entry.video_id)
        except NotFoundError:
            return None
        return None if video.discarded else video

    def begin(self) -> Video:
        """Send all of it into a new video."""
        left = self._slot.read()
        asked_at = left.asked_at if left is not None and not left.video_id else None
        for _ in range(TRIES):
            entry = self._entry()
            self._slot.write(entry)  # killed meanwhile, a later call looks for it
            try:
                video = make_container(
                    self._videos,
                    self._fields,
                    known=self._ledger.knows,
                    cancel=self._cancel,
                    asked_at=asked_at,
                )
            except ApiError as exc:
                if _is_refusal(exc):
                    self._slot.clear()  # there is no such video to look for
                raise
            entry = replace(entry, video_id=video.video_id)
            self._slot.write(entry)
            if self._send(entry) or self._is_ours(entry):
                return video
            asked_at = None
        raise UploadInterruptedError(
            "Somebody else keeps uploading a video of the same title."
        )

    def _entry(self) -> Entry:
        size = self._source.size
        return Entry(
            video_id="",
            size=size,
            chunk_size=chunk_size_for(size, per_minute=self._turns.limit),
            stamp=None if isinstance(self._source, Stream) else self._source.stamp,
            asked_at=time.time(),
        )

    def _is_ours(self, entry: Entry) -> bool:
        """Look at the size: a container that was found may be somebody else's."""
        found = self._videos.status(entry.video_id).ingest.filesize
        return not entry.size or found in {None, entry.size}

    def _send(self, entry: Entry, *, received: Collection[int] = ()) -> bool:
        notes = Notes(self._slot, entry)
        try:
            acknowledged = send_source(
                self._source,
                send=functools.partial(self._send_chunk, entry.video_id),
                held=functools.partial(self._held, entry.video_id),
                on_bytes=functools.partial(self._report, entry.video_id),
                on_part=notes.add if is_compared_later(entry) else None,
                cancel=self._cancel,
                deadline=self._deadline,
                chunk_size=entry.chunk_size,
                received=received,
            )
        except BaseException as exc:
            self._leave(entry.video_id, exc)
            raise
        notes.finish()
        return acknowledged

    def _send_chunk(
        self,
        video_id: str,
        content_range: str | None,
        body: Any,
        stopped: threading.Event,
    ) -> None:
        self._videos.send_chunk(
            video_id, content_range, body, cancel=stopped, turns=self._turns
        )

    def _held(self, video_id: str) -> Collection[int] | None:
        status = self._videos.status(video_id)
        return None if status.uploaded else status.ingest.received_parts.parts

    def _report(self, video_id: str, sent: int, total: int) -> None:
        if self._on_progress is not None:
            self._on_progress(
                Progress(stage="uploading", sent=sent, total=total, video_id=video_id)
            )

    def _leave(self, video_id: str, exc: BaseException) -> None:
        """Keep what can be taken up another time; half a video helps nobody else."""
        kept = self._slot.kept and not (
            _is_refusal(exc) or isinstance(exc, SourceError)
        )
        if kept and isinstance(exc, ApiVideoError):
            exc.hint = RESUME_HINT
        if isinstance(exc, UploadInterruptedError):
            exc.video_id = video_id if kept else None
            exc.args = (f"{exc} {'' if kept else 'Nothing of it was kept.'}".rstrip(),)
        if not kept:
            self._slot.clear()
            self._discard(video_id)

    def _discard(self, video_id: str) -> None:
        try:
            self._videos.delete(video_id)
        except ApiVideoError:
            return  # the API deletes containers without a source after a week


def _is_refusal(exc: BaseException) -> bool:
    return isinstance(exc, ApiError) and not isinstance(exc, _PASSING)
