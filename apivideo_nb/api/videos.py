"""Videos: create, look, change, wait. One method per call of the API."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..display.bundle import video_bundle
from ..errors import (
    ApiVideoError,
    EncodingError,
    IngestError,
    NotFoundError,
    UploadInterruptedError,
    WaitTimeoutError,
)
from . import wire
from .models import Video
from .multipart import MultipartBody
from .retry import PATIENT
from .session import Session, Turns
from .status import OnProgress, Progress, VideoStatus
from .wire import path_of

if TYPE_CHECKING:
    import os

#: what `wait` can wait for
STATES = ("uploaded", "playable", "encoded")
#: seconds between two looks at a status: the first, and at most
FIRST_LOOK, SLOWEST_LOOK = 0.25, 3.0


class Videos:
    """``client.videos``.

    Parameters
    ----------
    session : Session
        Sends the requests.
    clock : callable, optional
        Handed in by tests.

    References
    ----------
    https://docs.api.video/reference/api/Videos
    """

    def __init__(
        self,
        session: Session,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._clock = clock

    def create(self, title: str, **fields: Any) -> Video:
        """Create a video: an empty container, or one that fetches its `source`.

        Parameters
        ----------
        title : str
            The only field that the API requires.
        **fields
            ``description``, ``source`` (a URL, or the id of a video to clone),
            ``public``, ``panoramic``, ``mp4_support``, ``player_id``, ``tags``,
            ``metadata``, ``clip`` (start and end), ``watermark``, ``language``,
            ``transcript``.

        Raises
        ------
        ApiError
            If the API refuses a field; `ApiError.name` says which.
        """
        spelled = wire.video_fields({"title": title, **fields})
        # sent twice it would make two videos
        return self._video("POST", "/videos", json=spelled, repeatable=False)

    def get(self, video_id: str) -> Video:
        """Get a video; a private one comes with fresh one-time tokens."""
        return self._video("GET", path_of("videos", video_id))

    def list(  # the API's own filters
        self,
        *,
        title: str | None = None,
        tags: Iterable[str] = (),
        metadata: Mapping[str, str] | None = None,
        description: str | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = wire.MAX_PAGE_SIZE,
    ) -> Iterator[Video]:
        """Go through all videos that match, newest first; pages are fetched lazily.

        Parameters
        ----------
        title, description : str, optional
            Part of the text.
        tags : iterable of str, optional
            The video has all of them.
        metadata : mapping, optional
            The video has all of these pairs.
        sort_by : str, optional
            ``title``, ``createdAt``, ``publishedAt`` or ``updatedAt``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Videos per request, 1 to 100.
        """
        found = self._session.items(
            "/videos",
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
            tags=tuple(tags),
            metadata=metadata,
            title=title,
            description=description,
        )
        for item in found:
            yield Video.from_json(item, self)

    def update(self, video_id: str, **changes: Any) -> Video:
        """Change some fields; those not named stay as they are.

        Parameters
        ----------
        video_id : str
            The video.
        **changes
            As in `create`, but for ``source``, ``clip`` and ``watermark``, which are
            fixed at creation. ``tags`` and ``metadata`` replace the whole list.
        """
        return self._video(
            "PATCH", path_of("videos", video_id), json=wire.video_fields(changes)
        )

    def delete(self, video_id: str) -> None:
        """Delete a video for good."""
        self._call("DELETE", path_of("videos", video_id))

    def status(self, video_id: str) -> VideoStatus:
        """Ask how far upload and encoding are."""
        return VideoStatus.from_json(
            self._json("GET", path_of("videos", video_id, "status"))
        )

    def clone(self, video_id: str, title: str | None = None, **fields: Any) -> Video:
        """Make a new video of the same source, without sending it again."""
        if title is None:
            title = self.get(video_id).title
        return self.create(title, source=video_id, **fields)

    def pick_thumbnail(self, video_id: str, at: float | str) -> Video:
        """Take the frame at a moment as the thumbnail.

        Parameters
        ----------
        video_id : str
            The video.
        at : float or str
            Seconds, or ``mm:ss`` or ``hh:mm:ss``. Past the end, it is the first frame.
        """
        path = path_of("videos", video_id, "thumbnail")
        return self._video("PATCH", path, json={"timecode": wire.timecode(at)})

    def upload_thumbnail(
        self, video_id: str, picture: "str | os.PathLike[str] | bytes"
    ) -> Video:
        """Take a picture as the thumbnail: JPEG, PNG or WebP, at most 8 MiB."""
        if isinstance(picture, bytes):
            name, data = "thumbnail.jpg", picture
        else:
            name, data = Path(picture).name, Path(picture).read_bytes()
        return self._video(
            "POST",
            path_of("videos", video_id, "thumbnail"),
            body=lambda: MultipartBody(name, len(data), lambda: [data]),
        )

    def send_chunk(
        self,
        video_id: str,
        content_range: str | None,
        body: Callable[[], MultipartBody],
        *,
        cancel: threading.Event | None = None,
        turns: Turns | None = None,
    ) -> Video:
        """Send the source, or with a ``Content-Range`` one part of it.

        Sent twice, a part is refused the second time; the upload engine knows.

        Parameters
        ----------
        video_id : str
            A container without a source.
        content_range : str or None
            Which part it is; None for the whole source.
        body : callable
            Gives a fresh body for each attempt.
        cancel : threading.Event, optional
            Set it to stop waiting for another attempt.
        turns : Turns, optional
            Says when each attempt may go.
        """
        request = wire.Request(
            method="POST",
            path=path_of("videos", video_id, "source"),
            body=body,
            headers={"Content-Range": content_range} if content_range else {},
        )
        answer = self._session.call(request, cancel=cancel, retry=PATIENT, turns=turns)
        return Video.from_json(answer.json(), self)

    def wait(
        self,
        video_id: str,
        until: str = "playable",
        *,
        timeout: float = 3600.0,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> VideoStatus:
        """Block until a video is ``uploaded``, ``playable`` or ``encoded``.

        Raises
        ------
        EncodingError
            If the source cannot be decoded, or (`IngestError`) not even fetched.
        WaitTimeoutError
            If `timeout` seconds pass.
        UploadInterruptedError
            If `cancel` is set.
        """
        if until not in STATES:
            raise ValueError(f"cannot wait for {until!r}; one of {', '.join(STATES)}")
        cancel = cancel or threading.Event()
        deadline, pause = self._clock() + timeout, FIRST_LOOK
        while True:
            status = self.status(video_id)
            if on_progress is not None:
                on_progress(_progress(video_id, status))
            if until == "uploaded" and status.uploaded:
                return status  # whatever becomes of it
            if status.failed:
                raise _failure(status)
            if getattr(status, until):
                return status
            left = deadline - self._clock()
            if left <= 0:
                raise WaitTimeoutError(
                    f"The video is not {until} after {timeout:.0f} s; "
                    f"it is {status.state}.",
                    video_id=video_id,
                )
            if cancel.wait(min(pause, left)):
                raise UploadInterruptedError(
                    "Stopped waiting; the service goes on by itself.",
                    video_id=video_id,
                )
            pause = min(pause * 1.3, SLOWEST_LOOK)

    def show(
        self, video: Video, *, play: bool = False, width_px: int = 640
    ) -> dict[str, str]:
        """Draw a video as a mime bundle: picture, link, player behind a click.

        It never raises for want of a network: then it shows what is known.
        """
        state, picture = "not reachable now", None
        try:
            state = self.status(video.video_id).state
            if not video.public:
                # its tokens are good for one asset each: one for the picture …
                video = self.get(video.video_id)
            if video.assets.thumbnail:
                picture = self._session.download(video.assets.thumbnail)
            if not video.public:
                # … and one for whoever clicks first
                video = self.get(video.video_id)
        except NotFoundError:
            state = "deleted"
        except ApiVideoError:
            pass  # drawn from what is known
        notes = [self._session.note]
        if not video.public:
            notes += ["Private: the player opens once; show it again for a fresh link."]
        return video_bundle(
            title=video.title or video.video_id,
            player=video.assets.player if state != "deleted" else None,
            state=state,
            picture=picture,
            note=" ".join(filter(None, notes)),
            play=play,
            width_px=width_px,
        )

    def _call(self, method: str, path: str, **parts: Any) -> wire.Response:
        return self._session.call(wire.Request(method=method, path=path, **parts))

    def _json(self, method: str, path: str, **parts: Any) -> Any:
        return self._call(method, path, **parts).json()

    def _video(self, method: str, path: str, **parts: Any) -> Video:
        return Video.from_json(self._json(method, path, **parts), self)


def _progress(video_id: str, status: VideoStatus) -> Progress:
    return Progress(
        stage=status.state, qualities=status.encoding.qualities, video_id=video_id
    )


def _failure(status: VideoStatus) -> EncodingError:
    reason = status.encoding.reason
    if status.ingest.status == "ingesting":  # and there it stays
        return IngestError(reason or "The service could not fetch the link.")
    return EncodingError(reason or "The service could not decode the source.")
