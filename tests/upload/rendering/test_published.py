"""What moves is published for real; what comes back is compared with what went in."""

import base64
import io
import math
import re
import threading
from pathlib import Path

import mediapy
import numpy as np
import pytest
from IPython.display import HTML
from IPython.display import Image as ShownImage
from IPython.display import Video as ShownVideo
from matplotlib import rc_context
from matplotlib.animation import ArtistAnimation, FuncAnimation
from matplotlib.figure import Figure
from moviepy import VideoClip
from PIL import Image, ImageSequence

from apivideo_nb import (
    ConfigurationError,
    SourceError,
    UploadInterruptedError,
    register_source,
)
from apivideo_nb.upload.rendering import kinds


def wave(count=12, height=72, width=96):
    """Soft colours that move: what a codec can keep."""
    t, y, x = np.ogrid[:count, :height, :width]
    red = 128 + 100 * np.sin(x / 17 + t / 4)
    green = 128 + 100 * np.sin(y / 13 - t / 5) + 0 * x
    blue = 20 + 2.0 * x + 0 * y + 0 * t
    layers = np.broadcast_arrays(red, green, blue)
    return np.stack(layers, axis=-1).clip(0, 255).astype(np.uint8)


def psnr(one, other):
    error = np.mean((one.astype(float) - other) ** 2)
    return math.inf if error == 0 else 10 * math.log10(255**2 / error)


def compared(found, expected, least=30):
    assert found.shape == expected.shape
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        assert psnr(one, other) > least, f"frame {number}"


class Tensor:
    """What torch and jax give: an array behind a method, channels first."""

    def __init__(self, array):
        self._array = np.moveaxis(array, -1, 1)

    def __array__(self, dtype=None, copy=None):
        return self._array


FORMS = {
    "uint8": lambda frames: frames,
    "unit floats": lambda frames: (frames / 255).astype(np.float32),
    "floats to 255": lambda frames: frames.astype(np.float64),
    "integers": lambda frames: frames.astype(np.int64),
    "generator": lambda frames: (frame for frame in frames),
    "list": list,
    "channels first": Tensor,
    "with alpha": lambda frames: np.concatenate(
        [frames, np.full_like(frames[..., :1], 255)], axis=-1
    ),
    "pictures": lambda frames: [Image.fromarray(frame) for frame in frames],
    "pictures of tensors": lambda frames: list(np.moveaxis(frames, -1, 1)),
    "floats just above 1": lambda frames: frames / 255 * (1 + 1e-6),
}


@pytest.mark.parametrize("form", FORMS)
def test_frames_in_any_form_come_back_as_they_were(publish, form):
    frames = wave()
    found, fps, video = publish(FORMS[form](frames), fps=12, title=form)
    assert fps == 12
    compared(found, frames)
    assert video.title == form


@pytest.mark.parametrize("grey", [wave()[..., 0], wave()[..., :1]])
def test_grey_frames_stay_grey(publish, grey):
    found, _, _ = publish(grey, fps=10)
    compared(found, np.repeat(grey.reshape(12, 72, 96, 1), 3, axis=-1))


