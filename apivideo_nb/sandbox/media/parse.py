"""What a video file holds, read from what ``ffmpeg -i`` prints."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from .errors import MediaError

MAX_FRAMERATE = 240.0  # more is a time base, not a frame rate: "1k fps" in WebM
_COMMON_RATIOS = tuple(
    Fraction(wide, high) for wide, high in ((16, 9), (4, 3), (3, 2), (5, 4), (21, 9))
)

_NEAR = 1 / 200
_DURATION = re.compile(
    r"^  Duration: (?:(\d+):(\d\d):(\d\d(?:\.\d+)?)|N/A)", re.MULTILINE
)
_BITRATE = re.compile(r"^  Duration: .*bitrate: (\d+) kb/s", re.MULTILINE)
# two spaces exactly: a tag of the file that imitates such a line is indented further
_STREAM = re.compile(
    r"^  Stream #0:(\d+)(?:\[\w+\])?(?:\(\w+\))?: (Video|Audio): (.*)$", re.MULTILINE
)
_SIZE = re.compile(r", (\d+)x(\d+)")
_SAR = re.compile(r"\bSAR (\d+):(\d+)")
_FRAMERATE = re.compile(r", (\d+(?:\.\d+)?)(k?) fps")
_TICKS = re.compile(r", (\d+(?:\.\d+)?)(k?) tbr")
_SAMPLERATE = re.compile(r", (\d+) Hz")
_PIXELS = re.compile(r", ([a-z][a-z0-9_]+)(?:\(([^)]*)\))?, \d+x\d+")
_MATRIX = re.compile(r"\b(?:bt\d|smpte|fcc|ycgco|gbr|ictcp)")
_ROTATION = re.compile(r"rotation of (-?\d+(?:\.\d+)?) degrees")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a video file holds.

    Attributes
    ----------
    width, height : int
        Pixels as displayed: sample aspect and rotation applied; may be odd.
    duration : float or None
        Seconds.
    framerate : float or None
        Frames a second, on average.
    bitrate : float or None
        Of the whole file, in kb/s.
    samplerate : int or None
        Of the sound, in Hz; None without sound.
    video_codec, audio_codec : str or None
        ffmpeg's names: ``h264``, ``aac``.
    video_stream, audio_stream : int or None
        Numbers of the streams that are used.
    rotation : int
        Degrees, as the file asks players to turn it; 0 if it does not.
    square : bool
        Whether pixels are square.
    interlaced : bool
        Whether frames are made of two fields.
    pixel_format : str
        ffmpeg's name: ``yuv420p``.
    tagged : bool
        Whether the file says by which matrix its colours are to be read.
    limited_range : bool
        Whether levels are those of television (16 to 235), as on the web.
    unplaced_channels : int
        How many channels the sound has, if the file does not say what each is for;
        0 if it does.
    video_profile, audio_profile : str
        ``High``, ``LC``; empty when not named.
    """

    width: int
    height: int
    duration: float | None = None
    framerate: float | None = None
    bitrate: float | None = None
    samplerate: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    video_stream: int = 0
    audio_stream: int | None = None
    rotation: int = 0
    square: bool = True
    interlaced: bool = False
    pixel_format: str = "yuv420p"
    tagged: bool = False
    limited_range: bool = True
    unplaced_channels: int = 0
    video_profile: str = ""
    audio_profile: str = ""

    @property
    def aspect_ratio(self) -> str:
        """Width to height, ``16/9``; sizes within half a percent count as that.

        Examples
        --------
        >>> Probe(width=854, height=480).aspect_ratio
        '16/9'
        >>> Probe(width=33, height=17).aspect_ratio
        '33/17'
        """
        exact = Fraction(self.width, self.height)
        known = (*_COMMON_RATIOS, *(1 / ratio for ratio in _COMMON_RATIOS))
        ratio = next((r for r in known if abs(exact / r - 1) < _NEAR), exact)
        return f"{ratio.numerator}/{ratio.denominator}"

    @property
    def short_side(self) -> int:
        """The smaller of width and height, by which qualities are named."""
        return min(self.width, self.height)


