"""Rendering costs little: memory that does not grow, no library that is not needed."""

import os
import subprocess
import sys

import pytest

MEMORY = """
import re, sys
import numpy as np

def memory(what):
    status = open("/proc/self/status").read()
    return int(re.search(what + r":\\s*(\\d+) kB", status)[1]) / 1000

before = memory("VmRSS")
from apivideo_nb.upload.opening import opened
y, x = np.mgrid[:720, :1280]
still = np.stack([x % 256, y % 256, (x + y) % 256], axis=-1).astype(np.uint8)
moving = (np.roll(still, 3 * at, axis=1) for at in range(int(sys.argv[1])))
with opened(moving, fps=30):
    print(memory("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_frames_of_720p_need_150_mb_however_many_they_are():
    count = os.environ.get("APIVIDEO_NB_TEST_FRAMES", "100")  # 280 MB of pixels
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, count], check=True, stdout=subprocess.PIPE
    )
    assert float(done.stdout) < 150


def test_no_library_is_imported_for_what_is_not_its_own():
    code = (
        "import sys; from apivideo_nb.upload.rendering.kinds import resolve\n"
        "resolve('clip.mp4'); resolve(b'123')\n"
        "big = {'numpy', 'matplotlib', 'PIL', 'moviepy', 'torch', 'IPython'}\n"
        "assert not big & set(sys.modules), big & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
