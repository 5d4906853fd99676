"""What an upload of the panel does, from a wish to a video that plays.

Either the kernel sends the bytes, or the page does and the kernel sees to the rest:
container, upload token, and whatever comes after the last byte.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, Self

from ..api.status import OnProgress, Progress
from ..errors import (
    ApiError,
    ApiVideoError,
    EncodingError,
    IngestError,
    TransportError,
    UploadInterruptedError,
)
from .browser import Box, Browser, Event, Pick

if TYPE_CHECKING:
    from ..api.models import Video
    from ..client import Client

#: seconds that an upload token lives; the page asks for another when it has ended
TOKEN_LIFE = 900
#: bytes of a part, and how many parts there are to be before parts become larger
PART, MOST_PARTS = 10 * 2**20, 500
#: seconds without a word from the page after which it must be gone; and after another
#: page was opened, which may have taken its place
SILENCE, SILENCE_AFTER_HELLO = 300.0, 8.0
_LOOK = 0.25  # seconds between two looks at Cancel

GetClient = Callable[[], "Client"]


class DiscardedError(Exception):
    """The person threw away what was being sent."""


class Work(Protocol):
    """Something that ends in a video; run again, it goes on where it stopped."""

    def run(self, on_progress: OnProgress, cancel: threading.Event) -> "Video":
        """Do it."""

    def drop(self) -> None:
        """Leave nothing of it behind that nobody asked for."""


class KernelWork:
    """An upload of what the kernel can read, or the service can fetch.

    Parameters
    ----------
    client : callable
        Gives the client.
    source : str
        A link, a path or the id of a video.
    fields : mapping
        Other arguments of ``Client.upload``.
    """

    def __init__(
        self, client: GetClient, source: str, fields: Mapping[str, Any]
    ) -> None:
        self._client, self._source, self._fields = client, source, fields
        self._refused = False

    def run(self, on_progress: OnProgress, cancel: threading.Event) -> "Video":
        """Upload, and wait until it plays."""
        try:
            return self._client().upload(
                self._source,
                **self._fields,
                on_progress=on_progress,
                cancel=cancel,
                wait="playable",
                force=self._refused,  # else the same bytes would not be sent again
            )
        except EncodingError as exc:
            self._refused = True
            if not isinstance(exc, IngestError):
                exc.hint = "Check that it opens in a video player. Retry sends it anew."
            raise

    def drop(self) -> None:
        """Leave it to the ledger: the same upload, made again, goes on."""


class BrowserWork:
    """An upload that the page sends.

    The container comes first: so the video is private, clipped and named as it is to
    be before its first byte is there.

    Parameters
    ----------
    client : callable
        Gives the client.
    browser : Browser
        Where the bytes are.
    pick : Pick
        Which of them.
    fields : mapping
        Arguments of ``videos.create``.
    """

    def __init__(
        self,
        client: GetClient,
        browser: Browser,
        pick: Pick,
        fields: Mapping[str, Any],
    ) -> None:
        self._client, self._browser = client, browser
        self._pick, self._fields = pick, fields
        self._video: Video | None = None
        self._changes: Mapping[str, Any] = {}
        self._complete = False

    def change(self, fields: Mapping[str, Any]) -> None:
        """Change what the video is to be, before its last byte is there."""
        self._changes = fields

    def run(self, on_progress: OnProgress, cancel: threading.Event) -> "Video":
        """Have the page send what the service lacks, and wait until it plays."""
        client = self._client()
        if self._video is None:
            self._video = client.videos.create(**self._fields)
        if not self._complete:
            with _Line(client, self._browser, self._pick, self._video) as line:
                line.follow(on_progress, cancel)
            self._complete = True
            self._browser.send({"type": "forget", "key": self._pick.key})
        if self._changes:
            self._video = self._video.update(**self._changes)
            self._changes = {}
        return self._video.wait("playable", on_progress=on_progress, cancel=cancel)

    def drop(self) -> None:
        """Delete a container that did not get all of its bytes."""
        self._browser.send({"type": "forget", "key": self._pick.key})
        if self._video is not None and not self._complete:
            with contextlib.suppress(ApiVideoError):  # else the API does, after a week
                self._video.delete()


class _Line:
    """The page sends while this is open; tokens that were given to it end with it."""

    def __init__(
        self, client: "Client", browser: Browser, pick: Pick, video: "Video"
    ) -> None:
        self._client, self._browser = client, browser
        self._pick, self._video = pick, video
        self._tokens: list[str] = []
        self._troubled = False
        self._box: Box = browser.listen(pick.key)

    def __enter__(self) -> Self:
        ingest = self._video.status().ingest
        parts = -(-self._pick.size // MOST_PARTS)
        self._tell(
            "send",
            url=self._client.upload_tokens.url,
            token=self._new_token(),
            video_id=self._video.video_id,
            name=self._pick.name,
            chunk_size=max(PART, parts),
            received=list(ingest.received_parts.parts),
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._tell("stop")  # says nothing to a page that is done
        self._browser.ignore(self._pick.key)
        for token in self._tokens:
            with contextlib.suppress(ApiVideoError):  # it ends by itself soon
                self._client.upload_tokens.delete(token)

    def follow(self, on_progress: OnProgress, cancel: threading.Event) -> None:
        """Listen to the page until the service holds everything.

        Raises
        ------
        UploadInterruptedError
            If `cancel` was set, or the page is gone.
        DiscardedError
            If it is a recording that nobody wants.
        ApiError, TransportError
            If the page says that the service refused it, or cannot be reached.
        """
        deadline = time.monotonic() + SILENCE
        while not cancel.is_set():
            try:
                event = self._box.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() < deadline:
                    continue
                if self._is_uploaded():
                    return
                raise _gone() from None
            limit = SILENCE_AFTER_HELLO if event["type"] == "hello" else SILENCE
            deadline = time.monotonic() + limit
            if self._react(event, on_progress):
                return
        raise UploadInterruptedError("The upload was stopped. Retry sends the rest.")

    def _react(self, event: Event, on_progress: OnProgress) -> bool:
        match event:
            case {"type": "sent"}:
                return True
            case {"type": "progress", "sent": sent, "total": total, "note": note}:
                report = Progress(
                    stage="uploading" if self._pick.size else "recording",
                    sent=sent,
                    total=total,
                    video_id=self._video.video_id,
                    note=note,
                )
                on_progress(report)
                if note and not self._troubled:
                    self._look_for_server()
                self._troubled = bool(note)
            case {"type": "token"}:
                self._tell("token", token=self._new_token())
            case {"type": "discarded"}:
                raise DiscardedError
            case {"type": "gone"}:
                raise _gone()
            case {"type": "failed", "status": 0, "title": title}:
                error = TransportError(title)
                error.hint = "Retry sends the rest."
                raise error
            case {"type": "failed", "status": status, "title": title}:
                raise ApiError(
                    status,
                    {
                        "title": title,
                        "detail": event["detail"] or None,
                        "type": event["link"] or None,
                    },
                )
        return False

    def _look_for_server(self) -> None:
        """Ask the service for something: that starts a local sandbox that is gone."""

        def ask() -> None:
            with contextlib.suppress(ApiVideoError):  # the page tries on, too
                self._is_uploaded()

        threading.Thread(target=ask, name="apivideo-look", daemon=True).start()

    def _is_uploaded(self) -> bool:
        return self._client.videos.status(self._video.video_id).uploaded

    def _new_token(self) -> str:
        token = self._client.upload_tokens.create(TOKEN_LIFE).token
        self._tokens.append(token)
        return token

    def _tell(self, kind: str, **more: Any) -> None:
        self._browser.send({"type": kind, "key": self._pick.key, **more})


def _gone() -> UploadInterruptedError:
    error = UploadInterruptedError("The page that was sending this file is gone.")
    error.hint = "Choose the file again and upload it anew."
    return error
