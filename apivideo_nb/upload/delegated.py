"""Uploads with an upload token, by somebody who has no key."""

import threading
from collections.abc import Callable
from typing import NoReturn

from .. import __version__
from ..api.models import Video
from ..api.multipart import MultipartBody
from ..api.retry import PATIENT
from ..api.session import Session
from ..api.status import OnProgress, Progress
from ..api.wire import PRODUCTION_URL, Request
from ..errors import SourceError
from .engine import send_source
from .opening import opened
from .plan import chunk_size_for
from .source import Copy, Link


def upload_with_token(
    token: str,
    source: object,
    *,
    url: str = f"{PRODUCTION_URL}/upload",
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Video:
    """Upload a video into the project of somebody who gave you an upload token.

    The video is public and bears the file's name; whoever gave the token can change
    that. An upload that breaks off begins anew: a token cannot ask what is there.

    Parameters
    ----------
    token : str
        From `client.upload_tokens.create`.
    source : object
        Whatever `Client.upload` takes, but links and videos.
    url : str, optional
        What ``client.upload_tokens.url`` says; by default api.video's.
    on_progress : callable, optional
        Called with a `Progress`, at most 10 times a second, from any thread.
    cancel : threading.Event, optional
        Set it, from any thread, to stop.

    Raises
    ------
    SourceError
        If there is nothing to send.
    ApiError, TransportError
        If the token has ended, or no answer comes.
    UploadInterruptedError
        If `cancel` was set.

    References
    ----------
    https://docs.api.video/vod/delegated-upload-tokens

    Examples
    --------
    >>> import apivideo_nb as av
    >>> tokens = av.Client().upload_tokens
    >>> token = tokens.create(ttl=3600).token
    >>> video = av.upload_with_token(token, b"homework", url=tokens.url)
    >>> av.Client().videos.get(video.video_id).title
    'video'
    """
    with opened(source, on_progress=on_progress, cancel=cancel) as found:
        if isinstance(found, Link | Copy):
            raise SourceError(
                "With an upload token only bytes can be sent.",
                hint="Give a path, bytes or an open file.",
            )
        delegated = _Delegated(token, url)

        def report(sent: int, total: int) -> None:
            if on_progress is not None:
                on_progress(Progress(stage="uploading", sent=sent, total=total))

        send_source(
            found,
            send=delegated.send,
            held=lambda: None,  # nobody else sends into it: what is there is ours
            fields=delegated.fields,
            on_bytes=report,
            cancel=cancel,
            chunk_size=chunk_size_for(found.size),
        )
    return delegated.video


class _Delegated:
    """Carries the id that the first answer brings to all later chunks."""

    def __init__(self, token: str, url: str) -> None:
        self._token, self._url = token, url
        self._session = Session(_nowhere, user_agent=f"apivideo-nb/{__version__}")
        self._found: Video | None = None

    @property
    def video(self) -> Video:
        assert self._found is not None  # noqa: S101  # the first chunk was taken
        return self._found

    def fields(self) -> dict[str, str]:
        return {"videoId": self._found.video_id} if self._found else {}

    def send(
        self,
        content_range: str | None,
        body: Callable[[], MultipartBody],
        stopped: threading.Event,
    ) -> None:
        request = Request(
            method="POST",
            path=self._url,
            query=[("token", self._token)],
            body=body,
            headers={"Content-Range": content_range} if content_range else {},
            repeatable=self._found is not None,  # the first one creates the video
            authenticated=False,
        )
        answer = self._session.call(request, cancel=stopped, retry=PATIENT)
        self._found = Video.from_json(answer.json())


def _nowhere() -> NoReturn:
    raise AssertionError  # requests with a token need no login
