"""Pendulums: fifteen of them, each a little quicker than the one before it."""

import colorsys

from PIL import Image, ImageDraw, ImageFilter

from .scene import HEIGHT, SECONDS, SIZE, WIDTH, Scene, halo, still

_PENDULUMS = 15
_BALL = 84


def pendulums() -> Scene:
    """Set the scene of the clip ``pendulums``."""
    parts, below = [f"{still(0)}[p0]"], "p0"
    for index in range(_PENDULUMS):
        x = round(WIDTH * (index + 1) / (_PENDULUMS + 1) - _BALL / 2)
        y = f"{(HEIGHT - _BALL) // 2}+238*{_swing(index)}"
        over = f"overlay=x={x}:y='{y}':format=gbrp"
        parts.append(f"[{below}][{index + 1}]{over}[p{index + 1}]")
        below = f"p{index + 1}"
    # what was bright fades slowly: every ball draws a trail
    parts.append(f"[{below}]format=gbrp,lagfun=decay=0.8[out]")
    balls = [_ball(index / _PENDULUMS) for index in range(_PENDULUMS)]
    return Scene([_night(), *balls], ";".join(parts), _chimes())


def _swing(index: int) -> str:
    # all together in the middle of the clip, whose ends therefore mirror each other
    return f"cos(2*PI*(t/{SECONDS}-0.5)*{2 + index / 4})"


def _night() -> Image.Image:
    night = Image.new("RGB", SIZE, (8, 8, 22))
    glow = halo(1800, 200).crop((260, 540, 260 + WIDTH, 540 + HEIGHT))
    night.paste((48, 40, 104), mask=glow)
    draw = ImageDraw.Draw(night)
    for index in range(_PENDULUMS):
        x = round(WIDTH * (index + 1) / (_PENDULUMS + 1))
        draw.line((x, 80, x, HEIGHT - 80), fill=(50, 50, 96), width=1)
    return night


def _ball(hue: float) -> Image.Image:
    red, green, blue = (
        round(255 * part) for part in colorsys.hls_to_rgb(0.52 + 0.55 * hue, 0.66, 0.95)
    )
    size = (_BALL, _BALL)
    ball = Image.new("RGBA", size, (red, green, blue, 0))
    ball.putalpha(halo(_BALL, 110))
    core = Image.new("L", (_BALL * 4,) * 2, 0)
    ImageDraw.Draw(core).ellipse((90, 90, _BALL * 4 - 90, _BALL * 4 - 90), 255)
    core = core.resize(size, Image.Resampling.LANCZOS)
    ball.paste((red, green, blue, 255), mask=core)
    shine = Image.new("L", (_BALL * 4,) * 2, 0)
    ImageDraw.Draw(shine).ellipse((118, 112, 160, 154), 190)
    shine = shine.filter(ImageFilter.GaussianBlur(8)).resize(size)
    ball.paste((255, 255, 255, 255), mask=shine)
    return ball


def _chimes() -> str:
    scale = (0, 2, 4, 7, 9)  # pentatonic: whatever sounds together sounds well
    terms = []
    for index in range(_PENDULUMS):
        note = 196 * 2 ** ((scale[index % 5] + 12 * (index // 5)) / 12)
        # heard at both ends of its swing
        near = f"pow({_swing(index)},12)"
        terms.append(f"{0.07 * 0.92**index:.3f}*sin(2*PI*{note:.2f}*t)*{near}")
    ends = f"afade=d=0.3,afade=t=out:st={SECONDS - 1}:d=1"
    tone = f"aevalsrc='{'+'.join(terms)}':s=48000:d={SECONDS}"
    return f"{tone},{ends},aformat=channel_layouts=stereo"
