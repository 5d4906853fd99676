import subprocess
import sys
import time

import pytest

from apivideo_nb.sandbox import media
from apivideo_nb.sandbox.media import Cancelled, MediaError

VIDEO = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=25")
PCM = ("-c:a", "pcm_s16le")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.mark.parametrize(
    ("name", "size", "seconds"),
    [
        ("h264", (426, 240), 2),
        ("avi", (320, 240), 2),
        ("vp9", (426, 240), 2),
        ("prores", (426, 240), 2),
        ("rotated", (240, 426), 2),
        ("silent", (426, 240), 2),
        ("tiny", (32, 16), 2),
        ("one_second", (426, 240), 1),
        ("vfr", (426, 240), 3),
    ],
)
def test_every_kind_of_source_becomes_hls_mp4_and_thumbnail(
    clips, encoded, name, size, seconds
):
    done = encoded(clips(name))
    sound = None if name == "silent" else "aac"
    for made in (done.mp4, done.rung("240p")):
        assert (made.width, made.height) == size
        assert made.duration == pytest.approx(seconds, abs=0.25)
        assert (made.video_codec, made.pixel_format) == ("h264", "yuv420p")
        assert (made.rotation, made.square) == (0, True)
        assert made.audio_codec == sound
    assert (done.out / "thumbnail.jpg").read_bytes().startswith(b"\xff\xd8")
    assert done.said[-1][2] == "encoded"
    assert not list(done.out.glob(".partial-*"))


def test_the_ladder_lists_the_lowest_rung_first(clips, encoded):
    done = encoded(clips("four_three"))
    lines = [line for line in done.manifest.splitlines() if not line.startswith("#")]
    assert lines == ["240p/index.m3u8", "360p/index.m3u8", "480p/index.m3u8"]
    assert 'RESOLUTION=320x240,CODECS="avc1.6400' in done.manifest
    assert (
        done.manifest.count("mp4a.40.2") == done.manifest.count("BANDWIDTH=") / 2 == 3
    )
    assert done.rung("360p").samplerate == 48_000


def test_the_rungs_switch_at_the_same_moments(make, encoded):
    long = ("-f", "lavfi", "-i", "testsrc2=s=480x360:d=5:r=25", *X264)
    done = encoded(make("long.mp4", *long), mp4=False)
    playlists = [
        (done.out / "hls" / quality / "index.m3u8").read_text()
        for quality in ("240p", "360p")
    ]
    cuts = [line for line in playlists[0].splitlines() if line.startswith("#EXTINF")]
    assert cuts == ["#EXTINF:2.000000,", "#EXTINF:2.000000,", "#EXTINF:1.000000,"]
    assert all(cut in playlists[1] for cut in cuts)
    assert "#EXT-X-ENDLIST" in playlists[1]


def test_a_source_for_the_web_is_an_mp4_before_anything_is_encoded(clips, encoded):
    done = encoded(clips("h264"))
    assert done.said == [
        ("mp4", "240p", "encoding"),
        ("mp4", "240p", "encoded"),
        ("hls", "240p", "encoding"),
        ("hls", "240p", "encoded"),
    ]


def test_an_mp4_plays_before_it_is_all_there(clips, encoded):
    for name in ("h264", "avi"):
        data = (encoded(clips(name)).out / "mp4" / "source.mp4").read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")


def test_where_a_clip_was_recorded_is_not_published(make, clips, encoded):
    place = ("-metadata", "comment=at +48.1374+011.5755/", "-c", "copy")
    source = make("located.mp4", "-i", clips("h264"), *place)
    assert b"+48.1374" in source.read_bytes()
    assert b"+48.1374" not in (encoded(source).out / "mp4/source.mp4").read_bytes()


def test_without_mp4_there_is_none(clips, encoded):
    done = encoded(clips("h264"), mp4=False)
    assert not (done.out / "mp4").exists()
    assert {kind for kind, _, _ in done.said} == {"hls"}


def test_an_mp4_between_two_rungs_keeps_the_sources_size(make, encoded):
    done = encoded(make("between.avi", "-f", "lavfi", "-i", "testsrc2=s=400x300:d=1"))
    assert (done.mp4.width, done.mp4.height) == (400, 300)
    assert done.states("mp4")[-1] == ("240p", "encoded")


def test_a_clip_holds_only_the_part(clips, encoded):
    done = encoded(clips("h264"), clip=(0.5, 1.5))
    assert done.mp4.duration == pytest.approx(1, abs=0.25)
    assert done.rung("240p").duration == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize(
    ("clip", "reason"), [((9.0, None), "starts after"), ((1.0, 0.5), "ends before")]
)
def test_an_empty_clip_is_refused(clips, encoded, clip, reason):
    with pytest.raises(MediaError, match=reason):
        encoded(clips("h264"), clip=clip)


def test_a_limit_cuts_the_end_off(clips, encoded):
    assert encoded(clips("h264"), limit_s=1.0).mp4.duration == pytest.approx(1, abs=0.1)


def test_a_limit_that_is_not_reached_changes_nothing(clips, encoded):
    assert encoded(clips("h264"), limit_s=30.0).said[1] == ("mp4", "240p", "encoded")


