"""What IPython shows, taken out: its `Video`, its `Image`, a page of its `HTML`."""

import base64
import binascii
import re
import sys
from typing import Any

from ...errors import SourceError

_DATA_VIDEO = re.compile(r"data:video/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")
_SRC = re.compile(r"<(?:video|source)\b[^>]*?\bsrc=[\"']([^\"']+)[\"']", re.IGNORECASE)


def unwrapped(source: object) -> object:
    """Give what one of IPython's display objects shows; anything else as it is.

    Parameters
    ----------
    source : object
        Anything; IPython is not imported for it.

    Raises
    ------
    SourceError
        If what it shows is no video.
    """
    display = sys.modules.get("IPython.core.display")
    if display is None:
        return source
    if isinstance(source, display.Video):
        return _of_video(source)
    if isinstance(source, display.HTML):
        return _of_html(str(source.data or ""))
    if isinstance(source, display.Image):
        return _of_image(source)
    return source


def _of_image(image: Any) -> object:
    """Take the bytes of a GIF; it moves if it is animated, and the service says so."""
    if str(image.format).lower() != "gif":
        raise SourceError(
            f"This is one still picture ({image.format}).",
            hint="Give a list of frames with fps=…, or an animated GIF.",
        )
    return image.data or image.filename or image.url


def _of_video(video: Any) -> object:
    if isinstance(video.data, bytes) and video.data:
        return video.data
    if video.data:
        return _decoded(video.data)
    return video.filename or video.url


def _of_html(html: str) -> object:
    if found := _DATA_VIDEO.search(html):
        return _decoded(found[1])
    if (found := _SRC.search(html)) and not found[1].startswith("data:"):
        return found[1]
    raise SourceError(
        "This HTML holds no video.", hint="One that does has a <video> with data in it."
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise SourceError("The embedded video is no valid base64.") from None
