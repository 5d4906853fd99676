import pytest

from apivideo_nb.sandbox.media import Probe, planned
from apivideo_nb.sandbox.media.ladder import ladder, whole


@pytest.mark.parametrize(
    ("size", "rungs"),
    [
        (
            (1280, 720),
            ["240p 426x240", "360p 640x360", "480p 854x480", "720p 1280x720"],
        ),
        (
            (720, 1280),
            ["240p 240x426", "360p 360x640", "480p 480x854", "720p 720x1280"],
        ),
        ((640, 480), ["240p 320x240", "360p 480x360", "480p 640x480"]),
        ((640, 479), ["240p 320x240", "360p 482x360"]),
        ((33, 17), ["240p 32x16"]),
        ((1, 1), ["240p 2x2"]),
        ((4000, 10), ["240p 4000x10"]),
    ],
)
def test_rungs_follow_the_short_side_and_never_enlarge(size, rungs):
    made = [f"{rung.quality} {rung.width}x{rung.height}" for rung in ladder(*size)]
    assert made == rungs


def test_the_ladder_ends_at_4k():
    assert [rung.quality for rung in ladder(7680, 4320)][-2:] == ["1080p", "2160p"]


@pytest.mark.parametrize(
    ("size", "quality", "made"),
    [
        ((1280, 720), "720p", (1280, 720)),
        ((1440, 900), "720p", (1440, 900)),
        ((853, 481), "480p", (852, 480)),
        ((7680, 4320), "2160p", (3840, 2160)),
    ],
)
def test_the_mp4_has_the_sources_size_up_to_4k(size, quality, made):
    rung = whole(*size)
    assert (rung.quality, (rung.width, rung.height)) == (quality, made)


def test_an_mp4_between_two_rungs_gets_more_than_the_lower_ones_rate():
    assert whole(1440, 900).video_kbps > ladder(1440, 900)[-1].video_kbps
    assert whole(1280, 720).video_kbps == ladder(1280, 720)[-1].video_kbps


def test_the_plan_lists_the_lowest_quality_first_and_the_mp4_last():
    probe = Probe(width=640, height=480)
    ladder_of_480 = (("hls", "240p"), ("hls", "360p"), ("hls", "480p"))
    assert planned(probe, mp4=True) == (*ladder_of_480, ("mp4", "480p"))
    assert planned(probe, mp4=False) == ladder_of_480


def test_of_a_source_that_cannot_be_read_the_lowest_quality_is_planned():
    assert planned(None, mp4=True) == (("hls", "240p"), ("mp4", "240p"))
    assert planned(None, mp4=False) == (("hls", "240p"),)
