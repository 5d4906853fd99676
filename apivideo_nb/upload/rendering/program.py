"""Which ffmpeg renders."""

import functools
import os
import shutil
import subprocess

from ...errors import ConfigurationError

_HINT = "Run `pip install imageio-ffmpeg`, or let APIVIDEO_NB_FFMPEG name one."


def find_ffmpeg() -> str:
    """Find an ffmpeg that can make H.264.

    Returns
    -------
    str
        What ``APIVIDEO_NB_FFMPEG`` names, else one on the path with x264, else the one
        of the imageio-ffmpeg wheel.

    Raises
    ------
    ConfigurationError
        If there is none.
    """
    return _find(os.environ.get("APIVIDEO_NB_FFMPEG"), os.environ.get("PATH"))


@functools.lru_cache(maxsize=4)
def _find(chosen: str | None, path: str | None) -> str:
    if chosen:
        if found := shutil.which(chosen, path=path):
            return found
        raise ConfigurationError(
            "APIVIDEO_NB_FFMPEG does not name a program that can be run.", hint=_HINT
        )
    if (found := shutil.which("ffmpeg", path=path)) and _has_x264(found):
        return found
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - not needed, then not imported

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise ConfigurationError(
            "Making a video of frames needs ffmpeg, and there is none here.", hint=_HINT
        ) from None


def _has_x264(program: str) -> bool:
    try:
        said = subprocess.run(  # noqa: S603 - a list, and no shell
            [program, "-hide_banner", "-encoders"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=10,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"libx264" in said
