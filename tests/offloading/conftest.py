"""A notebook that real libraries wrote, and notebooks of any shape."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import nbclient
import nbformat
import pytest

from apivideo_nb import Client

V4 = nbformat.v4
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()

# each cell shows a video in the way of one library
LIBRARIES = {
    "html5": "HTML(swing().to_html5_video())",
    "jshtml": "HTML(swing().to_jshtml())",
    "embedded": 'Video("swing.mp4", embed=True)',
    "mediapy": """
mediapy.show_videos({"up": frames, "down": 255 - frames}, fps=10)""",
    "moviepy": """
ImageSequenceClip(list(frames), fps=10).display_in_notebook(logger=None)""",
    "gif": """
from PIL import Image as Picture
pictures = [Picture.fromarray(frame) for frame in frames]
pictures[0].save("a.gif", save_all=True, append_images=pictures[1:], duration=100)
Image(filename="a.gif")""",
}
SETUP = f"""
import warnings; warnings.simplefilter("ignore")
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt, numpy as np, mediapy
matplotlib.rcParams["animation.ffmpeg_path"] = {FFMPEG!r}
mediapy.set_ffmpeg({FFMPEG!r})
from matplotlib.animation import FuncAnimation
from moviepy import ImageSequenceClip
from IPython.display import HTML, Image, Video

def swing():
    figure, axes = plt.subplots(figsize=(2, 2))
    line, = axes.plot([0, 1], [0, 1])
    plt.close(figure)
    def move(n):
        line.set_data([0, 1], [0, n / 12])
        return (line,)
    return FuncAnimation(figure, move, frames=12, interval=100)

swing().save("swing.mp4")
ramp = np.arange(12, dtype=np.uint8) * 16
frames = np.zeros((12, 64, 96, 3), np.uint8) + ramp[:, None, None, None]
frames[:, :, :48, 1] = 200"""


@pytest.fixture(scope="session")
def by_libraries(tmp_path_factory):
    """The file of a notebook that was run from top to bottom."""
    place = tmp_path_factory.mktemp("libraries")
    cells = [V4.new_markdown_cell("# Setting *up*"), V4.new_code_cell(SETUP)]
    for name, source in LIBRARIES.items():
        cells += [
            V4.new_markdown_cell(f"## With {name}"),
            V4.new_code_cell(source.strip()),
        ]
    notebook = V4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(place)}}
    ).execute()
    picture = base64.b64encode((place / "a.gif").read_bytes()).decode()
    notebook.cells.append(
        V4.new_markdown_cell(
            "See ![it](attachment:it.gif) move.",
            attachments={"it.gif": {"image/gif": picture}},
        )
    )
    path = place / "libraries.ipynb"
    nbformat.write(notebook, path)
    return path


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