def test_text_is_burnt_into_every_outcome(make, encoded, tmp_path):
    black = ("-f", "lavfi", "-i", "color=black:s=426x240:d=1:r=5")
    done = encoded(make("black.mp4", *black, *X264), burn_in="SAMPLE TEXT")
    done.rung("240p")
    media.thumbnail(done.out / "240p.mp4", tmp_path / "hls.jpg", at=0.5)
    media.thumbnail(done.out / "mp4/source.mp4", tmp_path / "mp4.jpg", at=0.5)
    for path in (
        done.out / "thumbnail.jpg",
        tmp_path / "hls.jpg",
        tmp_path / "mp4.jpg",
    ):
        with media.pictures.Image.open(path) as image:
            low, high = image.convert("L").crop((60, 180, 366, 230)).getextrema()
            assert (low < 40, high > 120) == (True, True)
            assert image.convert("L").crop((0, 0, 426, 150)).getextrema()[1] < 40


def test_more_than_sixty_frames_a_second_become_sixty(make, encoded):
    fast = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=120")
    assert encoded(make("fast.mp4", *fast, *X264)).mp4.framerate == 60


def test_several_channels_become_two(make, encoded):
    six = ("-f", "lavfi", "-i", "anoisesrc=d=1", "-ac", "6", *PCM)
    unplaced = ("-f", "lavfi", "-i", f"aevalsrc={'|'.join(['sin(440*t)'] * 11)}:d=1")
    for name, sound in (("six.mov", six), ("unplaced.avi", (*unplaced, *PCM))):
        done = encoded(make(name, *VIDEO, *sound, "-c:v", "mpeg4"), mp4=False)
        done.rung("240p")
        log = media.ffmpeg.run(media.ffmpeg.source_input(done.out / "240p.mp4")).log
        assert "48000 Hz, stereo" in log


def test_a_sound_track_without_sound_is_left_out(make, encoded):
    silence = ("-f", "lavfi", "-i", "sine=d=1", "-af", "atrim=end=0", "-c:a", "libopus")
    source = make("muted.webm", *VIDEO, *silence, "-c:v", "libvpx")
    assert media.probe(source).audio_codec == "opus"
    assert encoded(source).mp4.audio_codec is None


def test_a_single_frame_is_a_video(make, encoded):
    done = encoded(make("one.gif", *VIDEO, "-frames:v", "1"))
    assert "BANDWIDTH=" in done.manifest
    assert done.mp4.duration < 0.5


def test_ten_bits_fields_and_oblong_pixels_become_plain_ones(make, encoded):
    ten = make("ten.mp4", *VIDEO, "-c:v", "libx264", "-pix_fmt", "yuv420p10le")
    assert encoded(ten).mp4.pixel_format == "yuv420p"
    fields = ("-vf", "setsar=2", "-flags", "+ilme+ildct", "-c:v", "mpeg2video")
    found = encoded(make("tv.mpg", *VIDEO, *fields)).mp4
    assert (found.square, found.interlaced) == (True, False)
    assert found.width > found.height * 2


def test_of_a_file_that_was_cut_short_what_is_there_is_kept(make, clips, encoded):
    whole = clips("avi").read_bytes()
    cut = make("cut.avi", *VIDEO)
    cut.write_bytes(whole[: len(whole) // 2])
    assert 0.5 < encoded(cut).mp4.duration < 1.9


def test_a_file_in_which_nothing_can_be_decoded_fails_in_words(make):
    source = make("noise.mp4", *VIDEO, *X264, "-movflags", "+faststart")
    data = source.read_bytes()
    source.write_bytes(data[: data.index(b"mdat") + 4].ljust(len(data), b"\x55"))
    said = []
    with pytest.raises(MediaError, match="Not one frame"):
        media.encode(
            source,
            source.parent / "out",
            probe=media.probe(source),
            mp4=True,
            on_quality=lambda *what: said.append(what),
            cancelled=lambda: False,
        )
    assert said[-2:] == [("hls", "240p", "failed"), ("mp4", "240p", "failed")]


def test_cancelling_stops_and_leaves_nothing_half_made(make, tmp_path):
    source = make("long.avi", "-f", "lavfi", "-i", "testsrc2=s=640x480:d=20")
    out, said = tmp_path / "out", []
    with pytest.raises(Cancelled):
        media.encode(
            source,
            out,
            probe=media.probe(source),
            mp4=True,
            on_quality=lambda *what: said.append(what),
            cancelled=lambda: ("hls", "480p", "encoding") in said,
        )
    assert [path.name for path in out.iterdir()] == ["thumbnail.jpg"]
    assert "failed" not in {state for _, _, state in said}


ENCODE = """
import sys, pathlib
from apivideo_nb.sandbox import media
source, out = map(pathlib.Path, sys.argv[1:])
media.encode(source, out, probe=media.probe(source), mp4=True,
             on_quality=lambda *what: print(*what, flush=True), cancelled=lambda: False)
"""


def test_what_was_killed_half_way_is_made_anew(make, clips, tmp_path):
    source = make("long.avi", "-f", "lavfi", "-i", "testsrc2=s=640x480:d=60:r=30")
    out = tmp_path / "out"
    command = [sys.executable, "-c", ENCODE, str(source), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line == "hls 480p encoding\n":
                break
        deadline = time.monotonic() + 20
        while not list(out.glob(".partial-*/hls/480p/*.m4s")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    assert not (out / "hls").exists()
    short = clips("one_second")
    subprocess.run([*command[:3], str(short), str(out)], check=True)
    assert media.probe(out / "mp4" / "source.mp4").duration == pytest.approx(1, abs=0.1)
    # the orphan cannot write any more, and ends by itself
    assert not list(out.glob(".partial-*"))
