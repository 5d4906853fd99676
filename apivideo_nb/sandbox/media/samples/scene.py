"""What sample clips are made of: painted parts, and instructions to move them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

SIZE = WIDTH, HEIGHT = 1280, 720
SECONDS = 6
FRAMERATE = 25

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """What ffmpeg needs to make one clip.

    Attributes
    ----------
    pictures : sequence of Image
        Its parts; the first is the background.
    graph : str
        How they move: a filter graph whose output is ``out``.
    sound : str
        How it sounds: a ``lavfi`` source.
    """

    pictures: Sequence[Image.Image]
    graph: str
    sound: str


def still(number: int) -> str:
    """Return the filters that show picture `number` for as long as the clip lasts."""
    frames = SECONDS * FRAMERATE
    return f"[{number}]loop={frames}:1,setpts=N/{FRAMERATE}/TB,fps={FRAMERATE}"


def halo(size: int, strength: int) -> Image.Image:
    """Draw light that falls off to nothing at the edge; `strength` is in the middle."""
    fall = ImageChops.invert(Image.radial_gradient("L")).resize((size, size))
    return fall.point(
        [max(0, level - 75) ** 2 * strength // 180**2 for level in range(256)]
    )


def between(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; `share` is that of the other, 0 to 1."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def gradient(stops: Sequence[tuple[float, Colour]], at: float) -> Colour:
    """Return the colour `at` a point of a gradient; stops are sorted."""
    for (low, one), (high, other) in itertools.pairwise(stops):
        if at <= high:
            return between(one, other, (at - low) / (high - low))
    return stops[-1][1]
