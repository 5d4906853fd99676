import itertools
from dataclasses import replace

import pytest

from apivideo_nb.sandbox.media import Probe
from apivideo_nb.sandbox.media.command import (
    Cut,
    copyable,
    cut,
    graph,
    hls_output,
    streams,
)
from apivideo_nb.sandbox.media.ladder import ladder

WEB = Probe(
    width=1280,
    height=720,
    duration=9.0,
    framerate=25.0,
    video_codec="h264",
    audio_codec="aac",
    audio_stream=1,
    audio_profile="LC",
)


@pytest.mark.parametrize(
    ("duration", "clip", "limit_s", "expected"),
    [
        (60.0, (None, None), None, Cut()),
        (60.0, (10.0, 20.0), None, Cut(start=10.0, length=10.0)),
        (60.0, (10.0, None), 30.0, Cut(start=10.0, length=30.0)),
        (60.0, (40.0, None), 30.0, Cut(start=40.0)),
        (20.0, (None, None), 30.0, Cut()),
        (None, (None, None), 30.0, Cut(length=30.0)),
        (60.0, (20.0, 10.0), None, Cut(start=20.0, length=-10.0)),
    ],
)
def test_clip_and_limit_make_one_cut(duration, clip, limit_s, expected):
    assert cut(duration, clip, limit_s) == expected


def test_what_browsers_play_is_copied():
    assert copyable(WEB)
    assert copyable(replace(WEB, audio_codec=None, audio_stream=None))


@pytest.mark.parametrize(
    "trouble",
    [
        {"video_codec": "hevc"},
        {"audio_codec": "mp3", "audio_profile": ""},
        {"pixel_format": "yuv420p10le"},
        {"limited_range": False},
        {"rotation": 90},
        {"square": False},
        {"interlaced": True},
        {"framerate": 120.0},
        {"framerate": None},
        {"duration": None},
        {"height": 4320, "width": 7680},
        {"video_profile": "High 4:4:4 Predictive"},
    ],
)
def test_what_some_browser_does_not_play_is_encoded(trouble):
    assert not copyable(replace(WEB, **trouble))


def test_the_graph_decodes_once_and_scales_from_rung_to_rung():
    made = graph(WEB, ladder(640, 360), sound=True, marked=False)
    assert made.count("[0:0]") == made.count("[0:1]") == 1
    assert "[s1]scale=426:240" in made
    assert "asplit=2[a0][a1]" in made


@pytest.mark.parametrize(
    ("change", "filters"),
    [
        ({"framerate": 120.0}, "fps=60,"),
        ({"framerate": None}, "fps=30,"),
        ({"interlaced": True}, "yadif,"),
        ({"tagged": True}, "[0:0]scale="),
        ({}, "setparams=colorspace=bt709,"),
        ({"height": 480}, "setparams=colorspace=smpte170m,"),
        ({"pixel_format": "bgra"}, "[0:0]scale="),
        ({"unplaced_channels": 1}, "pan=stereo|c0=c0|c1=c0,"),
        ({"audio_profile": "LC"}, "aformat=channel_layouts=stereo,"),
        ({"unplaced_channels": 11}, "pan=stereo|c0=c0|c1=c1,"),
    ],
)
def test_the_graph_normalises_what_the_source_has_of_its_own(change, filters):
    made = graph(replace(WEB, **change), ladder(426, 240), sound=True, marked=False)
    assert filters in made


def test_a_cut_is_made_before_the_source_is_read():
    assert Cut().arguments() == []
    assert Cut(start=1.5, length=2.0).arguments() == ["-ss", "1.500", "-t", "2.000"]


def test_a_mark_is_laid_over_before_anything_is_scaled_down():
    made = graph(WEB, ladder(640, 360), sound=False, marked=True)
    assert made.index("[1:0]overlay") < made.index("scale=426:240")


def test_the_rungs_have_their_own_rates_and_the_same_key_frames():
    made = streams(ladder(640, 360), first=0, sound=True)
    pairs = list(itertools.pairwise(made))
    assert ("-maxrate:v:0", "400k") in pairs
    assert ("-maxrate:v:1", "800k") in pairs
    assert ("-b:a:0", "64k") in pairs
    assert made.count("-force_key_frames") == 1
    assert "[a0]" not in streams(ladder(640, 360), first=0, sound=False)


def test_the_rungs_are_named_after_their_quality():
    rungs = ladder(640, 360)
    loud, silent = (hls_output(rungs, sound=sound) for sound in (True, False))
    assert "v:0,a:0,name:240p v:1,a:1,name:360p" in loud
    assert "v:0,name:240p v:1,name:360p" in silent
