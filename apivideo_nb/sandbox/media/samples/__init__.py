"""Short clips made on this machine, so that the first video needs no download.

Pillow paints the parts once; ffmpeg moves them. Each clip ends with the picture it
began with, so that it can be looped.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from ..command import WEB_COLOURS, mp4_output
from ..errors import MediaError
from ..ffmpeg import run
from ..reason import failure
from .pendulums import pendulums
from .scene import SECONDS, Scene
from .waves import waves

_SCENES: dict[str, Callable[[], Scene]] = {"waves": waves, "pendulums": pendulums}
SAMPLES: tuple[str, ...] = tuple(_SCENES)


def sample(name: str, target: Path) -> None:
    """Make a sample clip: 6 seconds of 1280 x 720, H.264 with AAC, below 2 MB.

    Parameters
    ----------
    name : str
        One of `SAMPLES`.
    target : Path
        Where the MP4 goes.

    Raises
    ------
    ValueError
        If there is no sample of that name.
    MediaError
        If there is no ffmpeg, or no space.
    """
    if name not in _SCENES:
        raise ValueError(f"{name!r} is none of {', '.join(SAMPLES)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=target.parent, ignore_cleanup_errors=True
    ) as place:
        _film(_SCENES[name](), Path(place))
        Path(place, "clip.mp4").replace(target)


def _film(scene: Scene, place: Path) -> None:
    inputs: list[str] = []
    for number, picture in enumerate(scene.pictures):
        picture.save(place / f"{number}.png", compress_level=1)
        inputs += ["-i", f"{number}.png"]
    colours = f"scale={WEB_COLOURS},format=yuv420p"
    ended = run(
        [
            *inputs,
            *("-f", "lavfi", "-i", scene.sound),
            *("-filter_complex", f"{scene.graph};[out]{colours}[web]"),
            *("-map", "[web]", "-colorspace", "bt709"),
            *("-map", f"{len(scene.pictures)}:a", "-t", str(SECONDS)),
            *("-c:v", "libx264", "-preset", "superfast", "-crf", "23"),
            *("-c:a", "aac", "-b:a", "128k"),
            *mp4_output("clip.mp4"),
        ],
        cwd=place,
    )
    if ended.code:
        raise MediaError(failure(ended.log, ended.code))
