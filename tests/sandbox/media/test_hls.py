"""What a strict reader of HLS insists on, over several kinds of clips.

https://datatracker.ietf.org/doc/html/rfc8216
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import pytest

EXTINF = re.compile(r"#EXTINF:(\d+\.\d+),")
# what a video playlist may hold, apart from EXTINF and the names of segments
HEADER = [
    r"#EXTM3U",
    r"#EXT-X-VERSION:7",
    r"#EXT-X-TARGETDURATION:\d+",
    r"#EXT-X-MEDIA-SEQUENCE:0",
    r"#EXT-X-PLAYLIST-TYPE:VOD",
    r"#EXT-X-INDEPENDENT-SEGMENTS",
    r'#EXT-X-MAP:URI="init(_\d)?\.mp4"',
]
VARIANT = re.compile(
    r"#EXT-X-STREAM-INF:BANDWIDTH=(?P<peak>\d+),AVERAGE-BANDWIDTH=(?P<average>\d+),"
    r'RESOLUTION=(?P<width>\d+)x(?P<height>\d+),CODECS="(?P<codecs>[^"]+)"'
)


@dataclass(frozen=True)
class Segment:
    path: Path
    seconds: float


@dataclass(frozen=True)
class Playlist:
    header: Path
    segments: list[Segment]


def ffmpeg(*arguments, content):
    """Return what ffmpeg writes, and what it says."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", "pipe:0"]
    ended = subprocess.run(
        [*command, *arguments], input=content, capture_output=True, check=True
    )
    return ended.stdout.decode(), ended.stderr.decode()


def read_manifest(path):
    """Return the attributes of each variant, and the path of its playlist."""
    lines = path.read_text().splitlines()
    assert lines[:3] == ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    heads, uris = lines[3::2], lines[4::2]
    found = [VARIANT.fullmatch(head) for head in heads]
    assert all(found), heads
    assert len(heads) == len(uris) > 0
    return [
        (match.groupdict(), path.parent / uri)
        for match, uri in zip(found, uris, strict=True)
    ]


def read_playlist(path):
    """Return the segments, having insisted on the grammar."""
    lines = path.read_text().splitlines()
    head, body = lines[: len(HEADER)], lines[len(HEADER) : -1]
    for pattern, line in zip(sorted(HEADER), sorted(head), strict=True):
        assert re.fullmatch(pattern, line), line
    assert head[0] == "#EXTM3U"
    assert lines[-1] == "#EXT-X-ENDLIST"
    # pairs and nothing else: no discontinuity, no gap, no second header
    seconds = [EXTINF.fullmatch(line) for line in body[::2]]
    names = body[1::2]
    assert all(seconds), body
    assert all(re.fullmatch(r"\d{5}\.m4s", name) for name in names), names
    target = next(int(x) for x in re.findall(r"TARGETDURATION:(\d+)", "\n".join(head)))
    segments = [
        Segment(path.parent / name, float(match[1]))
        for match, name in zip(seconds, names, strict=True)
    ]
    # the specification rounds; stricter readers do not
    assert max(segment.seconds for segment in segments) <= target
    header = re.search('MAP:URI="(.+)"', "\n".join(head))[1]
    return Playlist(path.parent / header, segments)


def joined(playlist, segments):
    """Return a file of its own, made of the header and some segments."""
    paths = (playlist.header, *(segment.path for segment in segments))
    return b"".join(path.read_bytes() for path in paths)


def frames(playlist, segments):
    """Return when each frame is shown, in seconds, and whether it is a key frame."""
    copied = ("-map", "0:v", "-c", "copy", "-copyts", "-f", "framecrc", "-")
    listing, _ = ffmpeg(*copied, content=joined(playlist, segments))
    numerator, denominator = map(
        int, re.search(r"#tb 0: (\d+)/(\d+)", listing).groups()
    )
    found = []
    for line in listing.splitlines():
        if not line.startswith("#"):
            fields = [field.strip() for field in line.split(",")]
            # flags are listed only where a frame is no key frame
            key = not any(field.startswith("F=") for field in fields)
            found.append((int(fields[2]) * numerator / denominator, key))
    return found


