import pytest

from apivideo_nb.sandbox.media import MediaError, Probe
from apivideo_nb.sandbox.media.parse import parse

PHONE = """\
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/x/source':
  Metadata:
    major_brand     : isom
  Duration: 00:01:03.50, start: 0.000000, bitrate: 1000 kb/s
  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, \
progressive), 1920x1080 [SAR 1:1 DAR 16:9], 921 kb/s, 29.97 fps, 30 tbr, 600 tbn
    Metadata:
      handler_name    : VideoHandler
    Side data:
      Display Matrix: rotation of -90.00 degrees
  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp
"""
DVD = """\
Input #0, mpeg, from 'file:/x/source':
  Duration: 00:00:02.00, start: 0.54, bitrate: 494 kb/s
  Stream #0:0[0x1e0]: Video: mpeg2video (Main), yuv420p(tv, top first), 720x576 \
[SAR 64:45 DAR 16:9], 25 fps, 25 tbr, 90k tbn
"""
RECORDER = """\
Input #0, matroska,webm, from 'file:/x/source':
  Metadata:
    ENCODER         : Chrome
  Duration: N/A, start: 0.000000, bitrate: N/A
  Stream #0:0(eng): Audio: opus, 48000 Hz, mono, fltp (default)
  Stream #0:1(eng): Video: vp8, yuv420p(progressive), 640x480, SAR 1:1 DAR 4:3, \
1k fps, 1k tbr, 1k tbn (default)
"""
SONG = """\
Input #0, mp3, from 'file:/x/source':
  Duration: 00:02:02.00, start: 0.54, bitrate: 494 kb/s
  Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 128 kb/s
  Stream #0:1: Video: png, rgb24(pc, gbr/unknown/unknown), 100x100 (attached pic)
"""
ELEVEN = """\
Input #0, avi, from 'file:/x/source':
  Duration: 00:00:02.00, start: 0.000000, bitrate: 8131 kb/s
  Stream #0:0: Video: mpeg4 (Simple Profile) (FMP4 / 0x34504D46), yuvj420p(pc), \
320x240 [SAR 1:1 DAR 4:3], 25 fps, 25 tbr, 25 tbn
  Stream #0:1: Audio: pcm_s16le ([1][0][0][0] / 0x0001), 44100 Hz, 11 channels, s16
"""


def test_a_phone_clip_is_as_wide_as_it_is_displayed():
    assert parse(PHONE) == Probe(
        width=1080,
        height=1920,
        duration=63.5,
        framerate=29.97,
        bitrate=1000.0,
        samplerate=44100,
        video_codec="h264",
        audio_codec="aac",
        video_stream=0,
        audio_stream=1,
        rotation=270,
        tagged=True,
        video_profile="High",
        audio_profile="LC",
    )


def test_oblong_pixels_and_fields_are_seen():
    found = parse(DVD)
    assert (found.width, found.height, found.aspect_ratio) == (1024, 576, "16/9")
    assert found.interlaced
    assert not found.square
    assert not found.tagged
    assert found.audio_codec is None


def test_a_recorders_file_has_neither_duration_nor_frame_rate():
    found = parse(RECORDER)
    assert (found.duration, found.bitrate, found.framerate) == (None, None, None)
    assert (found.video_stream, found.audio_stream) == (1, 0)


def test_a_cover_picture_is_no_video():
    with pytest.raises(MediaError, match=r"^There is sound but no moving picture"):
        parse(SONG)


def test_full_range_and_unplaced_channels_are_seen():
    found = parse(ELEVEN)
    assert not found.limited_range
    assert found.unplaced_channels == 11


def test_a_tag_that_imitates_a_stream_is_not_taken_for_one():
    title = "      title           : x\n                      : "
    fake = "Stream #0:9: Video: h264, yuv420p, 9x9, 1 fps\n"
    forged = PHONE.replace("    Side data:\n", f"{title}{fake}    Side data:\n", 1)
    assert parse(forged) == parse(PHONE)


def test_what_ffmpeg_cannot_open_gives_nothing():
    assert parse("[in#0] Error opening input: Invalid data found\n") is None


@pytest.mark.parametrize(
    ("size", "ratio"),
    [
        ((1920, 1080), "16/9"),
        ((426, 240), "16/9"),
        ((240, 426), "9/16"),
        ((640, 480), "4/3"),
        ((500, 500), "1/1"),
        ((33, 17), "33/17"),
    ],
)
def test_the_aspect_ratio_is_the_usual_one_where_it_is_near(size, ratio):
    assert Probe(width=size[0], height=size[1]).aspect_ratio == ratio


def test_a_stream_of_unknown_size_or_codec_is_passed_over():
    unknown = SONG.replace("png, rgb24", "none, rgb24").replace(" (attached pic)", "")
    with pytest.raises(MediaError, match=r"sound but no moving picture"):
        parse(unknown)
    silent = "\n".join(line for line in unknown.splitlines() if "Audio" not in line)
    with pytest.raises(MediaError, match=r"^There is no moving picture"):
        parse(silent.replace("none, rgb24", "h264, none").replace("100x100", "0x0"))


def test_what_is_not_stated_is_left_open():
    bare = "Input #0, x, from 'y':\n  Stream #0:0: Video: h264, 64x48\n"
    bare += "  Stream #0:1: Audio: mystery\n"
    found = parse(bare)
    assert (found.width, found.duration, found.samplerate) == (64, None, None)
    assert (found.framerate, found.pixel_format) == (None, "")
