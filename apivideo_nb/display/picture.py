"""Thumbnails made small enough to live inside a notebook file."""

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LIMIT = 40_000
"""Most bytes a picture may add to a notebook, before base64."""

# Fewer pixels look better than more pixels at a quality that shows blocks.
_LONG_SIDES = (800, 640, 480, 360, 240, 160, 80)
_QUALITIES = (82, 68)
_MOST_PIXELS = 64_000_000
_ORIENTATION = 0x0112  # EXIF tag: how to turn the picture upright


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def fit(picture: bytes, *, limit: int = LIMIT) -> Picture | None:
    """Make a picture a JPEG of at most `limit` bytes.

    Parameters
    ----------
    picture : bytes
        A JPEG, PNG, WebP or anything else that Pillow reads.
    limit : int, default 40,000
        Most bytes of the result.

    Returns
    -------
    Picture or None
        The picture, untouched if it is an upright JPEG that is small enough already;
        None if the bytes are no picture, one of over 64 million pixels, or one that
        cannot be made that small: then show none.

    Examples
    --------
    >>> fit(b"<html>not found</html>") is None
    True
    """
    from PIL import Image  # noqa: PLC0415 - 40 ms that loading must not cost

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # odd metadata is none of a reader's business
            with Image.open(io.BytesIO(picture)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                if len(picture) <= limit and _is_plain_jpeg(image):
                    image.load()  # raises if it is cut short
                    return Picture(jpeg=picture, width=image.width, height=image.height)
                return _shrink(_upright_rgb(image), limit)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # Pillow's ways of saying: this is no picture


def _is_plain_jpeg(image: "Image.Image") -> bool:
    upright = image.getexif().get(_ORIENTATION, 1) == 1
    return image.format == "JPEG" and image.mode in {"RGB", "L"} and upright


def _upright_rgb(image: "Image.Image") -> "Image.Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    largest = _LONG_SIDES[0]
    image.draft("RGB", (largest, largest))  # JPEG decoders can skip most pixels
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        front = image.convert("RGBA")
        image = Image.new("RGBA", front.size, "black")
        image.alpha_composite(front)
    return image.convert("RGB")


def _shrink(image: "Image.Image", limit: int) -> Picture | None:
    for side in _LONG_SIDES:
        smaller = image.copy()
        smaller.thumbnail((side, side))
        for quality in _QUALITIES:
            buffer = io.BytesIO()
            smaller.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= limit:
                return Picture(
                    jpeg=buffer.getvalue(),
                    width=smaller.width,
                    height=smaller.height,
                )
    return None
