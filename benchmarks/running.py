"""A local sandbox of a benchmark's own, and what it takes of the machine."""

import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import requests

# sums up what waiting for the disk takes, and keeps it in a file
PROGRAM = """
import json, os, pathlib, sys, threading, time
from apivideo_nb.sandbox.server import run
options = json.loads(sys.argv[1])
data = pathlib.Path(options.pop("data"))
sync, lock, total = os.fsync, threading.Lock(), [0.0]
def timed(handle):
    began = time.perf_counter()
    sync(handle)
    with lock:
        total[0] += time.perf_counter() - began
        (data / "synced.new").write_text(str(total[0]))
        os.replace(data / "synced.new", data / "synced")
os.fsync = timed
sys.exit(run(data=data, **options))
"""


@dataclass
class Server:
    process: subprocess.Popen
    data: Path
    url: str

    @property
    def header(self):
        """What logs in, as a line of a request."""
        key = json.loads((self.data / "state.json").read_text())["api_key"]
        return f"Authorization: Basic {base64.b64encode(f'{key}:'.encode()).decode()}"

    def session(self):
        session = requests.Session()
        name, _, value = self.header.partition(": ")
        session.headers[name] = value
        return session

    @property
    def synced(self):
        """Seconds spent waiting for the disk so far, of all threads."""
        with contextlib.suppress(FileNotFoundError):
            return float((self.data / "synced").read_text())
        return 0.0

    @property
    def helped(self):
        """Processor seconds of the programs that it has run; Linux only."""
        status = Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = status.rpartition(")")[2].split()[13:15]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def peak(self):
        """Peak memory of the process, in MiB; Linux only."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024


@contextlib.contextmanager
def running(fill=None, **options):
    """Run a local sandbox on a data directory of its own, removed at the end.

    `fill` is called with the directory before the server starts.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder, "data")
        data.mkdir()
        if fill is not None:
            fill(data)
        line = {"data": str(data), "port": 0, "rate_limits": "none", **options}
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps(line)],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            with process.stdout:
                url = process.stdout.readline().removeprefix("listening on ").strip()
                yield Server(process, data, url)
        finally:
            process.terminate()
            process.wait()


def until(ask, *, deadline=3600, pause=0.02):
    """Return the first answer of `ask` that is true."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(pause)
    raise SystemExit(f"nothing within {deadline} s")
