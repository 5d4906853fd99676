"""Pictures that are kept as they were sent: watermarks and logos."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from .errors import MediaError

MAX_PIXELS = 80_000_000
_KINDS = {"JPEG": "jpg", "PNG": "png"}


@dataclass(frozen=True, slots=True)
class Still:
    """What a picture is.

    Attributes
    ----------
    kind : str
        ``jpg`` or ``png``.
    width, height : int
        Pixels.
    """

    kind: str
    width: int
    height: int


def look(path: Path) -> Still:
    """Look into a picture, to its last pixel.

    Raises
    ------
    MediaError
        If it is neither JPEG nor PNG, is damaged, or has over 80 million pixels.
    """
    try:
        with Image.open(path, formats=tuple(_KINDS)) as image:
            found = Still(_KINDS[image.format or ""], image.width, image.height)
            if found.width * found.height > MAX_PIXELS:
                raise MediaError("This picture has too many pixels.")
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediaError("This picture has too many pixels.") from None
    except UnidentifiedImageError:
        raise MediaError("This file is not a JPEG or PNG picture.") from None
    except (OSError, SyntaxError, ValueError):
        raise MediaError("This picture is damaged.") from None
    return found
