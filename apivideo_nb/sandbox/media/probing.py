"""Looking into a file that somebody uploaded."""

from dataclasses import replace
from pathlib import Path

from .errors import MediaError
from .ffmpeg import run, source_input
from .parse import Probe, parse
from .reason import explain

MAX_PIXELS = 8192 * 8192  # of one frame: more would take gigabytes to decode
_HEAD = 4096


def probe(path: Path) -> Probe:
    """Look into a file.

    Parameters
    ----------
    path : Path
        The file; its name and extension do not matter.

    Returns
    -------
    Probe
        With a duration even where the file states none, as those of browsers'
        recorders do, unless it has no clock at all.

    Raises
    ------
    MediaError
        If it is no video: text, a web page, sound alone, a picture, a playlist.

    Notes
    -----
    Nothing is decoded: a file may pass and still hold not one good frame. `encode`
    finds that out.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise MediaError("This file is empty.")
    # with no output asked for, ffmpeg describes its input and stops
    log = run(source_input(path)).log
    found = parse(log)
    if found is None:
        raise MediaError(explain(head, log))
    if found.width * found.height > MAX_PIXELS:
        raise MediaError(
            f"The picture is too large: {found.width} by {found.height} pixels."
        )
    if found.duration is None:
        return replace(found, duration=_measured(path, found))
    return found


def _measured(path: Path, found: Probe) -> float | None:
    """Read the file to its end to learn how long it is."""
    stream = ["-map", f"0:{found.video_stream}", "-c", "copy"]
    return run([*source_input(path), *stream, "-f", "null", "-"]).seconds or None
