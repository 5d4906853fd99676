import pytest

from apivideo_nb.sandbox.media import MediaError, probe, probing

SECONDS_OF_VIDEO = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=2:r=25")
SECONDS_OF_SOUND = ("-f", "lavfi", "-i", "sine=d=2")


@pytest.mark.parametrize(
    ("name", "size", "codecs"),
    [
        ("h264", (426, 240), ("h264", "aac")),
        ("avi", (320, 240), ("mpeg4", "mp3")),
        ("vp9", (426, 240), ("vp9", "opus")),
        ("prores", (426, 240), ("prores", "pcm_s16le")),
        ("rotated", (240, 426), ("h264", "aac")),
        ("silent", (426, 240), ("h264", None)),
        ("tiny", (33, 17), ("ffv1", "mp3")),
        ("four_three", (640, 480), ("h264", "aac")),
        ("big", (426, 240), ("h264", "aac")),
    ],
)
def test_size_codecs_and_duration_of_each_kind_are_found(clips, name, size, codecs):
    found = probe(clips(name))
    assert (found.width, found.height) == size
    assert (found.video_codec, found.audio_codec) == codecs
    assert found.duration == pytest.approx(2, abs=0.1)
    assert found.framerate == 25
    assert found.bitrate > 0


def test_the_duration_that_a_recorder_left_out_is_measured(make):
    stream = make("stream.webm", *SECONDS_OF_VIDEO, "-c:v", "libvpx", "-live", "1")
    assert probe(stream).duration == pytest.approx(2, abs=0.1)


def test_the_first_picture_that_moves_is_used_and_not_the_cover(make):
    cover = make("cover.png", *SECONDS_OF_VIDEO, "-frames:v", "1")
    song = make("song.m4a", *SECONDS_OF_SOUND, "-c:a", "aac")
    streams = ("-map", "0", "-map", "1", "-map", "2", "-c", "copy", "-c:v:1", "mpeg4")
    flag = ("-disposition:v:0", "attached_pic")
    film = make("f.mp4", "-i", cover, "-i", song, *SECONDS_OF_VIDEO, *streams, *flag)
    found = probe(film)
    assert (found.video_codec, found.audio_codec) == ("mpeg4", "aac")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("text", "This is text, not a video."), ("truncated", "This video is incomplete")],
)
def test_what_is_no_video_is_refused_in_words(clips, name, reason):
    with pytest.raises(MediaError) as refused:
        probe(clips(name))
    assert str(refused.value).startswith(reason)
    assert str(clips(name)) not in str(refused.value)


def test_sound_alone_is_refused(make):
    with pytest.raises(MediaError, match="sound but no moving picture"):
        probe(make("song.mp3", *SECONDS_OF_SOUND))


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.webp", "still.bmp"])
def test_a_picture_is_refused(make, name):
    with pytest.raises(MediaError, match="This is a picture, not a video"):
        probe(make(name, *SECONDS_OF_VIDEO, "-frames:v", "1"))


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(MediaError, match="empty"):
        probe(tmp_path / "empty.mp4")


def test_a_frame_that_would_fill_the_memory_is_refused(clips, monkeypatch):
    monkeypatch.setattr(probing, "MAX_PIXELS", 100_000)
    with pytest.raises(MediaError, match="too large: 426 by 240 pixels"):
        probe(clips("h264"))
