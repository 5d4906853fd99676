"""The HLS manifest: which rungs there are, and what each needs.

ffmpeg can write one too, but leaves out rungs of a single short segment.
https://datatracker.ietf.org/doc/html/rfc8216#section-4.3.4.2
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .ladder import Rung

_SOUND = "mp4a.40.2"  # AAC-LC
_SEGMENT = re.compile(r"^#EXTINF:([\d.]+),.*\n([^#\n]+)$", re.MULTILINE)
_TARGET = re.compile(r"^#EXT-X-TARGETDURATION:\d+$", re.MULTILINE)
_HEADER = re.compile(r'^#EXT-X-MAP:URI="([^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One line of the manifest.

    Attributes
    ----------
    uri : str
        The rung's own playlist, relative to the manifest.
    width, height : int
        Pixels.
    peak, average : int
        Bits a second.
    codecs : str
        As of RFC 6381: ``avc1.64001f,mp4a.40.2``.
    """

    uri: str
    width: int
    height: int
    peak: int
    average: int
    codecs: str


def manifest(variants: Iterable[Variant]) -> str:
    """Write the manifest of these variants, in their order.

    Examples
    --------
    >>> print(manifest([Variant(uri="240p/index.m3u8", width=426, height=240,
    ...       peak=400_000, average=300_000, codecs="avc1.640015")]), end="")
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-INDEPENDENT-SEGMENTS
    #EXT-X-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=300000,RESOLUTION=426x240,CODECS="avc1.640015"
    240p/index.m3u8
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for each in variants:
        rates = f"BANDWIDTH={each.peak},AVERAGE-BANDWIDTH={each.average}"
        picture = f'RESOLUTION={each.width}x{each.height},CODECS="{each.codecs}"'
        lines += [f"#EXT-X-STREAM-INF:{rates},{picture}", each.uri]
    return "\n".join(lines) + "\n"


def measured(rung: Rung, folder: Path, *, sound: bool) -> Variant:
    """Look at a finished rung.

    Parameters
    ----------
    rung : Rung
        Which one.
    folder : Path
        Where its ``index.m3u8`` and segments are.
    sound : bool
        Whether it has sound.

    Raises
    ------
    ValueError
        If there is no segment.
    """
    playlist = (folder / "index.m3u8").read_text("utf-8")
    header = _HEADER.search(playlist)
    segments = [
        (float(seconds), (folder / name).stat().st_size * 8)
        for seconds, name in _SEGMENT.findall(playlist)
    ]
    if header is None or not segments:
        raise ValueError("a rung without segments")
    picture = avc((folder / header[1]).read_bytes())
    average = _rate(sum(s for s, _ in segments), sum(bits for _, bits in segments))
    return Variant(
        uri=f"{folder.name}/index.m3u8",
        width=rung.width,
        height=rung.height,
        # a busy, short last segment counts for the average only
        peak=max(_peak(segments), average),
        average=average,
        codecs=f"{picture},{_SOUND}" if sound else picture,
    )


def with_target(playlist: str) -> str:
    r"""Say in a rung's playlist how long its longest segment is, rounded up.

    ffmpeg rounds to the nearest second, down to 0, which strict players refuse.

    Examples
    --------
    >>> with_target("#EXT-X-TARGETDURATION:0\n#EXTINF:0.400000,\n00000.m4s\n")
    '#EXT-X-TARGETDURATION:1\n#EXTINF:0.400000,\n00000.m4s\n'
    """
    longest = max((float(s) for s, _ in _SEGMENT.findall(playlist)), default=0.0)
    return _TARGET.sub(f"#EXT-X-TARGETDURATION:{math.ceil(longest)}", playlist)


def avc(header: bytes) -> str:
    r"""Name the H.264 profile and level that an MP4 header declares.

    Examples
    --------
    >>> avc(b"...avcC\x01\x64\x00\x1f...")
    'avc1.64001f'
    """
    start = header.index(b"avcC") + 5
    return f"avc1.{header[start : start + 3].hex()}"


def _peak(segments: Sequence[tuple[float, int]]) -> int:
    # the last segment may be one frame, whose rate says nothing
    longest = max(seconds for seconds, _ in segments)
    return max(_rate(s, bits) for s, bits in segments if s >= longest / 2)


def _rate(seconds: float, bits: int) -> int:
    return round(bits / max(seconds, 0.001))
