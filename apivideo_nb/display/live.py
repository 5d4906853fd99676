"""The live card: a card that changes in place while work goes on.

It is a display handle, not a widget: what it shows last is what the notebook keeps.
Any thread may report to it.
"""

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ..errors import (
    ApiError,
    ApiVideoError,
    EncodingError,
    IngestError,
    UploadInterruptedError,
)
from .card import card_html
from .pace import Pace
from .place import Show, find_place
from .state import CardState, Chip, card_text

_INTERVAL = 0.1  # seconds between drawings: what a browser and a reader can follow


class QualityLike(Protocol):
    """One rendition of a video, as the models have it."""

    @property
    def type(self) -> str:
        """``hls`` or ``mp4``."""

    @property
    def quality(self) -> str:
        """``360p``."""

    @property
    def status(self) -> str:
        """``waiting``, ``encoding``, ``encoded`` or ``failed``."""


class ProgressLike(Protocol):
    """How far an upload is, as the core reports it."""

    @property
    def stage(self) -> str:
        """``uploading``, ``ingesting``, ``encoding``, ``playable``, ``encoded``."""

    @property
    def sent(self) -> int:
        """Bytes sent."""

    @property
    def total(self) -> int | None:
        """Bytes in all, if that is known."""

    @property
    def note(self) -> str:
        """What holds it up, if anything."""

    @property
    def qualities(self) -> Sequence[QualityLike]:
        """What is being made."""


class LiveCard:
    """A card that shows itself at once and follows what it is told.

    Drawn at most ten times a second; the last report is always drawn. After `done`,
    `failed` or `cancelled` it changes no more.

    Parameters
    ----------
    title : str
        Title of the video.
    show : callable, optional
        Where to draw; by default under the running cell, or as lines of text where
        there is no notebook.
    """

    def __init__(self, title: str, *, show: Show | None = None) -> None:
        self._state = CardState(title=title)
        self._show = show or find_place()
        self._pace = Pace()
        self._lock = threading.Lock()
        self._drawn: CardState | None = None
        self._drawn_at = -math.inf
        self._timer: threading.Timer | None = None
        self._closed = False
        self._report()

    @property
    def state(self) -> CardState:
        """What the card was last told."""
        return self._state

    def progress(self, progress: ProgressLike) -> None:
        """Show how far the work is.

        Parameters
        ----------
        progress : Progress
            A report of the core's.
        """
        if progress.stage == "uploading":
            self._pace.add(time.monotonic(), progress.sent)
        uploading = progress.stage == "uploading"
        self._report(
            stage=progress.stage,
            sent=progress.sent,
            total=progress.total,
            note=progress.note,
            rate=self._pace.rate if uploading else None,
            left=self._pace.left(progress.total or 0) if uploading else None,
            chips=tuple(
                Chip(kind=q.type, quality=q.quality, status=q.status)
                for q in progress.qualities
            ),
        )

    def done(self, bundle: Mapping[str, str]) -> None:
        """Put the finished video in the card's place.

        Parameters
        ----------
        bundle : mapping of str to str
            A mime bundle.
        """
        self._close(bundle)

    def failed(
        self, what: str, reason: str, hint: str = "", link: str | None = None
    ) -> None:
        """Say what went wrong, and leave it standing.

        Parameters
        ----------
        what : str
            What failed, in two or three words.
        reason : str
            Why.
        hint : str, optional
            What to do next.
        link : str, optional
            A page about it.
        """
        self._close_with(stage="failed", what=what, reason=reason, hint=hint, link=link)

    def cancelled(self, text: str, hint: str = "") -> None:
        """Say that the work was stopped by the user.

        Parameters
        ----------
        text : str
            What has become of it.
        hint : str, optional
            What to do next.
        """
        self._close_with(stage="cancelled", what="Cancelled", reason=text, hint=hint)

    def ended_by(self, exc: BaseException) -> None:
        """Say in words what an exception means for the upload.

        Parameters
        ----------
        exc : BaseException
            One of this package's errors, or any other.
        """
        match exc:
            case UploadInterruptedError() | KeyboardInterrupt():
                self.cancelled(str(exc) or "The upload was stopped.", _hint(exc))
            case ApiError():
                self.failed(what_failed(exc), str(exc), exc.hint, exc.type)
            case ApiVideoError() | ValueError() | TypeError():
                self.failed(what_failed(exc), str(exc), _hint(exc))
            case _:
                self.failed(what_failed(exc), f"{type(exc).__name__}: {exc}")

    def _report(self, **news: Any) -> None:
        with self._lock:
            if not self._closed:
                self._state = replace(self._state, **news)
                self._draw_soon()

    def _draw_soon(self) -> None:
        wait = self._drawn_at + _INTERVAL - time.monotonic()
        if wait <= 0:
            self._drawn, self._drawn_at = self._state, time.monotonic()
            self._show(_bundle(self._state))
        elif self._timer is None:  # so that the last report is not lost
            self._timer = threading.Timer(wait, self._draw_late)
            self._timer.daemon = True
            self._timer.start()

    def _draw_late(self) -> None:
        with self._lock:
            self._timer = None
            # A report that came while the timer ran may have been drawn already.
            if not self._closed and self._state is not self._drawn:
                self._draw_soon()

    def _close_with(self, **news: Any) -> None:
        # The amounts stay in the state, for whoever asks; the card shows words only.
        self._close(_bundle(replace(self._state, **news)), **news)

    def _close(self, bundle: Mapping[str, str], **news: Any) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._state = replace(self._state, **news)
            if self._timer:
                self._timer.cancel()
            self._show(bundle)


def what_failed(exc: BaseException) -> str:
    """Say in two or three words what an exception kept from happening."""
    match exc:
        case IngestError():
            return "Link not fetched"
        case EncodingError():
            return "Encoding failed"
        case _:
            return "Upload failed"


def _hint(exc: BaseException) -> str:
    if isinstance(exc, UploadInterruptedError) and exc.video_id and not exc.hint:
        return f"Look again with `%apivideo show {exc.video_id}`."
    return exc.hint if isinstance(exc, ApiVideoError) else ""


def _bundle(state: CardState) -> dict[str, str]:
    return {"text/html": card_html(state), "text/plain": card_text(state)}
