"""Still pictures: thumbnails, and the text that is burnt into a video."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from . import probing
from .command import MARK_AT, as_meant
from .errors import MediaError
from .ffmpeg import never, run, source_input
from .parse import Probe
from .reason import undecodable
from .watermark import Watermark, draw

MAX_WIDTH = 1280
MAX_BYTES = 150_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_PIXELS = 80_000_000
_TOO_MANY = "This picture has too many pixels."
_QUALITIES = (86, 78, 68, 56)
_MARK_WIDTH = 0.62  # of the picture's


def thumbnail(
    source: Path,
    target: Path,
    *,
    at: float,
    probe: Probe | None = None,
    burn_in: str | None = None,
    watermark: Watermark | None = None,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Save one frame of a video as JPEG.

    Parameters
    ----------
    source : Path
        A video.
    target : Path
        Where the picture goes, at most 1280 pixels wide.
    at : float
        Seconds from the beginning; out of range, the first frame is taken.
    probe : Probe, optional
        What the video holds, if that is known.
    burn_in : str, optional
        Text to write over the picture, as `encode` does.
    watermark : Watermark, optional
        Picture to lay over it, likewise.
    cancelled : callable, optional
        Stops the work when it answers true.

    Raises
    ------
    MediaError
        If not one frame can be decoded.
    Cancelled
        If `cancelled` answered true.
    """
    found = probe or probing.probe(source)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        frame = Path(place, "frame.bmp")
        for moment in dict.fromkeys((max(at, 0.0), 0.0)):
            log = _grab(source, frame, moment, found, cancelled)
            if frame.exists():
                break
        else:
            raise MediaError(undecodable(log))
        with Image.open(frame) as image:
            picture = image.convert("RGB")
    if watermark is not None:
        laid = draw(watermark, (found.width, found.height), picture.size)
        if laid is not None:
            picture.paste(laid.image, (laid.left, laid.top), laid.image)
    if burn_in:
        over = mark(burn_in, *picture.size)
        left = (picture.width - over.width) // 2
        top = round(picture.height * MARK_AT - over.height / 2)
        picture.paste(over, (left, top), over)
    _save(picture, target)


def _grab(
    source: Path,
    frame: Path,
    at: float,
    probe: Probe,
    cancelled: Callable[[], bool],
) -> str:
    width = min(MAX_WIDTH, probe.width)
    height = max(1, round(probe.height * width / probe.width))
    filters = ",".join([*as_meant(probe), f"scale={width}:{height}"])
    one = ["-map", f"0:{probe.video_stream}", "-frames:v", "1", "-vf", filters]
    to = ["-c:v", "bmp", "-f", "image2", "-update", "1", frame.name]
    seek = ["-ss", f"{at:.3f}"] if at else []
    arguments = [*seek, *source_input(source), *one, *to]
    return run(arguments, cwd=frame.parent, cancelled=cancelled).log


def picture(source: Path, target: Path) -> None:
    """Save an uploaded picture as the JPEG that is served.

    Parameters
    ----------
    source : Path
        JPEG, PNG or WebP, whatever its name.
    target : Path
        Where the JPEG goes, at most 1280 pixels wide.

    Raises
    ------
    MediaError
        If it is none of these, damaged, or larger than 80 million pixels.
    """
    try:
        with Image.open(source, formats=_FORMATS) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise MediaError(_TOO_MANY)
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediaError(_TOO_MANY) from None
    except UnidentifiedImageError:
        raise MediaError("This file is not a JPEG, PNG or WebP picture.") from None
    except (OSError, SyntaxError, ValueError):
        raise MediaError("This picture is damaged.") from None
    flat = Image.new("RGB", upright.size, "black")
    flat.paste(upright, mask=upright)
    if flat.width > MAX_WIDTH:
        height = max(1, round(flat.height * MAX_WIDTH / flat.width))
        flat = flat.resize((MAX_WIDTH, height), Image.Resampling.LANCZOS)
    _save(flat, target)


def mark(text: str, width: int, height: int) -> Image.Image:
    """Draw the text that is laid over a picture of this size.

    Parameters
    ----------
    text : str
        One line.
    width, height : int
        The picture's, in pixels.

    Returns
    -------
    Image
        RGBA, smaller than the picture.
    """
    large = ImageFont.load_default(64)  # the font that comes inside Pillow
    edge = 6
    left, top, right, bottom = large.getbbox(text)
    size = (round(right - left) + 4 * edge, round(bottom - top) + 4 * edge)
    drawn = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(drawn).text(
        (2 * edge - left, 2 * edge - top),
        text,
        font=large,
        fill=(255, 255, 255, 190),
        stroke_width=edge,
        stroke_fill=(0, 0, 0, 110),
    )
    scale = min(width * _MARK_WIDTH / drawn.width, height * 0.2 / drawn.height)
    fitted = (max(1, int(drawn.width * scale)), max(1, int(drawn.height * scale)))
    return drawn.resize(fitted, Image.Resampling.LANCZOS)


def _save(image: Image.Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
    os.close(handle)
    try:
        for quality in _QUALITIES:
            image.save(name, "JPEG", quality=quality, optimize=True, progressive=True)
            if Path(name).stat().st_size <= MAX_BYTES:
                break
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
