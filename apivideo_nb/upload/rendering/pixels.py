"""One frame, of whatever type, as the bytes that ffmpeg takes."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from ...display.words import one_line
from ...errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

_LAYOUT = "a frame is height x width, or height x width x 1, 3 or 4"
#: how many values a pixel may have: grey, RGB, RGB and alpha
CHANNELS = {1, 3, 4}
#: the most that H.264 levels allow for either side, in pixels
LARGEST = 8192
_BYTE = 255
_SLACK = 0.001  # by which arithmetic may go beyond the bounds
_CLEAR = 2  # from here on a largest value can only be one of 0 to 255


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame: `width` x `height` pixels of `channels` bytes, 1 grey or 3 RGB."""

    width: int
    height: int
    channels: int
    data: Any


class Reader:
    """Makes pictures of frames that belong together.

    Floating-point frames hold either 0 to 1 or 0 to 255: the first that is not all
    black decides, by its largest value. One that could be either is refused.

    Parameters
    ----------
    largest : float, optional
        Largest value of all frames, where it is known beforehand.
    """

    def __init__(self, largest: float | None = None) -> None:
        self._scale = None if largest is None else _scale_of(largest)
        self._shape: tuple[int, int, int] | None = None
        self._count = 0

    def read(self, frame: object) -> Picture:
        """Check the next frame and give its bytes.

        Raises
        ------
        SourceError
            If it is no picture, of another size than the first, or holds values that
            no pixel has; the text counts frames from 0.
        """
        picture = _of_image(frame) if is_image(frame) else self._picture(frame)
        self._check_size(picture)
        shape = (picture.width, picture.height, picture.channels)
        if self._shape is None:
            self._shape = shape
        elif shape != self._shape:
            raise SourceError(
                f"Frame {self._count} is {_size(shape)}; the first is "
                f"{_size(self._shape)}.",
                hint="Give all frames the same height, width and channels.",
            )
        self._count += 1
        return picture

    def _picture(self, frame: object) -> Picture:
        import numpy as np  # noqa: PLC0415 - only where there are frames

        array = self._array(frame)
        if array.ndim == 2:  # noqa: PLR2004 - height and width
            array = array[..., None]
        first, last = (array.shape[0], array.shape[-1]) if array.ndim == 3 else (0, 0)  # noqa: PLR2004 - with channels
        if last not in CHANNELS and first in CHANNELS:
            array = np.moveaxis(array, 0, -1)  # channels first, as torch has them
        elif last not in CHANNELS or not array.size:
            raise SourceError(
                f"Frame {self._count} has the shape {_shape(array)}; {_LAYOUT}."
            )
        height, width, channels = array.shape
        pixels = self._bytes(array)
        if channels == 4:  # noqa: PLR2004 - with alpha
            pixels, channels = _on_white(pixels), 3
        return Picture(width, height, channels, np.ascontiguousarray(pixels).data)

    def _check_size(self, picture: Picture) -> None:
        if max(picture.width, picture.height) > LARGEST:
            raise SourceError(
                f"Frame {self._count} is {picture.width} x {picture.height}; at most "
                f"{LARGEST} pixels a side can be encoded."
            )

    def _array(self, frame: object) -> Any:
        import numpy as np  # noqa: PLC0415 - as above

        try:
            array = np.asarray(frame)
        except Exception as exc:
            raise SourceError(
                f"Frame {self._count} is no array: {one_line(exc)}"
            ) from exc
        if array.dtype.kind not in "buif":
            what = f"an array of {array.dtype}" if array.ndim else f"a {_type(frame)}"
            raise SourceError(
                f"Frame {self._count} is {what}, no picture.",
                hint="Give arrays of uint8 or floats, or PIL images.",
            )
        return array

    def _bytes(self, array: Any) -> Any:
        import numpy as np  # noqa: PLC0415 - as above

        if array.dtype == np.uint8:
            return array
        if array.dtype == np.bool_:
            return array * np.uint8(_BYTE)
        low, high = array.min(), array.max()
        if not (np.isfinite(low) and np.isfinite(high)):
            raise SourceError(
                f"Frame {self._count} holds NaN or infinity.",
                hint="numpy.nan_to_num(frames) replaces them.",
            )
        slack = _SLACK if array.dtype.kind == "f" else 0
        if low < -slack or high > _BYTE + slack:
            raise SourceError(
                f"Frame {self._count} holds values from {low:g} to {high:g}; a pixel "
                "is 0 to 255, or 0 to 1 in floating point.",
                hint="Scale the frames, for example to uint8.",
            )
        if array.dtype.kind != "f":
            return array.astype(np.uint8)
        return np.rint(array * np.float32(self._factor(high))).astype(np.uint8)

    def _factor(self, high: float) -> float:
        if self._scale is None:
            self._scale = _scale_of(high)
        elif self._scale == _BYTE and high > 1 + _SLACK:
            raise SourceError(
                f"Frame {self._count} holds values up to {high:g}; those before it "
                "were taken to be from 0 to 1.",
                hint="Give uint8, or divide all frames by 255.",
            )
        return self._scale or 0.0  # black at any scale


def is_image(frame: object) -> TypeGuard["Image"]:
    """Tell whether an object is a PIL image, without importing PIL."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(frame, module.Image)


def _of_image(image: "Image") -> Picture:
    from PIL import Image  # noqa: PLC0415 - it is imported, or there were no image

    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return Picture(*image.size, 3, image.convert("RGB").tobytes())


def _scale_of(largest: float) -> float | None:
    """Give what values are to be multiplied by; None if they are all 0."""
    if 1 + _SLACK < largest < _CLEAR:
        raise SourceError(
            f"The frames hold values up to {largest:g}: neither 0 to 1 nor 0 to 255.",
            hint="numpy.clip(frames, 0, 1) cuts off what is above; uint8 is always "
            "clear.",
        )
    if largest <= 0:
        return None
    return float(_BYTE) if largest <= 1 + _SLACK else 1.0


def _on_white(pixels: Any) -> Any:
    import numpy as np  # noqa: PLC0415 - as above

    alpha = pixels[..., 3:]
    if (alpha == _BYTE).all():
        return pixels[..., :3]
    share = alpha.astype(np.float32) / _BYTE
    return np.rint(pixels[..., :3] * share + _BYTE * (1 - share)).astype(np.uint8)


def _size(shape: tuple[int, int, int]) -> str:
    width, height, channels = shape
    return f"{width} x {height}{' grey' if channels == 1 else ''}"


def _type(thing: object) -> str:
    return type(thing).__name__


def _shape(array: Any) -> str:
    return " x ".join(str(side) for side in array.shape) or "of a number"
