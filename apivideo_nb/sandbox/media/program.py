"""Which ffmpeg is used."""

import functools
import os
import re
import shutil
import subprocess

from .errors import MediaError

_OLDEST = (5, 1)  # the first version that knows -fps_mode


def find_ffmpeg() -> str:
    """Find the ffmpeg program.

    Returns
    -------
    str
        What ``APIVIDEO_NB_FFMPEG`` names, else an ``ffmpeg`` on the path that is new
        enough and has x264, else the one of the imageio-ffmpeg wheel.

    Raises
    ------
    MediaError
        If there is none.
    """
    return _find(os.environ.get("APIVIDEO_NB_FFMPEG"), os.environ.get("PATH"))


@functools.cache
def _find(chosen: str | None, path: str | None) -> str:
    if chosen:
        if found := shutil.which(chosen, path=path):
            return found
        raise MediaError("APIVIDEO_NB_FFMPEG does not name a program that can be run.")
    found = shutil.which("ffmpeg", path=path)
    if found and suits(_version(found)):
        return found
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - not needed, then not imported

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise MediaError(
            "There is no ffmpeg (5.1 or newer, with x264) on this machine: install "
            "one, or the imageio-ffmpeg package."
        ) from None


def suits(version: str) -> bool:
    """Tell from what ``ffmpeg -version`` prints whether it can do the work.

    Examples
    --------
    >>> suits("ffmpeg version 6.1.1-3ubuntu5 Copyright ... --enable-libx264 ...")
    True
    >>> suits("ffmpeg version 4.4.2-0ubuntu0 Copyright ... --enable-libx264 ...")
    False
    >>> suits("ffmpeg version 7.0 Copyright ... --enable-libopenh264 ...")
    False
    """
    if "--enable-libx264" not in version:
        return False
    # builds from git are named after a commit ("N-1234-gabc"): taken as new
    number = re.match(r"ffmpeg version n?(\d+)\.(\d+)", version)
    return not number or (int(number[1]), int(number[2])) >= _OLDEST


def _version(program: str) -> str:
    try:
        return subprocess.run(  # noqa: S603 - a list, and no shell
            [program, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=10,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
