"""Notebooks of any shape."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import nbformat
import pytest

from apivideo_nb import Client

V4 = nbformat.v4
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


@pytest.fixture
def client(sandbox):
    return Client(sandbox.api_key, base_url=sandbox.url)


class Make:
    """Outputs as libraries write them."""

    @staticmethod
    def output(data):
        return V4.new_output("display_data", data)

    @staticmethod
    def tag(content, kind="mp4"):
        data = base64.b64encode(content).decode()
        return f'<video controls src="data:video/{kind};base64,{data}"></video>'

    @classmethod
    def shown(cls, content):
        return cls.output({"text/html": cls.tag(content), "text/plain": "<Video>"})


@pytest.fixture
def make():
    return Make


@pytest.fixture
def write(tmp_path):
    """Give a function that writes a notebook, one cell for each list of outputs."""

    def write(*outputs, name="talk.ipynb", **parts):
        cells = [
            V4.new_code_cell("show()", outputs=list(shown), id=f"c{n}")
            for n, shown in enumerate(outputs)
        ]
        notebook = V4.new_notebook(cells=cells, **parts)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook, indent=1) + "\n")
        return path

    return write


@pytest.fixture
def program():
    """Run the command line."""

    def run(*words, **options):
        return subprocess.run(
            [sys.executable, "-m", "apivideo_nb", "offload", *map(str, words)],
            check=False, capture_output=True, text=True, timeout=120, **options,
        )  # fmt: skip

    return run


@pytest.fixture
def movie(clips):
    """Bytes of a short clip."""
    return Path(clips("silent")).read_bytes()
