"""Frames of an animation as one video file: the pictures as they are, one by one.

AVI holds PNG and JPEG pictures as they are. So nothing is lost, no encoder is needed,
and the same frames are the same bytes, which the upload engine knows again.
"""

import io
import struct
import warnings
from collections.abc import Sequence

_CODECS = {"PNG": b"MPNG", "JPEG": b"MJPG"}
_KEYFRAME = 0x10
_HAS_INDEX = 0x10
_LARGEST = 2**32 - 2**20  # what its 32-bit lengths can say, with room for the index


def as_avi(frames: Sequence[bytes], interval_ms: float) -> bytes:
    """Put pictures into an AVI.

    Parameters
    ----------
    frames : sequence of bytes
        PNGs or JPEGs, all of one kind and one size.
    interval_ms : float
        Milliseconds from one to the next, more than 0.

    Raises
    ------
    ValueError
        If they make no video; says why, in words that follow "it".
    """
    kinds = {_look(frame) for frame in (frames[0], frames[-1])}
    if len(kinds) != 1:
        raise ValueError("has frames of several sizes or kinds")
    ((codec, width, height),) = kinds
    if interval_ms <= 0:
        raise ValueError("has no time between its frames")
    largest, count = max(map(len, frames)), len(frames)
    if sum(map(len, frames)) + 32 * count > _LARGEST:
        raise ValueError("has over 4 GB of frames")
    micros = max(1, round(interval_ms * 1000))
    header = struct.pack(
        "<14I", micros, 0, 0, _HAS_INDEX, count, 0, 1, largest, width, height, *[0] * 4
    )
    stream = struct.pack(
        "<4s4sIHHIIIIIIiI4H",
        *(b"vids", codec, 0, 0, 0, 0, micros, 1_000_000, 0, count, largest, -1, 0),
        *(0, 0, width & 0xFFFF, height & 0xFFFF),
    )
    picture = struct.pack(
        "<IiiHH4sIiiII", 40, width, height, 1, 24, codec, width * height * 3, *[0] * 4
    )
    strl = _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", picture))
    hdrl = _list(b"hdrl", _chunk(b"avih", header) + strl)
    movi, index = bytearray(), bytearray()
    for frame in frames:
        index += struct.pack("<4s3I", b"00dc", _KEYFRAME, 4 + len(movi), len(frame))
        movi += _chunk(b"00dc", frame)
    body = hdrl + _list(b"movi", movi) + _chunk(b"idx1", index)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"AVI " + body


def _chunk(name: bytes, content: bytes | bytearray) -> bytes:
    padding = b"\0" * (len(content) % 2)
    return b"".join((name, struct.pack("<I", len(content)), content, padding))


def _list(name: bytes, content: bytes | bytearray) -> bytes:
    return b"".join((b"LIST", struct.pack("<I", 4 + len(content)), name, content))


def _look(frame: bytes) -> tuple[bytes, int, int]:
    from PIL import Image  # noqa: PLC0415  # slow to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(frame), formats=list(_CODECS)) as picture:
                return _CODECS[str(picture.format)], picture.width, picture.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("has frames that are no pictures") from None
