"""Uploads timed side by side: this package, curl and the official client, in turn.

    python benchmarks/upload.py                          # 1 GiB over loopback
    python benchmarks/upload.py --mib 256 --line         # over a simulated line

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
from pathlib import Path

HERE = Path(__file__).parent
LINE = ("--delay", "0.08", "--bandwidth", str(4 * 10**6))

OURS = """
import sys, apivideo_nb as av
av.Client("key", base_url=sys.argv[1]).upload(sys.argv[2], title="t")
"""
OFFICIAL = """
import sys, apivideo
from apivideo.api.videos_api import VideosApi
from apivideo.auth_api_client import AuthenticatedApiClient
client = AuthenticatedApiClient("key")
client.configuration.host = sys.argv[1]
client.connect()
with open(sys.argv[2], "rb") as file:
    VideosApi(client).upload("vi0123456789ABCDEFGHIJKL", file)
"""


def commands(url, path):
    curl = ["curl", "-s", "-o", os.devnull, "-F", f"file=@{path}"]
    return {
        "apivideo-nb": [sys.executable, "-c", OURS, url, path],
        "curl": [*curl, f"{url}/videos/vi0123456789ABCDEFGHIJKL/source"],
        "official client": [sys.executable, "-W", "ignore", "-c", OFFICIAL, url, path],
    }


def run(command):
    """Run a process; give its wall seconds and its peak memory in MiB."""
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, "APIVIDEO_NB_HOME": home}
        )
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
    parser.add_argument("--mib", type=int, default=1024, help="size of the file")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--line", action="store_true", help="80 ms an answer, 4 MB/s a connection"
    )
    args = parser.parse_args()
    sink = subprocess.Popen(
        [sys.executable, str(HERE / "sink.py"), *(LINE if args.line else ())],
        stdout=subprocess.PIPE,
        text=True,
    )
    with sink, tempfile.TemporaryDirectory() as folder:
        try:
            url = sink.stdout.readline().strip()
            path = Path(folder, "video.bin")
            write(path, args.mib)
            figures = measure(commands(url, str(path)), args.rounds)
        finally:
            sink.terminate()
    report(figures, args)


def write(path, mib):
    block = os.urandom(2**20)
    with path.open("wb") as file:
        for _ in range(mib):
            file.write(block)


def measure(programs, rounds):
    if shutil.which("curl") is None:
        del programs["curl"]
    figures = {name: [] for name in programs}
    for command in programs.values():
        run(command)  # warm: files in the cache, bytecode written
    for _ in range(rounds):
        for name, command in programs.items():
            figures[name].append(run(command))
    return figures


def report(figures, args):
    where = "simulated line" if args.line else "loopback"
    print(f"\n{args.mib} MiB, {where}, {args.rounds} rounds, medians\n")
    print(f"{'':<16} {'wall s':>8} {'peak MiB':>9} {'ours / its':>11}")
    ours = [seconds for seconds, _ in figures["apivideo-nb"]]
    for name, runs in figures.items():
        seconds = [run[0] for run in runs]
        ratios = [a / b for a, b in zip(ours, seconds, strict=True)]
        print(
            f"{name:<16} {statistics.median(seconds):8.2f} "
            f"{max(run[1] for run in runs):9.0f} {statistics.median(ratios):11.2f}"
        )


if __name__ == "__main__":
    main()
