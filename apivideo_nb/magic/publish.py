"""``%apivideo upload``: the live card that becomes the player."""

import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from IPython.core.error import UsageError

from ..display.live import LiveCard
from .context import Context
from .readable import EXPECTED, reason

if TYPE_CHECKING:
    from ..api.models import Video
    from ..api.status import Progress

_SENDING = {"waiting", "uploading"}


def upload(
    context: Context, source: object, *, wait: str | None = None, **fields: Any
) -> "Video":
    """Upload a video under a live card.

    Parameters
    ----------
    context : Context
        The shell's settings.
    source : object
        Whatever `Client.upload` takes.
    wait : str, optional
        What to wait for; by default what the settings say.
    **fields
        Options of `Client.upload`.

    Returns
    -------
    Video
        Already shown: the cell does not draw it again.

    Raises
    ------
    UsageError
        If it fails or the user stops it; the card says why.
    """
    client = context.client()
    card = LiveCard(fields.get("title") or name_of(source))
    cancel = threading.Event()
    made: list[str] = []

    def report(progress: "Progress") -> None:
        made[:] = [progress.video_id] if progress.video_id else made
        card.progress(progress)

    try:
        video = client.upload(
            source,
            wait=wait or context.settings.wait,
            on_progress=report,
            cancel=cancel,
            **fields,
        )
        bundle = client.videos.show(video, width_px=context.settings.width)
    except KeyboardInterrupt:
        cancel.set()
        raise UsageError(_stopped(card, made)) from None
    except EXPECTED as exc:
        card.ended_by(exc)
        # the hint stands in the card; this line makes the cell fail
        raise UsageError(f"{card.state.what}: {reason(exc)}") from exc
    except Exception as exc:
        card.ended_by(exc)
        raise
    card.done({"text/plain": bundle["text/plain"]} if context.silent else bundle)
    context.shown.mark(video)
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