def parse(log: str) -> Probe | None:
    """Read what ``ffmpeg -i`` prints about one input.

    Parameters
    ----------
    log : str
        ffmpeg's standard error.

    Returns
    -------
    Probe or None
        None when ffmpeg could not open the file.

    Raises
    ------
    MediaError
        If the file opens but has no moving picture in it.
    """
    if not log.startswith("Input #0") and "\nInput #0" not in log:
        return None
    marks = list(_STREAM.finditer(log))
    ends = [mark.start() for mark in marks[1:]] + [len(log)]
    streams = [
        _Stream(int(mark[1]), mark[2], mark[3], log[mark.end() : end])
        for mark, end in zip(marks, ends, strict=True)
    ]
    video = next((s for s in streams if s.is_video), None)
    sound = next((s for s in streams if s.kind == "Audio" and s.codec != "none"), None)
    if video is None:
        held = "sound but no moving picture" if sound else "no moving picture"
        raise MediaError(f"There is {held} in this file.")
    duration, bitrate = _DURATION.search(log), _BITRATE.search(log)
    return replace(
        _picture(video),
        duration=_seconds(duration),
        bitrate=float(bitrate[1]) if bitrate else None,
        samplerate=_samplerate(sound.line) if sound else None,
        audio_codec=sound.codec if sound else None,
        audio_stream=sound.number if sound else None,
        unplaced_channels=_unplaced(sound.line) if sound else 0,
        audio_profile=sound.profile if sound else "",
    )


@dataclass(frozen=True, slots=True)
class _Stream:
    """One ``Stream #0:n`` line, and what is indented below it."""

    number: int
    kind: str
    line: str
    below: str

    @property
    def codec(self) -> str:
        return re.split(r"[ ,(]", self.line, maxsplit=1)[0]

    @property
    def profile(self) -> str:
        found = re.match(r"\w+ \(([^)/]*)\)", self.line)
        return found[1] if found else ""

    @property
    def size(self) -> tuple[int, int]:
        found = _SIZE.search(self.line)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @property
    def is_video(self) -> bool:
        cover = "(attached pic)" in self.line or "(timed thumbnails)" in self.line
        known = self.kind == "Video" and self.codec != "none" and min(self.size) > 0
        return known and not cover


def _picture(stream: _Stream) -> Probe:
    sar = _SAR.search(stream.line)
    rotation, pixels = _ROTATION.search(stream.below), _PIXELS.search(stream.line)
    width, height = stream.size
    aspect = Fraction(1)
    if sar and int(sar[1]) and int(sar[2]):
        aspect = Fraction(int(sar[1]), int(sar[2]))
    turned = round(float(rotation[1])) % 360 if rotation else 0
    width = max(1, round(width * aspect))
    if turned in {90, 270}:
        width, height = height, width
    details = pixels[2] or "" if pixels else ""
    return Probe(
        width=width,
        height=height,
        framerate=_framerate(stream.line),
        video_codec=stream.codec,
        video_stream=stream.number,
        rotation=turned,
        square=aspect == 1,
        interlaced="top " in details or "bottom " in details,
        pixel_format=pixels[1] if pixels else "",
        tagged=bool(_MATRIX.search(details)),
        limited_range=not re.search(r"\bpc\b", details),
        video_profile=stream.profile,
    )


def _framerate(line: str) -> float | None:
    for pattern in (_FRAMERATE, _TICKS):
        if found := pattern.search(line):
            rate = float(found[1]) * (1000 if found[2] else 1)
            if 0 < rate <= MAX_FRAMERATE:
                return rate
    return None


def _samplerate(line: str) -> int | None:
    found = _SAMPLERATE.search(line)
    return int(found[1]) if found else None


def _unplaced(line: str) -> int:
    found = re.search(r", (\d+) channels\b", line)
    return int(found[1]) if found else 0


def _seconds(found: re.Match[str] | None) -> float | None:
    if found is None or found[1] is None:
        return None
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) or None
