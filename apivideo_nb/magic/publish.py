"""``%apivideo upload``: publishing, with the errors that a magic raises."""

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from ..display.live import what_failed
from ..publishing import Stopped, publish_with_card
from .context import Context
from .readable import EXPECTED, reason

if TYPE_CHECKING:
    from ..api.models import Video


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
    try:
        video = publish_with_card(
            context.client(),
            source,
            width_px=context.settings.width,
            finish=_words_only if context.silent else dict,
            wait=wait or context.settings.wait,
            **fields,
        )
    except Stopped as stopped:
        raise UsageError(str(stopped)) from None
    except EXPECTED as exc:
        # the hint stands in the card; this line makes the cell fail
        raise UsageError(f"{what_failed(exc)}: {reason(exc)}") from exc
    context.shown.mark(video)
    return video


def _words_only(bundle: dict[str, str]) -> dict[str, str]:
    return {"text/plain": bundle["text/plain"]}
