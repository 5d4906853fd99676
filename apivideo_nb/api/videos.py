"""Videos: create, look, change, wait. One method per call of the API."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..display.following import show_and_follow
from ..display.place import in_notebook
from ..errors import ApiVideoError
from . import wire
from .download import download
from .files import File, file_body, read_file
from .models import Video
from .moments import timecode
from .multipart import MultipartBody
from .noun import Noun
from .retry import PATIENT
from .session import Session, Turns
from .status import OnProgress, VideoStatus
from .waiting import wait_until
from .wire import path_of


class Videos(Noun):
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
        super().__init__(session)
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
        return self._found(
            "/videos",
            title=title,
            tags=tuple(tags),
            metadata=metadata,
            description=description,
            sort_by=sort_by,
            sort_order=sort_order,
            page_size=page_size,
        )

    def page(
        self, number: int = 1, *, discarded: bool = False, **query: Any
    ) -> wire.Page[Video]:
        """Fetch one page of the list, to turn pages.

        Parameters
        ----------
        number : int, default 1
            Which page, from 1 on.
        discarded : bool, default False
            Of the deleted videos that can be restored.
        **query
            As in `list`.
        """
        path = "/discarded/videos" if discarded else "/videos"
        page = self._session.page(path, number, **query)
        items = tuple(Video.from_json(item, self) for item in page.items)
        return wire.Page(items, page.pages, page.total)

    def discarded(  # likewise
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
        """Go through the deleted videos that can be restored; takes what `list` does.

        There are none unless the account has *Video Restore*, or the local sandbox
        runs with ``--restore``: deleting is for good otherwise.

        References
        ----------
        https://docs.api.video/vod/video-restore
        """
        return self._found(
            "/discarded/videos",
            title=title,
            tags=tuple(tags),
            metadata=metadata,
            description=description,
            sort_by=sort_by,
            sort_order=sort_order,
            page_size=page_size,
        )

    def get_discarded(self, video_id: str) -> Video:
        """Get a deleted video that can be restored; raises `NotFoundError`."""
        return self._video("GET", path_of("discarded", "videos", video_id))

    def restore(self, video_id: str) -> Video:
        """Take a deleted video back, as it was.

        Raises
        ------
        NotFoundError
            If it is not there any more: see `discarded`.
        """
        path = path_of("discarded", "videos", video_id)
        return self._video("PATCH", path, json={"discarded": False})

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
        """Delete a video: for good, unless the account has *Video Restore*.

        Raises
        ------
        NotFoundError
            If there is no such video.
        """
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
        return self._video("PATCH", path, json={"timecode": timecode(at)})

    def upload_thumbnail(self, video_id: str, picture: File) -> Video:
        """Take a picture as the thumbnail.

        Parameters
        ----------
        video_id : str
            The video; it may still be empty.
        picture : path or bytes
            JPEG, PNG or WebP, at most 8 MiB.

        Raises
        ------
        OSError
            If the file cannot be read.
        ApiError
            If it is no such picture.
        """
        path = path_of("videos", video_id, "thumbnail")
        return self._video("POST", path, body=file_body(*read_file(picture)))

    def download(self, video_id: str) -> Iterator[bytes]:
        """Give the MP4 of a video, in pieces of some MiB.

        Raises
        ------
        NotFoundError
            If there is no such video, or no MP4 of it (yet).
        TransportError
            If it breaks off.
        """
        return download(self._session, self.get(video_id).assets.mp4)

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
        return wait_until(
            until,
            lambda: self.status(video_id),
            video_id=video_id,
            timeout=timeout,
            clock=self._clock,
            on_progress=on_progress,
            cancel=cancel,
        )

    def show(
        self, video: Video, *, play: bool = False, width_px: int = 640
    ) -> dict[str, str]:
        """Draw a video as a mime bundle: picture, link, player behind a click.

        It never raises for want of a network: then it shows what is known.
        """
        from .drawing import draw  # noqa: PLC0415  # not before something is drawn

        return draw(video, self, self._session, play=play, width_px=width_px)

    def follow(self, video: Video, *, play: bool = False, width_px: int = 640) -> bool:
        """Draw a video that is not playable yet in a notebook, and again once it is.

        Returns
        -------
        bool
            Whether it was drawn: not where outputs cannot change, and not if there is
            nothing to wait for.
        """
        with contextlib.suppress(ApiVideoError):
            if in_notebook() and self.status(video.video_id).under_way:
                show_and_follow(
                    lambda: self.show(video, play=play, width_px=width_px),
                    lambda: self.wait(video.video_id, "playable"),
                )
                return True
        return False

    def _found(self, path: str, **query: Any) -> Iterator[Video]:
        for item in self._session.items(path, **query):
            yield Video.from_json(item, self)

    def _video(self, method: str, path: str, **parts: Any) -> Video:
        return Video.from_json(self._json(method, path, **parts), self)
