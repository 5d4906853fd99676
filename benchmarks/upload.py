"""Uploads timed side by side: this package, curl and the official client, in turn.

    python benchmarks/upload.py                             # 1 GiB over loopback
    python benchmarks/upload.py --mib 1024 4096 8192 --only apivideo-nb --rounds 1
    python benchmarks/upload.py --mib 128 1024 --line       # over a simulated line
    python benchmarks/upload.py --files 300                 # many small files
    python benchmarks/upload.py --start                     # start-up and import alone

Each run is a whole process; wall time and peak memory are the operating system's own
figures. The ratios compare runs of the same round, and the median round is printed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
LINE = ("--delay", "0.08", "--bandwidth", str(4 * 10**6))
VIDEO = "vi0123456789ABCDEFGHIJKL"

OURS = """
import sys, apivideo_nb as av
client = av.Client("key", base_url=sys.argv[1])
if sys.argv[2:]:
    client.upload(sys.argv[2], title="t")
"""
OURS_MANY = """
import sys, apivideo_nb as av
client = av.Client("key", base_url=sys.argv[1])
records = client.upload_many(sys.argv[2] + "/*")
assert all(record.state == "done" for record in records), records
"""
OFFICIAL = """
import os, sys, apivideo
from apivideo.api.videos_api import VideosApi
from apivideo.auth_api_client import AuthenticatedApiClient
client = AuthenticatedApiClient("key")
client.configuration.host = sys.argv[1]
"""
OFFICIAL_ONE = f"""{OFFICIAL}
client.connect()
with open(sys.argv[2], "rb") as file:
    VideosApi(client).upload("{VIDEO}", file)
"""
OFFICIAL_MANY = f"""{OFFICIAL}
from apivideo.model.video_creation_payload import VideoCreationPayload
client.connect()
videos = VideosApi(client)
for entry in os.scandir(sys.argv[2]):
    video = videos.create(VideoCreationPayload(title=entry.name))
    with open(entry.path, "rb") as file:
        videos.upload(video.video_id, file)
"""


def python(code, *arguments):
    return [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)]


def curl(url, *paths):
    """Send files in turn over one connection, into a video that is there."""
    each = [
        ["-s", "-o", os.devnull, "-F", f"file=@{path}", f"{url}/videos/{VIDEO}/source"]
        for path in paths
    ]
    return ["curl", *each[0], *(word for one in each[1:] for word in ("--next", *one))]


def for_one(url, path):
    return {
        "apivideo-nb": python(OURS, url, path),
        "curl": curl(url, path),
        "official client": python(OFFICIAL_ONE, url, path),
    }


def for_many(url, folder):
    return {
        "apivideo-nb": python(OURS_MANY, url, folder),
        "curl": curl(url, *folder.iterdir()),
        "official client": python(OFFICIAL_MANY, url, folder),
    }


def for_start(url):
    return {
        "apivideo-nb": python(OURS, url),
        "requests": python("import requests"),
        "official client": python(OFFICIAL, url),
        "python": python("pass"),
    }


def run(command, homes):
    """Run a process; give its wall seconds and its peak memory in MiB."""
    home = tempfile.mkdtemp(dir=homes)
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "APIVIDEO_NB_HOME": home})
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mib", type=int, nargs="+", default=[1024], help="file sizes")
    parser.add_argument("--files", type=int, help="so many files of 100 kB instead")
    parser.add_argument("--start", action="store_true", help="no upload at all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", help="names of those to run")
    parser.add_argument(
        "--line", action="store_true", help="80 ms an answer, 4 MB/s a connection"
    )
    args = parser.parse_args()
    where = "simulated line" if args.line else "loopback"
    with sink(LINE if args.line else ()) as url, tempfile.TemporaryDirectory() as place:
        if args.start:
            compare("start-up and import", for_start(url), args)
        elif args.files:
            for n in range(args.files):
                Path(place, f"{n}.bin").write_bytes(os.urandom(100_000))
            title = f"{args.files} files of 100 kB, {where}"
            compare(title, for_many(url, Path(place)), args)
        else:
            for mib in args.mib:
                path = Path(place, "video.bin")
                write(path, mib)
                compare(f"{mib} MiB, {where}", for_one(url, path), args)


@contextmanager
def sink(options):
    """Run a server that throws away what it gets; give its URL."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "sink.py"), *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def write(path, mib):
    block = os.urandom(2**20)
    with path.open("wb") as file:
        for _ in range(mib):
            file.write(block)


def compare(title, programs, args):
    if shutil.which("curl") is None:
        programs.pop("curl", None)
    if args.only:
        programs = {name: programs[name] for name in args.only}
    figures = {name: [] for name in programs}
    # removed at the end: ext4 makes files slowly where many were deleted just now
    with tempfile.TemporaryDirectory() as homes:
        if not args.line:
            for command in programs.values():
                run(command, homes)  # warm: files in the cache, bytecode written
        for _ in range(args.rounds):
            for name, command in programs.items():
                figures[name].append(run(command, homes))
    report(f"{title}, {args.rounds} rounds, medians", figures)


def report(title, figures):
    print(f"\n{title}\n")
    print(f"{'':<16} {'wall s':>8} {'peak MiB':>9} {'ours / its':>11}")
    ours = [seconds for seconds, _ in figures["apivideo-nb"]]
    for name, runs in figures.items():
        seconds = [run[0] for run in runs]
        ratios = [a / b for a, b in zip(ours, seconds, strict=True)]
        print(
            f"{name:<16} {statistics.median(seconds):8.2f} "
            f"{max(run[1] for run in runs):9.1f} {statistics.median(ratios):11.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