def test_booleans_are_black_and_white(publish):
    checks = (np.indices((8, 64, 64)).sum(axis=0) // 16 % 2).astype(bool)
    found, _, _ = publish(checks, fps=8)
    compared(found, np.repeat(checks[..., None] * np.uint8(255), 3, axis=-1))


def test_an_odd_size_repeats_its_last_row_and_column(publish):
    frames = wave(height=71, width=95)
    found, _, _ = publish(frames, fps=12)
    assert found.shape[1:3] == (72, 96)
    compared(found[:, :71, :95], frames)
    assert psnr(found[:, 71, :], found[:, 70, :]) > 30


def test_transparent_frames_lie_on_white(publish):
    frames = np.zeros((6, 64, 64, 4), np.uint8)
    found, _, _ = publish(frames, fps=6)
    assert found.min() > 250


def test_a_matplotlib_animation_keeps_rate_size_and_every_frame(publish):
    figure = Figure(figsize=(3.2, 2.4), dpi=100)
    axes = figure.add_subplot(title="A pendulum")
    (line,) = axes.plot([], [], lw=6)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    animation = FuncAnimation(
        figure, lambda at: line.set_data([0, 1], [0, at / 30]), frames=30, interval=40
    )
    found, fps, video = publish(animation)
    assert found.shape == (30, 240, 320, 3)
    assert fps == 25
    assert video.title == "A pendulum"
    line.set_data([0, 1], [0, 29 / 30])
    figure.savefig(buffer := io.BytesIO(), format="rgba", dpi=100)
    last = np.frombuffer(buffer.getbuffer(), np.uint8).reshape(240, 320, 4)
    assert psnr(found[-1], last[..., :3]) > 30


def test_a_tight_bounding_box_is_not_asked_for(publish):
    figure = Figure(figsize=(2, 2), dpi=80)
    axes = figure.add_subplot()
    pictures = [[axes.imshow(np.full((4, 4), v), vmin=0, vmax=4)] for v in range(3)]
    with rc_context({"savefig.bbox": "tight"}):
        found, _, _ = publish(ArtistAnimation(figure, pictures), fps=5)
    assert found.shape == (3, 160, 160, 3)


def test_an_artist_animation_at_another_rate(publish):
    figure = Figure(figsize=(2, 2), dpi=80)
    axes = figure.add_subplot()
    pictures = [[axes.imshow(np.full((4, 4), v), vmin=0, vmax=4)] for v in range(5)]
    found, fps, video = publish(ArtistAnimation(figure, pictures), fps=10)
    assert (len(found), fps, video.title) == (5, 10, "animation")


def endless():
    return FuncAnimation(Figure(), lambda _: [], cache_frame_data=False)


def test_an_animation_as_fast_as_it_can_plays_at_the_rate_that_is_said(publish):
    figure = Figure(figsize=(2, 2), dpi=80)
    animation = FuncAnimation(figure, lambda _: [], frames=4, interval=0)
    found, fps, _ = publish(animation, fps=10)
    assert (len(found), fps) == (4, 10)
    with pytest.raises(SourceError, match="the animation's rate is 0"):
        kinds.resolve(animation)


def test_floats_that_begin_black_are_scaled_by_what_comes_then(publish):
    frames = wave(6).astype(float)
    frames[0] = 0
    found, _, _ = publish(iter(frames), fps=6)
    compared(found, frames)


class Capture:
    """What OpenCV gives for a file: blue first."""

    def __init__(self, frames):
        self._frames, self._count = iter(frames[..., ::-1]), len(frames)

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return self._count is not None

    def get(self, number):
        return {5: 12.0, 7: float(self._count)}[number]

    def read(self):
        frame = next(self._frames, None)
        return frame is not None, frame

    grab = read


class Frames(list):
    """Frames that say their rate as a reader of imageio does."""

    def get_meta_data(self):
        return {"fps": 6.0}


def test_what_knows_its_rate_is_not_asked_for_it(publish):
    frames = wave()
    found, fps, _ = publish(Capture(frames))
    assert fps == 12
    compared(found, frames)
    found, fps, _ = publish(Frames(frames))
    assert fps == 6
    compared(found, frames)
    metadata = mediapy.VideoMetadata(shape=(72, 96), num_images=12, fps=8.0, bps=None)
    found, fps, _ = publish(mediapy._VideoArray(frames, metadata=metadata))
    assert fps == 8
    compared(found, frames)


def test_a_gif_keeps_its_own_times(publish):
    frames = [Image.fromarray(frame) for frame in wave(4)]
    gif = _gif(frames, [100, 200, 100, 300])
    found, fps, _ = publish(gif)
    assert (len(found), fps) == (7, 10)
    still = [np.asarray(f.convert("RGB")) for f in ImageSequence.Iterator(gif)]
    compared(found, np.stack([still[i] for i in (0, 1, 1, 2, 3, 3, 3)]))


def _gif(frames, durations):
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], duration=durations
    )
    return Image.open(buffer)


@pytest.mark.parametrize("size", [(72, 96), (65, 63), (720, 1280)])
def test_a_moviepy_clip(publish, size):
    frames = wave(10, *size)
    clip = VideoClip(lambda t: frames[min(9, round(t * 10))], duration=1).with_fps(10)
    found, fps, _ = publish(clip)
    assert fps == 10
    compared(found[:, : size[0], : size[1]], frames)


def test_what_ipython_shows_is_published(publish, clips, decode):
    path = clips("silent")
    expected, rate = decode(path)
    data = path.read_bytes()
    text = base64.b64encode(data).decode()
    html = HTML(f'<video controls><source src="data:video/mp4;base64,{text}"></video>')
    shown = [ShownVideo(str(path)), ShownVideo(str(path), embed=True), html]
    shown += [ShownVideo(data, mimetype="video/mp4", embed=True)]
    for source in shown:
        found, fps, _ = publish(source, force=True)
        assert fps == rate
        compared(found, expected)


def test_a_gif_that_ipython_shows_is_published(publish):
    gif = _gif([Image.fromarray(frame) for frame in wave(4)], [100] * 4)
    gif.fp.seek(0)
    found, fps, _ = publish(ShownImage(data=gif.fp.read()))
    assert fps == 10
    still = [np.asarray(f.convert("RGB")) for f in ImageSequence.Iterator(gif)]
    compared(found, np.stack(still))
    png = ShownImage(data=b"\x89PNG\r\n\x1a\n", format="png")
    with pytest.raises(SourceError, match="one still picture"):
        kinds.resolve(png)


class Recorder:
    def save(self, path):
        Path(path).write_bytes(self.data)


class Renderer:
    def to_video(self, path):
        Path(path).write_bytes(self.data)


@pytest.mark.parametrize("kind", [Recorder, Renderer])
def test_what_saves_itself_is_published(publish, clips, decode, kind):
    recorder = kind()
    recorder.data = clips("silent").read_bytes()
    expected, rate = decode(clips("silent"))
    found, fps, video = publish(recorder, force=True)
    assert (fps, video.title) == (rate, kind.__name__)
    compared(found, expected)


