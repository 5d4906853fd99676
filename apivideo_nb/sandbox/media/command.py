"""The arguments for ffmpeg: values in, lists of strings out."""

from collections.abc import Sequence
from dataclasses import dataclass

from .ladder import MAX_SHORT_SIDE, Rung
from .parse import Probe

SEGMENT_S = 2  # players begin with the lowest rung: short, so that they soon go up
KEY_FRAME_S = 2
MAX_FRAMERATE = 60
_UNKNOWN_FRAMERATE = 30  # what recorders mean when they state none
_PRESET = "veryfast"
_CRF = "23"
_HIGH_DEFINITION = 720
SOUND_HZ = 48_000
MARK_AT = 0.86  # of the height: above the controls of a player
WEB_COLOURS = "out_color_matrix=bt709:out_range=tv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The part of the source that is used.

    Attributes
    ----------
    start : float
        Seconds from the beginning.
    length : float or None
        Seconds; None for all that follows.
    """

    start: float = 0.0
    length: float | None = None

    def arguments(self) -> list[str]:
        """Return the options that go before an input."""
        length = [] if self.length is None else ["-t", f"{self.length:.3f}"]
        return [*(("-ss", f"{self.start:.3f}") if self.start else ()), *length]


def cut(
    duration: float | None,
    clip: tuple[float | None, float | None],
    limit_s: float | None,
) -> Cut:
    """Work out which part of a source is used.

    Parameters
    ----------
    duration : float or None
        Of the source, in seconds.
    clip : tuple of float or None
        Where the clip starts and ends, in seconds.
    limit_s : float or None
        The longest that the outcome may be, in seconds.

    Examples
    --------
    >>> cut(60.0, (10.0, 50.0), 30.0)
    Cut(start=10.0, length=30.0)
    >>> cut(20.0, (None, 25.0), 30.0)
    Cut(start=0.0, length=None)
    """
    start = clip[0] or 0.0
    lengths = [] if clip[1] is None else [clip[1] - start]
    lengths += [] if limit_s is None else [limit_s]
    length = min(lengths, default=None)
    if length is not None and duration is not None and start + length >= duration:
        length = None
    return Cut(start=start, length=length)


def copyable(probe: Probe) -> bool:
    """Tell whether browsers can play a source's streams as they are."""
    sound = probe.audio_codec is None or (
        probe.audio_codec == "aac" and probe.audio_profile.startswith(("LC", "HE-AAC"))
    )
    picture = (
        probe.video_codec == "h264"
        and probe.pixel_format == "yuv420p"
        and probe.limited_range
        and "4:4:4" not in probe.video_profile
        and not probe.interlaced
        and not probe.rotation
        and probe.square
    )
    # a file without a duration is a stream that was cut out of something
    bounded = probe.duration is not None and probe.short_side <= MAX_SHORT_SIDE
    slow = probe.framerate is not None and probe.framerate <= MAX_FRAMERATE
    return picture and sound and bounded and slow


def graph(
    probe: Probe,
    rungs: Sequence[Rung],
    *,
    sound: bool,
    marked: bool,
    watermark: str | None = None,
) -> str:
    """Build the filter graph: decoded once, scaled down step by step.

    Parameters
    ----------
    probe : Probe
        What the source holds.
    rungs : sequence of Rung
        What is made of it, the lowest first.
    sound : bool
        Whether the source's sound is used.
    marked : bool
        Whether a second input, a text, is laid over the picture.
    watermark : str, optional
        The filter that lays a further input over the picture, below the text.

    Returns
    -------
    str
        For ``-filter_complex``; its outputs are ``v0``, ``v1``, … and ``a0``, ….
    """
    top = len(rungs) - 1
    first = f"[0:{probe.video_stream}]{','.join(_normal(probe, rungs[top]))}"
    overlays = [(1, f"overlay=(W-w)/2:H*{MARK_AT}-h/2")] if marked else []
    if watermark:
        overlays.insert(0, (len(overlays) + 1, watermark))
    parts = [first]
    for number, place in overlays:
        parts[-1] += f"[bare{number}]"
        parts.append(f"[bare{number}][{number}:0]{place},format=yuv420p")
    parts[-1] += f"[p{top}]"
    for index in range(top, 0, -1):
        below = rungs[index - 1]
        size = f"scale={below.width}:{below.height},setsar=1"
        parts.append(f"[p{index}]split=2[v{index}][s{index}]")
        parts.append(f"[s{index}]{size}[p{index - 1}]")
    parts.append("[p0]null[v0]")
    if sound:
        outputs = "".join(f"[a{index}]" for index in range(len(rungs)))
        filters = ",".join([*_stereo(probe), f"asplit={len(rungs)}{outputs}"])
        parts.append(f"[0:{probe.audio_stream}]{filters}")
    return ";".join(parts)


