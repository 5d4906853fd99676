"""A video played in a browser to its end, with seeking and captions."""

import pytest

pytestmark = pytest.mark.browser

VIDEO = "document.querySelector('video')"
CAPTIONS = "[...(v.textTracks[0].activeCues ?? [])].map(cue => cue.text)"
WORDS = """WEBVTT

00:00.000 --> 00:01.500
First words

00:03.500 --> 00:05.200
Last words
"""


def until(tab, condition):
    tab.wait_for_function(f"() => {{ const v = {VIDEO}; return {condition}; }}")


@pytest.fixture
def player(start, make):
    """The player page of a video of five seconds, three segments, with captions."""
    source = make(
        "clip.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=426x240:rate=25:duration=5"),
        *("-f", "lavfi", "-i", "sine=frequency=440:duration=5"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )
    server = start()
    with server.api() as api:
        made = api.create(title="Five seconds")
        captions = f"/videos/{made['videoId']}/captions/en"
        assert api.post(captions, files={"file": ("en.vtt", WORDS)}).ok
        assert api.patch(captions, json={"default": True}).ok
        assert api.upload(made["videoId"], source.read_bytes()).status_code == 201
        assert api.finished(made["videoId"])["encoding"]["playable"]
        yield made["assets"]["player"]


@pytest.mark.parametrize("kind", ["hls", "mp4"])
def test_a_video_plays_to_its_end_with_seeking_and_captions(player, tab, kind):
    if kind == "mp4":  # the page falls back when the manifest cannot be had
        tab.route("**/manifest.m3u8*", lambda route: route.abort())
    tab.goto(player)
    tab.get_by_role("button", name="Play Five seconds").click()
    until(tab, f"v.currentTime > 0.2 && {CAPTIONS}[0] === 'First words'")
    name = {"hls": "manifest.m3u8", "mp4": "source.mp4"}[kind]
    assert name in tab.evaluate(f"{VIDEO}.currentSrc")
    assert tab.evaluate(f"{VIDEO}.duration") == pytest.approx(5, abs=0.2)
    tab.evaluate(f"{VIDEO}.currentTime = 4")
    until(tab, f"v.currentTime > 4.1 && {CAPTIONS}[0] === 'Last words'")
    tab.evaluate(f"{VIDEO}.currentTime = 2.5")  # back, into another segment
    until(tab, f"v.currentTime > 2.6 && v.currentTime < 4 && !{CAPTIONS}.length")
    until(tab, "v.ended")
    assert tab.evaluate(f"{VIDEO}.currentTime") == pytest.approx(5, abs=0.2)
    assert tab.evaluate(f"{VIDEO}.error") is None
