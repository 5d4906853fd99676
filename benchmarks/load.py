"""Many clients at once: 16 upload, 8 others list, play with ranges and delete.

    python benchmarks/load.py                        # 200 MB each
    python benchmarks/load.py --mb 20 --clients 4

Every answer has to be a documented one, every stored byte right. Peak memory is the
operating system's own figure, of the server's process.
"""

import argparse
import collections
import hashlib
import os
import random
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imageio_ffmpeg
from running import running, until

MB = 10**6
PART = 50 * 2**20


def clip(path):
    program = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y"]
    moving = ("-f", "lavfi", "-i", "testsrc2=size=426x240:rate=25:duration=2")
    how = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    subprocess.run([*program, *moving, *how, str(path)], check=True)
    return path.read_bytes()


def write(path, video, size):
    """Make a video as large as that: most of it is a box that players skip."""
    left = size - len(video)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for data in (video, left.to_bytes(4, "big") + b"free", *noise(left - 8)):
            digest.update(data)
            file.write(data)
    return digest.digest()


def noise(size):
    for start in range(0, size, 2**20):
        yield os.urandom(min(2**20, size - start))


def upload(server, path):
    """Upload with curl, in parts when it is large; return the video's id."""
    with server.session() as session:
        body = {"title": path.name}
        video_id = session.post(f"{server.url}/videos", json=body).json()["videoId"]
    size = path.stat().st_size
    for first in range(0, size, PART):
        last = min(first + PART, size) - 1
        command = ["curl", "-sS", "-o", os.devnull, "-w", "%{http_code}"]
        command += ["-H", server.header, "-F", "file=@-;filename=clip.mp4"]
        if size > PART:
            command += ["-H", f"Content-Range: bytes {first}-{last}/{size}"]
        with path.open("rb") as file:
            file.seek(first)
            part = file.read(last - first + 1)
        url = f"{server.url}/videos/{video_id}/source"
        answer = subprocess.run(
            [*command, url], input=part, capture_output=True, check=False
        )
        if answer.stdout != b"201":
            raise SystemExit(f"{path.name}: {answer.stdout} {answer.stderr}")
    return video_id


class Visitor:
    """Lists, plays with ranges, creates and deletes, until told to stop."""

    def __init__(self, server, mp4, content):
        self.server, self.mp4, self.content = server, mp4, content
        self.counts = collections.Counter()
        self.slowest = 0.0

    def visit(self, over):
        chance = random.Random(0)
        with self.server.session() as session:
            while not over.is_set():
                self.ask(session, "GET", "/videos", 200)
                first = chance.randrange(len(self.content) - 1)
                last = chance.randrange(first, len(self.content))
                span = {"Range": f"bytes={first}-{last}"}
                found = self.ask(session, "GET", self.mp4, 206, headers=span)
                if found.content != self.content[first : last + 1]:
                    raise SystemExit("a range holds other bytes")
                title = {"title": "short-lived"}
                made = self.ask(session, "POST", "/videos", 201, json=title).json()
                self.ask(session, "DELETE", f"/videos/{made['videoId']}", 204)

    def ask(self, session, method, path, wanted, **options):
        began = time.perf_counter()
        answer = session.request(method, self.server.url + path, **options)
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.counts[f"{method} {answer.status_code}"] += 1
        if answer.status_code != wanted:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=int, default=200, help="size of each upload")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--visitors", type=int, default=8)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running() as server:
        place = Path(folder)
        video = clip(place / "clip.mp4")
        paths = [place / f"{number}.mp4" for number in range(args.clients)]
        digests = [write(path, video, args.mb * MB) for path in paths]
        load(args, server, place / "clip.mp4", paths, digests)


def load(args, server, small, paths, digests):
    over = threading.Event()
    with server.session() as session:
        first = upload(server, small)
        finish(session, server, [first])
        mp4 = f"/vod/{first}/mp4/source.mp4"
        visitor = Visitor(server, mp4, session.get(server.url + mp4).content)
        with ThreadPoolExecutor(args.clients + args.visitors) as pool:
            visits = [pool.submit(visitor.visit, over) for _ in range(args.visitors)]
            began = time.perf_counter()
            try:
                found = list(pool.map(lambda path: upload(server, path), paths))
                seconds = time.perf_counter() - began
                finish(session, server, found)
            finally:
                over.set()
        for visit in visits:
            visit.result()
        whole = time.perf_counter() - began
    for video_id, digest in zip(found, digests, strict=True):
        with (server.data / "videos" / video_id / "source").open("rb") as file:
            if hashlib.file_digest(file, "sha256").digest() != digest:
                raise SystemExit(f"{video_id}: other bytes than were sent")
    print(f"{args.clients} uploads of {args.mb} MB at once, {args.visitors} visitors\n")
    print(f"uploads done after        {seconds:8.1f} s")
    print(f"all encoded after         {whole:8.1f} s")
    print(f"peak memory               {server.peak:8.0f} MiB (bar 120)")
    print(f"slowest of the visits     {visitor.slowest:8.2f} s")
    print(f"answers                   {dict(visitor.counts)}")
    print("every stored byte is right, no other answers than these")


def finish(session, server, found):
    """Wait until all of them are encoded."""
    for video_id in found:
        url = f"{server.url}/videos/{video_id}/status"

        def states(url=url):
            qualities = session.get(url).json()["encoding"]["qualities"]
            states = {q["status"] for q in qualities}
            return states and states <= {"encoded", "failed"} and states

        if until(states, pause=0.2) != {"encoded"}:
            raise SystemExit(f"{video_id} could not be encoded")


if __name__ == "__main__":
    main()
