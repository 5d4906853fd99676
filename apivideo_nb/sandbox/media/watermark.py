"""A picture burnt into a video: where it goes, how large, and how dense.

https://docs.api.video/vod/add-watermarks
"""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

INTRINSIC = "initial"


@dataclass(frozen=True, slots=True)
class Watermark:
    """A picture and what is asked of it.

    Attributes
    ----------
    image : bytes
        JPEG or PNG.
    placement : mapping
        ``top`` or ``bottom``, ``left`` or ``right``, ``width``, ``height`` and
        ``opacity``, in the API's words (``10px``, ``5%``, ``initial``); any of them
        may be missing.
    """

    image: bytes
    placement: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in pixels; it may reach beyond its edges."""

    left: float
    top: float
    width: float
    height: float

    def scaled(self, across: float, down: float) -> "Box":
        """Return the same rectangle in a picture of another size."""
        return Box(
            self.left * across, self.top * down, self.width * across, self.height * down
        )


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over a picture, and where its corner goes."""

    image: Image.Image
    left: int
    top: int


def place(
    mark: tuple[int, int], video: tuple[int, int], placement: Mapping[str, str]
) -> Box:
    """Work out where a watermark goes.

    Parameters
    ----------
    mark, video : tuple of int
        Width and height of both, in pixels.
    placement : mapping
        As in `Watermark`. ``left`` and ``top`` come before ``right`` and ``bottom``;
        without any the mark is in the top left corner. A percentage is of the video's
        width or height. If only one of width and height is given, the other follows;
        ``initial`` keeps what the picture has.

    Examples
    --------
    >>> place((50, 20), (640, 360), {"right": "10px", "bottom": "5%", "width": "25%"})
    Box(left=470.0, top=278.0, width=160.0, height=64.0)
    """
    width = _size(placement.get("width"), mark[0], video[0])
    height = _size(placement.get("height"), mark[1], video[1])
    if width is None and height is None:
        width, height = float(mark[0]), float(mark[1])
    elif width is None:
        width = mark[0] * (height or 0.0) / mark[1]
    elif height is None:
        height = mark[1] * width / mark[0]
    width, height = width or 0.0, height or 0.0
    return Box(
        _start(placement.get("left"), placement.get("right"), width, video[0]),
        _start(placement.get("top"), placement.get("bottom"), height, video[1]),
        width,
        height,
    )


def opacity(placement: Mapping[str, str]) -> float:
    """Return how dense a watermark is, from 0 to 1.

    Examples
    --------
    >>> opacity({"opacity": "70%"}), opacity({})
    (0.7, 1.0)
    """
    return min(1.0, float(placement.get("opacity", "100%").removesuffix("%")) / 100)


def overlay_filter(overlay: Overlay) -> str:
    """Return the filter that lays a second input over a first one."""
    return f"overlay={overlay.left}:{overlay.top}"


def draw(
    watermark: Watermark, video: tuple[int, int], picture: tuple[int, int]
) -> Overlay | None:
    """Draw a watermark for a picture of a video.

    Parameters
    ----------
    watermark : Watermark
        What to draw.
    video : tuple of int
        Width and height of the video, which ``px`` counts in.
    picture : tuple of int
        Width and height of the picture made of it.

    Returns
    -------
    Overlay or None
        The part that is seen, never larger than the picture; None if nothing is.
    """
    with Image.open(io.BytesIO(watermark.image), formats=("JPEG", "PNG")) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    box = place(image.size, video, watermark.placement)
    box = box.scaled(picture[0] / video[0], picture[1] / video[1])
    box = Box(box.left, box.top, max(1.0, box.width), max(1.0, box.height))
    left, width = _seen(box.left, box.width, picture[0])
    top, height = _seen(box.top, box.height, picture[1])
    density = opacity(watermark.placement)
    if not width or not height or not density:
        return None
    across, down = image.width / box.width, image.height / box.height
    part = (
        max(0.0, (left - box.left) * across),
        max(0.0, (top - box.top) * down),
        min(float(image.width), (left + width - box.left) * across),
        min(float(image.height), (top + height - box.top) * down),
    )
    fitted = image.resize((width, height), Image.Resampling.LANCZOS, box=part)
    if density < 1:
        fitted.putalpha(fitted.getchannel("A").point(lambda a: round(a * density)))
    return Overlay(fitted, left, top)


def _size(asked: str | None, own: int, whole: int) -> float | None:
    if asked is None:
        return None
    return float(own) if asked == INTRINSIC else _pixels(asked, whole)


def _start(near: str | None, far: str | None, size: float, whole: int) -> float:
    if near is not None or far is None:
        return _pixels(near or "0px", whole)
    return whole - size - _pixels(far, whole)


def _pixels(length: str, whole: int) -> float:
    if length.endswith("%"):
        return float(length.removesuffix("%")) * whole / 100
    return float(length.removesuffix("px"))


def _seen(start: float, size: float, whole: int) -> tuple[int, int]:
    """Return the first pixel and the number of pixels that lie inside a picture."""
    first = max(0, math.floor(start + 0.5))
    last = min(whole, math.floor(start + size + 0.5))
    return first, max(0, last - first)