def check_streams(playlist, said, *, sound):
    """RESOLUTION and CODECS are what ffmpeg finds in the stream itself."""
    traced = ("-map", "0:v", "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-")
    _, log = ffmpeg(*traced, content=joined(playlist, playlist.segments[:1]))
    size = re.search(r"Video: h264.*?, (\d+)x(\d+)", log).groups()
    assert size == (said["width"], said["height"])
    names = ("profile_idc", "constraint_set[0-5]_flag", "level_idc")
    sps = log[log.index("Sequence Parameter Set") :]
    profile, level = (
        int(re.search(rf"{name} .*= (\d+)", sps)[1]) for name in (names[0], names[2])
    )
    flags = re.findall(rf"{names[1]} .*= (\d)", sps)[:6]
    constraints = int("".join(flags) + "00", 2)
    codecs = [f"avc1.{profile:02x}{constraints:02x}{level:02x}"]
    codecs += ["mp4a.40.2"] if sound else []
    assert said["codecs"].split(",") == codecs
    assert bool(re.search(r"Audio: aac \(LC\)", log)) == sound


def check_segments(playlist, duration):
    """Each can be decoded on its own, starts with a key frame, and is where it says."""
    # all rungs and their sound begin a little after nought, by what an encoder reorders
    place = begin = min(frames(playlist, playlist.segments[:1]))[0]
    assert begin < 0.1
    for segment in playlist.segments:
        found = frames(playlist, [segment])
        assert found[0][1], segment
        assert min(found)[0] == pytest.approx(place, abs=0.01), segment
        _, log = ffmpeg(
            *("-xerror", "-err_detect", "explode", "-f", "null", "-"),
            content=joined(playlist, [segment]),
        )
        assert not re.search("(?i)error|invalid|missing|corrupt", log), log
        place += segment.seconds
    # how long the very last frame is shown is not always counted
    assert place - begin == pytest.approx(duration, abs=0.17)


def check_rates(playlist, said):
    """The peak is that of the busiest segment, the average that of all."""
    bits = [segment.path.stat().st_size * 8 for segment in playlist.segments]
    seconds = [segment.seconds for segment in playlist.segments]
    full = [b / s for b, s in zip(bits, seconds, strict=True) if s >= max(seconds) / 2]
    average = sum(bits) / sum(seconds)
    assert int(said["average"]) == pytest.approx(average, abs=1)
    assert int(said["peak"]) == pytest.approx(max(*full, average), abs=1)


def check(folder, duration, *, sound):
    """Insist on everything; return the sizes of the rungs, as they are listed."""
    variants = read_manifest(folder / "manifest.m3u8")
    moments = []
    for said, path in variants:
        playlist = read_playlist(path)
        check_streams(playlist, said, sound=sound)
        check_segments(playlist, duration)
        check_rates(playlist, said)
        all_frames = frames(playlist, playlist.segments)
        moments.append([round(when, 3) for when, key in all_frames if key])
    # a player that changes rungs goes on at the same picture
    assert all(keys == moments[0] for keys in moments), moments
    return [(int(said["width"]), int(said["height"])) for said, _ in variants]


MOVING = "testsrc2=size={size}:rate={rate}:duration={seconds}"
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration={seconds}")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
DROPPED = ("-vf", "select='lt(t,1)+not(mod(n,3))'", "-fps_mode", "vfr")

# name: picture size, frames a second, seconds, sound, what else, sizes of the rungs
CLIPS = {
    "a_ladder": ("640x360", 25, 5, True, X264, [(426, 240), (640, 360)]),
    "an_odd_rate": ("854x480", "30000/1001", 4.5, True, X264, 3),
    "a_high_rate": ("426x240", 60, 3, False, X264, [(426, 240)]),
    "a_moving_rate": ("640x360", 24, 5, True, (*DROPPED, *X264), 2),
    "upright": ("240x426", 25, 3, False, X264, [(240, 426)]),
    "very_short": ("426x240", 25, 0.2, True, X264, [(426, 240)]),
    "one_key_frame": ("640x360", 25, 7, True, (*X264, "-g", "999"), 2),
}


@pytest.mark.parametrize("name", CLIPS)
def test_a_strict_reader_finds_nothing_wrong(make, encoded, name):
    size, rate, seconds, sound, how, rungs = CLIPS[name]
    moving = MOVING.format(size=size, rate=rate, seconds=seconds)
    tone = [text.format(seconds=seconds) for text in TONE] if sound else []
    source = make("clip.mp4", "-f", "lavfi", "-i", moving, *tone, *how)
    sizes = check(encoded(source).out / "hls", seconds, sound=sound)
    assert sizes == rungs or len(sizes) == rungs


def test_a_clip_out_of_the_middle_begins_at_nought(make, encoded):
    moving = MOVING.format(size="640x360", rate=25, seconds=7)
    tone = [text.format(seconds=7) for text in TONE]
    source = make("clip.mp4", "-f", "lavfi", "-i", moving, *tone, *X264)
    outcome = encoded(source, clip=(1.5, 6.0))
    check(outcome.out / "hls", 4.5, sound=True)
