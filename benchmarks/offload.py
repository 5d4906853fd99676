"""A large notebook made small, beside nbformat reading and writing it.

    python benchmarks/offload.py --mb 100
    python benchmarks/offload.py --mb 1000 --whole

Without `--whole` the upload is left out: what is timed is reading, finding, decoding,
hashing, rewriting and replacing. With it a local sandbox takes the videos. Each
measurement is a process of its own; peaks are those of the process, Linux only.
"""

import argparse
import base64
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg
from running import running

THEIRS = """
import nbformat
notebook = nbformat.read(path, as_version=4)
nbformat.write(notebook, path + ".theirs")
"""
OURS = """
import hashlib, pathlib
from apivideo_nb.offloading.files import open_file
from apivideo_nb.offloading.find import find
from apivideo_nb.offloading.rewrite import offloaded
from apivideo_nb.offloading.texts import Hosted
from apivideo_nb.offloading.trust import Trust
opened = open_file(pathlib.Path(path))
notebook = find(opened.data)
for one in notebook.findings:
    assert not one.problem, one.problem
    hashlib.sha256(one.payloads[0].decode()).digest()
trust = Trust.of(opened)
bundle = {"text/html": "<b>there</b>" * 500, "text/plain": "there"}
hosted = Hosted(video_id="vi1", title="There", link="https://host/", bundle=bundle)
pieces = offloaded(notebook, [(one, hosted) for one in notebook.findings])
opened.replace(pieces, backup=True)
trust.renew(opened.path)
"""
WHOLE = """
from apivideo_nb import Client, offload
report = offload(path, client=Client(key, base_url=url))
assert report.ok, str(report)
print(report, file=sys.stderr)
"""
CHILD = """
import json, re, sys, time
path, key, url = json.loads(sys.argv[1])
began = time.perf_counter()
{work}
seconds = time.perf_counter() - began
status = open("/proc/self/status").read()
peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1]) / 1000
print(json.dumps([seconds, peak]))
"""


def run(work, path, key="", url=""):
    """Run a piece of work in a process of its own: seconds, and its peak in MB."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(work=work), json.dumps([path, key, url])],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def write(path, mb, clip):
    """Write a notebook of four videos, each in the way of another library."""
    size = mb * 10**6 // 4 * 3 // 4
    rng, cells = random.Random(1), []
    for number in range(4):
        padding = rng.randbytes(size - len(clip) - 8)
        # a box that players skip
        movie = clip + (len(padding) + 8).to_bytes(4, "big") + b"free" + padding
        text = base64.b64encode(movie).decode()
        if number in {0, 1}:  # matplotlib's, in lines
            lines = [text[at : at + 76] + "\n" for at in range(0, len(text), 76)]
            html = ['<video controls><source src="data:video/mp4;base64,']
            html[0] += lines[0]
            data = {"text/html": [*html, *lines[1:], '"></video>']}
        elif number % 2 == 0:  # IPython's
            tag = f'<video controls src="data:video/mp4;base64,{text}"></video>'
            data = {"text/html": [tag]}
        else:
            data = {"video/mp4": text}
        data["text/plain"] = ["<Video — 🎬>"]  # a character of four bytes
        output = {"output_type": "display_data", "metadata": {}, "data": data}
        cells.append(
            {
                "cell_type": "code", "execution_count": 1, "id": f"c{number}",
                "metadata": {}, "source": ["show()"], "outputs": [output],
            }
        )  # fmt: skip
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    with path.open("w", encoding="utf-8") as file:
        json.dump(notebook, file, indent=1, ensure_ascii=False)
    return path.stat().st_size / 1e6


def make_clip(folder):
    path = folder / "clip.mp4"
    source = "testsrc2=size=320x240:rate=25:duration=2"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i"]
    subprocess.run([*command, source, "-pix_fmt", "yuv420p", path], check=True)
    return path.read_bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--whole", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path, kept = folder / "large.ipynb", folder / "large.kept"
        size = write(kept, args.mb, make_clip(folder))
        print(f"notebook of {size:.0f} MB")
        if args.whole:
            kept.replace(path)
            with running() as server:
                state = json.loads((server.data / "state.json").read_text())
                began = time.perf_counter()
                seconds, peak = run(WHOLE, str(path), state["api_key"], server.url)
                print(
                    f"{seconds:.1f} s, {time.perf_counter() - began:.1f} s with start"
                )
            print(f"peak {peak:.0f} MB: {peak / size:.2f} x the notebook")
            return
        best = {}
        for _ in range(args.rounds):
            for name, work in (("nbformat", THEIRS), ("offload", OURS)):
                path.unlink(missing_ok=True)
                path.with_name("large.ipynb.bak").unlink(missing_ok=True)
                path.write_bytes(kept.read_bytes())
                found = run(work, str(path))
                best[name] = min(best.get(name, found), found)
        for name, (seconds, peak) in best.items():
            print(f"{name:<10} {seconds:6.2f} s  peak {peak:6.0f} MB")
        print(f"ratio {best['offload'][0] / best['nbformat'][0]:.2f}")


if __name__ == "__main__":
    main()
