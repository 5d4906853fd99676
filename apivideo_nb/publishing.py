"""Upload and show: the live card that becomes the player."""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from .display.live import LiveCard
from .display.place import cell_number
from .errors import UploadInterruptedError

if TYPE_CHECKING:
    from .api.models import Video
    from .api.status import Progress
    from .client import Client

_SENDING = {"waiting", "rendering", "uploading"}


class Stopped(KeyboardInterrupt):
    """The user interrupted it; the text says what has become of the upload."""


def publish(
    source: object,
    *,
    client: "Client | None" = None,
    wait: str = "playable",
    width_px: int = 640,
    **options: Any,
) -> "Video":
    """Upload anything that moves, and show it: progress first, then the player.

    Parameters
    ----------
    source : object
        Whatever `Client.upload` takes: an animation, frames, a path, a link.
    client : Client, optional
        By default ``Client.from_config()``.
    wait : {"playable", "uploaded", "encoded"}
        When to come back.
    width_px : int, default 640
        Widest that the player may be drawn.
    **options
        Further options of `Client.upload`: ``title``, ``fps``, ``tags``, ``public`` …

    Returns
    -------
    Video
        Shown already; as the last value of the same cell it is not drawn again.

    Raises
    ------
    ApiVideoError
        As `Client.upload`; the card says why.

    Examples
    --------
    >>> import numpy as np
    >>> ramp = np.linspace(0, 255, 96, dtype=np.uint8)
    >>> frames = (np.roll(np.tile(ramp, (64, 1)), 4 * t, axis=1) for t in range(24))
    >>> video = publish(frames, fps=12, title="Ramp")  # doctest: +ELLIPSIS
    Ramp · Getting ready...Ramp · ...
    >>> video.title
    'Ramp'
    """
    if client is None:
        from .client import Client  # noqa: PLC0415 - it loads the whole core

        client = Client.from_config()
    try:
        video = publish_with_card(
            client, source, wait=wait, width_px=width_px, **options
        )
    except Stopped as stopped:
        raise UploadInterruptedError(str(stopped)) from None
    object.__setattr__(video, "_shown_in", cell_number())
    return video


def publish_with_card(
    client: "Client",
    source: object,
    *,
    width_px: int,
    finish: Callable[[dict[str, str]], dict[str, str]] = dict,
    **options: Any,
) -> "Video":
    """Upload under a live card, which says how it ends.

    Parameters
    ----------
    client : Client
        Who uploads.
    source : object
        Whatever `Client.upload` takes.
    width_px : int
        Widest that the player may be drawn.
    finish : callable, optional
        Given the finished video's mime bundle, gives what to draw.
    **options
        Options of `Client.upload`.

    Raises
    ------
    Stopped
        If the user interrupts it.
    """
    card = LiveCard(options.get("title") or name_of(source))
    cancel = threading.Event()
    made: list[str] = []

    def report(progress: "Progress") -> None:
        made[:] = [progress.video_id] if progress.video_id else made
        card.progress(progress)

    try:
        video = client.upload(source, on_progress=report, cancel=cancel, **options)
        bundle = client.videos.show(video, width_px=width_px)
    except KeyboardInterrupt:
        cancel.set()
        raise Stopped(_stopped(card, made)) from None
    except Exception as exc:
        card.ended_by(exc)
        raise
    card.done(finish(bundle))
    return video


def name_of(source: object) -> str:
    r"""Say what is uploaded, for a card without a title.

    Examples
    --------
    >>> name_of("https://host/a%20talk.avi?x=1"), name_of(r"C:\clips\talk.mp4")
    ('a talk.avi', 'talk.mp4')
    """
    if isinstance(source, os.PathLike):
        return Path(source).name
    if not isinstance(source, str):
        name = getattr(source, "title", None) or getattr(source, "name", None)
        return Path(name).name if isinstance(name, str) else type(source).__name__
    path = unquote(urlsplit(source).path) if "://" in source else source
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] or source


def _stopped(card: LiveCard, made: list[str]) -> str:
    if card.state.stage in _SENDING and made:
        text = "Upload stopped by you."
        hint = "Run it again: a file or bytes go on where they stopped."
    elif card.state.stage in _SENDING:
        text, hint = "Upload stopped by you; nothing of it was kept.", ""
    else:
        text = "Stopped waiting; the service goes on with the video."
        hint = f"Look again with `%apivideo show {made[0]}`." if made else ""
    card.cancelled(text, hint)
    return f"{text} {hint}".strip()
