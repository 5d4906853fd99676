"""Which qualities are made of a video: by the short side, never larger than it is.

https://docs.api.video/vod/video-transcoding
"""

from dataclasses import dataclass

from .parse import Probe

# quality: (short side, most kb/s of picture, kb/s of sound)
_RATES = {
    "240p": (240, 400, 64),
    "360p": (360, 800, 128),
    "480p": (480, 1_400, 128),
    "720p": (720, 2_800, 128),
    "1080p": (1080, 5_000, 128),
    "2160p": (2160, 16_000, 192),
}
MAX_SHORT_SIDE = 2160


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One quality of one video.

    Attributes
    ----------
    quality : str
        Its name, ``720p``.
    width, height : int
        Pixels; even.
    video_kbps, audio_kbps : int
        The most that the picture, and what the sound may take, in kb/s.
    """

    quality: str
    width: int
    height: int
    video_kbps: int
    audio_kbps: int


def ladder(width: int, height: int) -> tuple[Rung, ...]:
    """List the rungs for a picture, the lowest first.

    Parameters
    ----------
    width, height : int
        The source as displayed, in pixels.

    Returns
    -------
    tuple of Rung
        At least one: a picture below 240 pixels gets ``240p`` at its own size.

    Examples
    --------
    >>> [(r.quality, r.width, r.height) for r in ladder(640, 400)]
    [('240p', 384, 240), ('360p', 576, 360)]
    >>> [(r.quality, r.width, r.height) for r in ladder(33, 17)]
    [('240p', 32, 16)]
    """
    short = min(width, height)
    fitting = [name for name, (side, _, _) in _RATES.items() if side <= short]
    return tuple(_rung(name, width, height) for name in fitting or ["240p"])


def whole(width: int, height: int) -> Rung:
    """Return the rung of the MP4: the source's own size, 2160 pixels at most.

    Examples
    --------
    >>> whole(1440, 900).quality, whole(1440, 900).width, whole(7680, 4320).width
    ('720p', 1440, 3840)
    """
    top = ladder(width, height)[-1]
    side, video_kbps, audio_kbps = _RATES[top.quality]
    short = min(width, height)
    if short > MAX_SHORT_SIDE:
        return top
    return Rung(
        quality=top.quality,
        width=_even(width),
        height=_even(height),
        # bits grow more slowly than pixels do
        video_kbps=max(video_kbps, round(video_kbps * (short / side) ** 1.5)),
        audio_kbps=audio_kbps,
    )


def planned(probe: Probe | None, *, mp4: bool) -> tuple[tuple[str, str], ...]:
    """List what will be made of a video.

    Parameters
    ----------
    probe : Probe or None
        What the source holds; None when it could not be read.
    mp4 : bool
        Whether an MP4 is wanted too.

    Returns
    -------
    tuple of (type, quality)
        Types ``hls`` and ``mp4``, the lowest quality first.

    Examples
    --------
    >>> planned(Probe(width=640, height=360), mp4=True)
    (('hls', '240p'), ('hls', '360p'), ('mp4', '360p'))
    >>> planned(None, mp4=True)
    (('hls', '240p'), ('mp4', '240p'))
    """
    rungs = ladder(probe.width, probe.height) if probe else ladder(2, 2)
    hls = tuple(("hls", rung.quality) for rung in rungs)
    return (*hls, ("mp4", rungs[-1].quality)) if mp4 else hls


def _rung(name: str, width: int, height: int) -> Rung:
    side, video_kbps, audio_kbps = _RATES[name]
    short = min(width, height)
    scale = min(1.0, side / short)
    return Rung(
        quality=name,
        width=_even(width * scale),
        height=_even(height * scale),
        video_kbps=video_kbps,
        audio_kbps=audio_kbps,
    )


def _even(pixels: float) -> int:
    # yuv420p has one colour sample for two pixels; never up beyond what is there,
    # except that 853.33 is meant to be 854
    return max(
        2, round(pixels / 2) * 2 if pixels != int(pixels) else int(pixels) // 2 * 2
    )
