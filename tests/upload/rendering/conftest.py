"""Published for real, and read back."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest

from apivideo_nb import Client

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def _decode(path):
    """Read a video with ffmpeg: its frames, and its rate."""
    said = subprocess.run([FFMPEG, "-i", path], capture_output=True, check=False).stderr
    stream = next(line for line in said.decode().splitlines() if "Video:" in line)
    width, height = map(int, re.search(r"(\d{2,})x(\d{2,})", stream).groups())
    fps = float(re.search(r"([\d.]+) fps", stream)[1])
    command = [FFMPEG, "-v", "error", "-i", path, "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3), fps


@pytest.fixture
def decode():
    """Return the function that gives frames and rate of a file."""
    return _decode


@pytest.fixture(scope="module")
def client(sandbox):
    return Client(sandbox.api_key, base_url=sandbox.url)


@pytest.fixture
def publish(client, tmp_path):
    """Return a function that uploads, and gives frames and rate of what is served."""

    def go(source, **options):
        video = client.upload(source, wait="encoded", **options)
        path = tmp_path / f"{video.video_id}.mp4"
        path.write_bytes(client._session.download(video.assets.mp4))
        return *_decode(path), video

    return go
