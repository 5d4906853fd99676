"""What several tests share."""

import base64
import os
import random
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import hypothesis
import imageio_ffmpeg
import pytest

from apivideo_nb import LocalSandbox

# a busy machine is no fault of what is tested
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=SLOW
)
hypothesis.settings.load_profile("patient")

CHROMIUM = os.environ.get("APIVIDEO_NB_TEST_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    # a camera that shows a test picture, and leave to use it
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
MOVING = ("-f", "lavfi", "-i", "testsrc2=size={size}:rate=25:duration={seconds}")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration={seconds}")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
H264 = (*X264, "-c:a", "aac")
TINY = ("-vf", "scale=33:17,setsar=1", "-c:v", "ffv1", "-c:a", "libmp3lame")
VFR = ("-vf", "select='lt(t,1)+not(mod(n,3))'", "-fps_mode", "vfr")

# name: (extension, picture size, seconds, sound, how it is encoded)
RECIPES = {
    "h264": (".mp4", "426x240", 2, True, H264),
    "avi": (".avi", "320x240", 2, True, ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
    "vp9": (
        ".webm",
        "426x240",
        2,
        True,
        ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    ),
    "prores": (".mov", "426x240", 2, True, ("-c:v", "prores_ks", "-c:a", "pcm_s16le")),
    "silent": (".mp4", "426x240", 2, False, X264),
    "tiny": (".avi", "64x32", 2, True, TINY),
    "one_second": (".mp4", "426x240", 1, True, H264),
    "four_three": (".mp4", "640x480", 2, True, H264),
    "vfr": (".mp4", "426x240", 3, True, (*VFR, *H264)),
}


def ffmpeg(*arguments: str | Path) -> None:
    """Run the ffmpeg of the imageio-ffmpeg wheel, which knows every option used."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    quiet = [program, "-v", "error", "-nostdin", "-y"]
    subprocess.run([*quiet, *map(str, arguments)], check=True)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that makes a short clip by its name, once per session.

    ``h264 avi vp9 prores rotated silent tiny one_second four_three vfr`` are videos;
    ``big`` is one of 12.5 MiB, ``truncated`` one whose index was cut off, and ``text``
    is no video at all.
    """
    place = tmp_path_factory.mktemp("clips")
    made: dict[str, Path] = {}

    def encoded(name: str) -> Path:
        extension, size, seconds, sound, how = RECIPES[name]
        inputs = (*MOVING, *TONE) if sound else MOVING
        path = place / f"{name}{extension}"
        ffmpeg(
            *(text.format(size=size, seconds=seconds) for text in inputs), *how, path
        )
        return path

    def rotated() -> Path:
        """A phone's clip: stored lying down, with a note to turn it upright."""
        path = place / "rotated.mp4"
        ffmpeg("-display_rotation", "90", "-i", clip("h264"), "-c", "copy", path)
        return path

    def big() -> Path:
        """A video that needs several parts: most of it is a box that players skip."""
        padding = random.Random(0).randbytes(25 * 2**19)
        box = (len(padding) + 8).to_bytes(4, "big") + b"free" + padding
        path = place / "big.mp4"
        path.write_bytes(clip("h264").read_bytes() + box)
        return path

    def truncated() -> Path:
        whole = clip("h264").read_bytes()
        path = place / "truncated.mp4"
        path.write_bytes(whole[: whole.rindex(b"moov") - 4])
        return path

    def text() -> Path:
        path = place / "text.mp4"
        path.write_text("These are words, not a video.\n" * 40)
        return path

    special = {"rotated": rotated, "big": big, "truncated": truncated, "text": text}

    def clip(name: str) -> Path:
        if name not in made:
            made[name] = special[name]() if name in special else encoded(name)
        return made[name]

    return clip


class _Host(BaseHTTPRequestHandler):
    """Serves the clips by their names, and a web page, as another host would."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition(".")[0]
        page = name == "page"
        body = (
            b"<html>no video</html>" if page else self.server.clips(name).read_bytes()
        )
        kind = "text/html" if page else "application/octet-stream"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def link(clips: Callable[[str], Path]) -> Iterator[Callable[[str], str]]:
    """Return a function that gives the link of a clip, or of a web ``page``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Host) as server:
        server.clips = clips
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield lambda name: f"http://127.0.0.1:{server.server_port}/{name}"
        server.shutdown()
        thread.join()


NO_VIDEO = {
    "truncated": "cut off|incomplete|damaged",
    "text": "text, not a video",
    "page": "web page",
    "nobody": "could not be reached",
    "nowhere": "could not be reached",
}


@pytest.fixture(params=NO_VIDEO)
def no_video(
    request: pytest.FixtureRequest,
    clips: Callable[[str], Path],
    link: Callable[[str], str],
) -> tuple[str, str]:
    """Give a source that is no video, and a pattern of what is to be said of it."""
    name = request.param
    sources = {
        "page": lambda: link("page"),
        "nobody": lambda: "http://127.0.0.1:9/clip.mp4",
        "nowhere": lambda: "http://no-such-host.invalid/clip.mp4",
    }
    source = sources[name]() if name in sources else str(clips(name))
    return source, f"(?i){NO_VIDEO[name]}"


@dataclass(frozen=True)
class Running:
    """A local sandbox of the tests' own."""

    url: str
    api_key: str
    data: Path


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run one local sandbox for all tests that change nothing but their own videos."""
    data = tmp_path_factory.mktemp("sandbox")
    local = LocalSandbox(data, port=0)
    found = local.start()
    yield Running(found.url, found.api_key, data)
    local.stop()


@pytest.fixture
def local_home() -> LocalSandbox:
    """Name the default local sandbox, for a test that looks at it."""
    return LocalSandbox()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the one Chromium that all tests open their pages in."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(
                "no Chromium: install one, or name it in APIVIDEO_NB_TEST_CHROMIUM"
            )
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        sync_playwright() as playwright,
    ):
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            headless=True,
            args=CHROMIUM_FLAGS,
            viewport={"width": 1200, "height": 1000},
        )
        yield context
        context.close()


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
matplotlib.rcParams["animation.ffmpeg_path"] = {imageio_ffmpeg.get_ffmpeg_exe()!r}
mediapy.set_ffmpeg({imageio_ffmpeg.get_ffmpeg_exe()!r})
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
def by_libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a notebook in which real libraries show videos; give its file."""
    import nbclient  # noqa: PLC0415 - heavy
    import nbformat  # noqa: PLC0415 - heavy

    place = tmp_path_factory.mktemp("libraries")
    cells = [
        nbformat.v4.new_markdown_cell("# Setting *up*"),
        nbformat.v4.new_code_cell(SETUP),
    ]
    for name, source in LIBRARIES.items():
        cells += [
            nbformat.v4.new_markdown_cell(f"## With {name}"),
            nbformat.v4.new_code_cell(source.strip()),
        ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(place)}}
    ).execute()
    picture = base64.b64encode((place / "a.gif").read_bytes()).decode()
    notebook.cells.append(
        nbformat.v4.new_markdown_cell(
            "See ![it](attachment:it.gif) move.",
            attachments={"it.gif": {"image/gif": picture}},
        )
    )
    path = place / "libraries.ipynb"
    nbformat.write(notebook, path)
    return path