def as_meant(probe: Probe) -> list[str]:
    """Return the filters that make decoded frames look as they are meant to."""
    filters = ["yadif"] if probe.interlaced else []
    if probe.pixel_format.startswith(("yuv", "nv", "p0", "uyvy")) and not probe.tagged:
        # as players guess: high definition is BT.709, and what is smaller BT.601
        matrix = "bt709" if probe.short_side >= _HIGH_DEFINITION else "smpte170m"
        filters.append(f"setparams=colorspace={matrix}")
    return filters


def _normal(probe: Probe, rung: Rung) -> list[str]:
    filters = as_meant(probe)
    if probe.framerate is None:
        filters.append(f"fps={_UNKNOWN_FRAMERATE}")
    elif probe.framerate > MAX_FRAMERATE:
        filters.append(f"fps={MAX_FRAMERATE}")
    size = f"scale={rung.width}:{rung.height}"
    return [*filters, f"{size}:{WEB_COLOURS}", "setsar=1", "format=yuv420p"]


def _stereo(probe: Probe) -> list[str]:
    # silence fills the gaps, so that sound and picture stay together
    steady = [f"aresample={SOUND_HZ}:async=1:first_pts=0"]
    if probe.unplaced_channels:
        # which channel is where is not known: the first two are taken
        right = min(2, probe.unplaced_channels) - 1
        return [f"pan=stereo|c0=c0|c1=c{right}", *steady]
    return [*steady, "aformat=channel_layouts=stereo"]


def streams(rungs: Sequence[Rung], *, first: int, sound: bool) -> list[str]:
    """Return the mapping and the encoders' options for one output.

    Parameters
    ----------
    rungs : sequence of Rung
        What the output holds.
    first : int
        Number of the first of them in `graph`.
    sound : bool
        Whether there is sound.
    """
    found: list[str] = []
    for index, rung in enumerate(rungs):
        found += ["-map", f"[v{first + index}]"]
        found += [f"-maxrate:v:{index}", f"{rung.video_kbps}k"]
        found += [f"-bufsize:v:{index}", f"{rung.video_kbps * 2}k"]
        if sound:
            found += ["-map", f"[a{first + index}]"]
            found += [f"-b:a:{index}", f"{rung.audio_kbps}k"]
    found += ["-c:v", "libx264", "-preset", _PRESET, "-crf", _CRF]
    found += ["-profile:v", "high", "-fps_mode", "vfr", "-c:a", "aac"]
    found += ["-colorspace", "bt709"]
    # the rungs' key frames fall on the same moments, so that players can switch
    keys = f"expr:gte(t,n_forced*{KEY_FRAME_S})"
    return [*found, "-sc_threshold", "0", "-force_key_frames", keys]


def hls_output(rungs: Sequence[Rung], *, sound: bool) -> list[str]:
    """Return the options that make the rungs: ``hls/240p/index.m3u8`` and so on."""
    variants = [
        f"v:{index},a:{index},name:{rung.quality}"
        if sound
        else f"v:{index},name:{rung.quality}"
        for index, rung in enumerate(rungs)
    ]
    return [
        *("-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_list_size", "0"),
        *("-hls_playlist_type", "vod", "-hls_flags", "independent_segments"),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"),
        *("-hls_segment_filename", "hls/%v/%05d.m4s"),
        *("-var_stream_map", " ".join(variants)),
        "hls/%v/index.m3u8",
    ]


def mp4_output(name: str) -> list[str]:
    """Return the options that make an MP4 which plays before it is all there."""
    # what a phone writes into a file, its position for one, is nobody's business
    private = ["-map_metadata", "-1", "-map_chapters", "-1"]
    return [*private, "-movflags", "+faststart", "-f", "mp4", name]
