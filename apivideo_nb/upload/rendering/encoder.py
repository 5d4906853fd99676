"""Frames into ffmpeg, as they come: memory does not grow with their number."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path

from ...errors import SourceError
from .pixels import Picture
from .program import find_ffmpeg

_FORMATS = {1: "gray", 3: "rgb24"}
# Constant quality at which one sees no loss: the service encodes it once more. Each
# thread holds pictures: with one for each of 64 cores it would be gigabytes.
_H264 = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "14", "-pix_fmt", "yuv420p"),
    *("-threads", "4"),
)
# said in the file, so that every player shows the same colours
_COLOURS = (
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv"),
)
# the same frames are the same bytes, so that a cell run again finds its video
_SAME_BYTES = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1")


class Encoder:
    """An ffmpeg that takes pictures of one size and writes an MP4.

    Parameters
    ----------
    path : Path
        The MP4 to be.
    first : Picture
        All others have its size and channels.
    fps : Fraction
        Frames per second.
    """

    def __init__(self, path: Path, first: Picture, fps: Fraction) -> None:
        program = find_ffmpeg()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the encoder
        size = f"{first.width}x{first.height}"
        self._process = subprocess.Popen(  # noqa: S603 - a list, and no shell
            [
                *(program, "-hide_banner", "-nostats", "-loglevel", "error"),
                *("-f", "rawvideo", "-pix_fmt", _FORMATS[first.channels]),
                *("-s", size, "-r", str(fps), "-i", "pipe:0", "-an"),
                *("-vf", filters(first.width, first.height)),
                *(*_H264, *_COLOURS, *_SAME_BYTES, "-movflags", "+faststart"),
                *("-f", "mp4", "-y", str(path)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C is for us; we end it
        )

    def write(self, picture: Picture) -> None:
        """Hand over one frame; raises `SourceError` if ffmpeg gave up."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            self._process.stdin.write(picture.data)
        except BrokenPipeError:
            raise self._fault() from None

    def finish(self) -> None:
        """Wait until the file is whole; raises `SourceError` if it will not be."""
        assert self._process.stdin is not None  # noqa: S101 - as above
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            raise self._fault() from None
        if self._process.wait() != 0:
            raise self._fault()

    def close(self) -> None:
        """End ffmpeg if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it was killed with bytes on their way
                self._process.stdin.close()
        self._process.wait()
        self._log.close()

    def _fault(self) -> SourceError:
        self._process.wait()
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return SourceError(
            f"ffmpeg could not make a video of the frames: {said[-1] if said else '?'}"
        )


@contextmanager
def encoding(path: Path, first: Picture, fps: Fraction) -> Iterator[Encoder]:
    """Run an encoder; what goes wrong ends it."""
    encoder = Encoder(path, first, fps)
    try:
        yield encoder
    finally:
        encoder.close()


def filters(width: int, height: int) -> str:
    """H.264 wants even sizes: an odd one repeats its last row or column.

    Examples
    --------
    >>> filters(64, 64)
    'scale=out_color_matrix=bt709:out_range=tv,format=yuv444p'
    """
    steps = ["scale=out_color_matrix=bt709:out_range=tv", "format=yuv444p"]
    right, bottom = width % 2, height % 2
    if right or bottom:
        steps += [
            f"pad={width + right}:{height + bottom}",
            f"fillborders=right={right}:bottom={bottom}:mode=smear",
        ]
    return ",".join(steps)