def test_another_type_can_be_registered(publish, monkeypatch):
    monkeypatch.setattr(kinds, "_registered", {})
    register_source(Recorder, lambda recorder: recorder.frames)
    recorder = Recorder()
    recorder.frames = wave()
    found, _, _ = publish(recorder, fps=12)
    compared(found, wave())
    with pytest.raises(TypeError, match="the first argument is a type"):
        register_source("Recorder", str)


def test_the_same_frames_are_the_same_video(client):
    one, other = (client.upload(wave(5), fps=5, title="Once") for _ in range(2))
    assert one.video_id == other.video_id


class Numbers:
    """A reader, but of no bytes."""

    def read(self, count=0):
        return [1.5] * count


FAULTS = {
    "nan": (np.full((3, 8, 8), np.nan), 5, "Frame 0 holds NaN"),
    "late nan": ((np.full((8, 8), v) for v in (0.5, np.nan)), 5, "Frame 1 holds NaN"),
    "mixed": ([np.zeros((8, 8)), np.zeros((8, 10))], 5, "Frame 1 is 10 x 8"),
    "none": ([], 5, "There are 0 frames"),
    "empty array": (np.zeros((0, 8, 8)), 5, "There are 0 frames"),
    "fps 0": (wave(2), 0, "fps is 0"),
    "fps nan": (wave(2), math.nan, "fps is nan"),
    "fps words": (wave(2), "fast", "fps is 'fast'"),
    "no fps": (wave(2), None, "Nothing says how fast an array plays"),
    "negative": (np.full((2, 8, 8), -1), 5, "from -1 to -1"),
    "uint16": (np.full((2, 8, 8), 4000, np.uint16), 5, "from 4000 to 4000"),
    "two channels": (np.zeros((2, 8, 8, 2)), 5, "has the shape 8 x 8 x 2"),
    "one picture": (np.zeros((8, 8, 3)), 5, "is one picture"),
    "a line": (np.zeros(8), 5, "is no video"),
    "still": (Image.new("RGB", (8, 8)), 5, "one still picture"),
    "paths": (["a.mp4", "b.mp4"], None, "a list of several videos"),
    "words": ([{"a": 1}], 5, "is a dict, no picture"),
    "between the scales": (np.full((2, 8, 8), 1.2), 5, "neither 0 to 1 nor 0 to 255"),
    "slow": (wave(2), 1e-6, "fps is 1e-06; it is a number from 0.001"),
    "no end": (endless(), None, "This animation has no end"),
    "camera": (Capture(wave(0)), 5, "This capture has no end"),
    "half floats": (
        np.zeros((2, 8, 8), [("x", "f4")]),
        5,
        "is an array of [('x', '<f4')]",
    ),
    "reader": (Numbers(), None, "What Numbers reads is no bytes"),
    "scale": (iter([np.full((8, 8), 0.5), np.full((8, 8), 9.0)]), 5, "up to 9"),
    "huge": ([np.zeros((1, 9000), np.uint8)], 5, "at most 8192 pixels"),
    "mapping": ({"a": 1}, None, "No way to upload an object of type dict"),
    "no video": (HTML("<p>nothing</p>"), None, "This HTML holds no video"),
    "bad base64": (
        HTML('<video src="data:video/mp4;base64,AAA"></video>'),
        None,
        "no valid base64",
    ),
    "fps of bytes": (b"123", 5, "fps is for frames"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_a_video_is_said_in_one_line(client, fault):
    source, fps, said = FAULTS[fault]
    with pytest.raises(SourceError, match=re.escape(said)) as found:
        client.upload(source, fps=fps)
    assert "\n" not in str(found.value)


def test_an_object_that_fails_to_save_is_named(client):
    figure = Figure()

    def fail(_):
        raise RuntimeError("no\nmore")

    broken = FuncAnimation(figure, fail, frames=3)
    with pytest.raises(SourceError, match="written as a video: RuntimeError: no more"):
        client.upload(broken)
    with pytest.raises(SourceError, match="Recorder could not be written as a video"):
        client.upload(Recorder())
    silent = Recorder()
    silent.save = str
    with pytest.raises(SourceError, match="Recorder wrote no video file"):
        client.upload(silent)


def test_without_ffmpeg_the_line_says_what_to_install(client, monkeypatch):
    monkeypatch.setenv("APIVIDEO_NB_FFMPEG", "/no/such/ffmpeg")
    with pytest.raises(ConfigurationError, match="APIVIDEO_NB_FFMPEG") as found:
        client.upload(wave(2), fps=5)
    assert "pip install imageio-ffmpeg" in found.value.hint


def test_rendering_tells_how_far_it_is_and_can_be_stopped(client):
    cancel, seen = threading.Event(), []

    def watch(progress):
        seen.append(progress)
        cancel.set()

    made = (frame for frame in wave(400, 8, 8))
    with pytest.raises(UploadInterruptedError, match="nothing was sent"):
        client.upload(made, fps=25, on_progress=watch, cancel=cancel)
    assert [(p.stage, p.sent) for p in seen] == [("rendering", 1)]
    assert made.gi_frame is None  # closed: it has cleaned up
