"""Waves: layers of cut paper under an evening sky."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .scene import (
    HEIGHT,
    SECONDS,
    SIZE,
    WIDTH,
    Colour,
    Scene,
    between,
    gradient,
    halo,
    still,
)

_SKY = (
    (0.0, (33, 22, 86)),
    (0.26, (112, 46, 128)),
    (0.45, (232, 98, 112)),
    (0.6, (255, 186, 112)),
    (1.0, (255, 214, 150)),
)
_WATER = (
    (0.0, (250, 136, 104)),
    (0.25, (222, 76, 108)),
    (0.5, (146, 46, 124)),
    (0.75, (74, 32, 112)),
    (1.0, (24, 18, 66)),
)
_LAYERS = 6
_SWAY, _HEAVE = 120, 24  # pixels
_SUN = (850, 352, 84)  # where, and its radius


def waves() -> Scene:
    """Set the scene of the clip ``waves``."""
    layers = [_wave(index) for index in range(_LAYERS)]
    parts, below = [f"{still(0)}[w0]"], "w0"
    for index in range(_LAYERS):
        depth = (index + 1) / _LAYERS
        turn = f"2*PI*t/{SECONDS}+{index * 1.9:.1f}"
        # water moves in circles: nearer is wider
        x = f"{-_SWAY - 10}+{_SWAY * depth:.1f}*cos({turn})"
        y = f"{_crest(index) - 60:.0f}+{_HEAVE * depth:.1f}*sin({turn})"
        over = f"overlay=x='{x}':y='{y}':format=gbrp"
        parts.append(f"[{below}][{index + 1}]{over}[w{index + 1}]")
        below = f"w{index + 1}"
    parts.append(f"[{below}]null[out]")
    return Scene([_sky(), *layers], ";".join(parts), _surf())


def _sky() -> Image.Image:
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), gradient(_SKY, y / HEIGHT))
    sky = column.resize(SIZE)
    x, y, radius = _SUN
    for reach, strength, colour in (
        (560, 150, (255, 128, 96)),
        (230, 150, (255, 210, 150)),
    ):
        light = Image.new("L", SIZE, 0)
        light.paste(halo(2 * reach, strength), (x - reach, y - reach))
        sky.paste(colour, mask=light)
    disc = Image.new("L", (WIDTH * 2, HEIGHT * 2), 0)
    box = tuple(2 * edge for edge in (x - radius, y - radius, x + radius, y + radius))
    ImageDraw.Draw(disc).ellipse(box, 255)
    sky.paste((255, 240, 206), mask=disc.resize(SIZE, Image.Resampling.LANCZOS))
    # a little grain, or the gradient shows as bands
    grain = Image.effect_noise(SIZE, 5).convert("RGB")
    return ImageChops.add(sky, grain, scale=1, offset=-128)


def _crest(index: int) -> float:
    return 396 + 52 * index


def _wave(index: int) -> Image.Image:
    depth = index / (_LAYERS - 1)
    # what lies deeper is hidden by the wave in front
    width, height = WIDTH + 2 * _SWAY + 20, 270
    edge = [(2 * x, 2 * (60 - _swell(x, index))) for x in range(0, width + 4, 4)]
    mask = Image.new("L", (2 * width, 2 * height), 0)
    ImageDraw.Draw(mask).polygon(
        [(0, 2 * height), *edge, (2 * width, 2 * height)], fill=255
    )
    mask = mask.resize((width, height), Image.Resampling.LANCZOS)
    colour = gradient(_WATER, depth)
    body = Image.new("RGB", (1, height))
    for y in range(height):
        body.putpixel((0, y), between(_lighter(colour), colour, min(1, y / 150)))
    layer = body.resize((width, height)).convert("RGBA")
    lit = ImageChops.subtract(mask, ImageChops.offset(mask, 0, 3))
    layer.paste((255, 225, 190, 255), mask=lit.point(lambda level: level * 2 // 5))
    layer.putalpha(mask)
    # paper throws a soft shadow on the sheet behind it
    shade = Image.new("L", (width, height), 0)
    shade.paste(mask.crop((0, 8, width, height)), (0, 0))
    shade = shade.filter(ImageFilter.GaussianBlur(12)).point(lambda level: level // 4)
    under = Image.new("RGBA", (width, height), (18, 8, 48, 0))
    under.putalpha(shade)
    return Image.alpha_composite(under, layer)


def _lighter(colour: Colour) -> Colour:
    return between(colour, (255, 140, 180), 0.16)


def _swell(x: int, index: int) -> float:
    long = math.sin(x / (150 + 22 * index) + index * 2.4)
    short = math.sin(x / (61 + 9 * index) + index * 4.1)
    return (15 + 3.5 * index) * long + (6 + 1.2 * index) * short


def _surf() -> str:
    chord = "+".join(
        f"0.035*sin(2*PI*{note}*t)*(1+0.5*sin(2*PI*t/{SECONDS}+{index}))"
        for index, note in enumerate((110.0, 164.81, 220.0, 277.18, 329.63))
    )
    noise = f"anoisesrc=d={SECONDS}:c=pink:r=48000:a=0.35:seed=7"
    swash = f"{noise},lowpass=f=520,tremolo=f=0.34:d=0.75[sea]"
    pad = f"aevalsrc='{chord}':s=48000:d={SECONDS}[pad]"
    ends = (
        f"afade=d=0.8,afade=t=out:st={SECONDS - 1}:d=1,aformat=channel_layouts=stereo"
    )
    return f"{swash};{pad};[sea][pad]amix=inputs=2:normalize=0,{ends}"
