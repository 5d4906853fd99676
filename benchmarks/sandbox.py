"""The local sandbox timed beside its peers.

    python benchmarks/sandbox.py                   # all that follows
    python benchmarks/sandbox.py ingest            # 1 GiB in parts of 50 MiB, by curl
    python benchmarks/sandbox.py encode            # 60 s of 1080p H.264
    python benchmarks/sandbox.py list              # the pages of 10,000 videos

Peers take turns with the server, round by round; medians are printed, and the ratios
are those of the median round. Peak memory and processor seconds are the operating
system's own figures; the latter say something on a busy machine too.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg
from running import running, until

from apivideo_nb.sandbox.rules.identity import new_id
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import videos
from apivideo_nb.sandbox.store.database import Database

HERE = Path(__file__).parent
MiB = 2**20
PART = 50 * MiB
RUNGS = ((426, 240, 400, 64), (640, 360, 800, 128), (854, 480, 1400, 128))
RUNGS += ((1280, 720, 2800, 128), (1920, 1080, 5000, 128))


def line(name, *values):
    print(f"{name:<34}", *(f"{value:>12}" for value in values))


def middle(values):
    return statistics.median(values)


def ratio(ours, theirs):
    return middle([a / b for a, b in zip(ours, theirs, strict=True)])


# --- ingest ---------------------------------------------------------------------------


def ingest(args):
    with tempfile.TemporaryDirectory() as folder, running() as server:
        parts = split(Path(folder), args.mib)
        sink = subprocess.Popen(
            [sys.executable, str(HERE / "sink.py")], stdout=subprocess.PIPE, text=True
        )
        with sink:
            try:
                rounds = send_in_turn(
                    sink.stdout.readline().strip(), server, parts, args
                )
            finally:
                sink.terminate()
        peak = server.peak
    bare, whole, synced = zip(*rounds, strict=True)
    unsynced = [w - s for _, w, s in rounds]
    print(
        f"\n{args.mib} MiB in parts of 50 MiB by curl, {args.rounds} rounds, medians\n"
    )
    line("", "wall s", "disk sync s", "ours / sink", "peak MiB")
    line("bare socket sink", f"{middle(bare):.2f}")
    line(
        "local sandbox",
        f"{middle(whole):.2f}",
        f"{middle(synced):.2f}",
        f"{ratio(unsynced, bare):.2f}",
        f"{peak:.0f}",
    )
    line("bar (disk sync apart)", "", "", "3.00", "120")


def split(folder, mib):
    parts = []
    while mib > 0:
        path = folder / f"part{len(parts)}"
        path.write_bytes(os.urandom(min(PART, mib * MiB)))
        parts.append(path)
        mib -= PART // MiB
    return parts


def send_in_turn(sink, server, parts, args):
    rounds = []
    for _ in range(args.rounds + 1):
        bare = curl(sink, "vi0123456789ABCDEFGHIJKL", "X-Nobody: 1", parts)
        with server.session() as session:
            video = session.post(f"{server.url}/videos", json={"title": "t"}).json()
            before = server.synced
            whole = curl(server.url, video["videoId"], server.header, parts)
            synced = server.synced - before
            until(lambda: ended(session, server, video))  # noqa: B023 - used at once
            session.delete(f"{server.url}/videos/{video['videoId']}")
        rounds.append((bare, whole, synced))
    return rounds[1:]  # the first was to warm up


def curl(url, video_id, header, parts):
    command = ["curl", "--fail", "-sS"]
    for number, path in enumerate(parts, start=1):
        command += ["--next"] if number > 1 else []
        command += ["-o", os.devnull, "-H", header, "-F", f"file=@{path}"]
        command += ["-H", f"Content-Range: part {number}/{len(parts)}"]
        command += [f"{url}/videos/{video_id}/source"]
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began


def ended(session, server, video):
    url = f"{server.url}/videos/{video['videoId']}/status"
    qualities = session.get(url).json()["encoding"]["qualities"]
    return qualities and {q["status"] for q in qualities} <= {"encoded", "failed"}


# --- encode ---------------------------------------------------------------------------


def encode(args):
    with tempfile.TemporaryDirectory() as folder, running() as server:
        source = clip(Path(folder), args.seconds)
        rounds = []
        for number in range(args.rounds):
            before = server.helped
            with server.session() as session:
                ours = upload(session, server, source)
            work = server.helped - before
            hand = by_hand(source, Path(folder, f"hand{number}"))
            rounds.append((*ours, work, *hand))
        size = source.stat().st_size / MiB
    playable, ladder, work, hand, hand_work = zip(*rounds, strict=True)
    print(
        f"\n{args.seconds} s of 1080p H.264 ({size:.0f} MiB), {args.rounds} rounds,"
        " medians\n"
    )
    line("", "seconds", "of ladder", "of by hand", "bar", "cpu s", "of by hand")
    share = ratio(playable, ladder)
    line(
        "upload done to playable", f"{middle(playable):.2f}", f"{share:.1%}", "", "5 %"
    )
    line(
        "whole ladder",
        f"{middle(ladder):.1f}",
        "",
        f"{ratio(ladder, hand):.2f}",
        "1.10",
        f"{middle(work):.1f}",
        f"{ratio(work, hand_work):.2f}",
    )
    seconds, cpu = f"{middle(hand):.1f}", f"{middle(hand_work):.1f}"
    line("one hand-tuned ffmpeg command", seconds, "", "", "", cpu)


def clip(folder, seconds):
    """Make something that moves and has noise, at the rate of a camera."""
    path = folder / "clip.mp4"
    moving = f"testsrc2=size=1920x1080:rate=30:duration={seconds}"
    command = ["-f", "lavfi", "-i", moving]
    command += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    command += ["-vf", "noise=alls=6:allf=t", "-c:v", "libx264", "-b:v", "8M"]
    ffmpeg(*command, "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path)
    return path


def ffmpeg(*arguments):
    program = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y"]
    subprocess.run([*program, *map(str, arguments)], check=True)


def upload(session, server, source):
    """Return seconds from the upload's answer to playable, and to the ladder's end."""
    video = session.post(f"{server.url}/videos", json={"title": "t"}).json()
    url = f"{server.url}/videos/{video['videoId']}"
    with source.open("rb") as file:
        session.post(f"{url}/source", files={"file": file}).raise_for_status()
    began = time.perf_counter()
    until(lambda: session.get(f"{url}/status").json()["encoding"]["playable"])
    playable = time.perf_counter() - began
    until(lambda: ended(session, server, video))
    ladder = time.perf_counter() - began
    states = session.get(f"{url}/status").json()["encoding"]["qualities"]
    if {q["status"] for q in states} != {"encoded"}:
        raise SystemExit(f"not encoded: {states}")
    session.delete(url)
    return playable, ladder


def by_hand(source, out):
    """Do the same work in one command, as somebody would who knows ffmpeg well."""
    out.mkdir()
    count, graph, outputs = len(RUNGS), "", []
    labels = "".join(f"[s{index}]" for index in range(count))
    graph = f"[0:v]split={count}{labels}"
    for index, (width, height, rate, sound) in enumerate(RUNGS):
        graph += f";[s{index}]scale={width}:{height}[v{index}]"
        outputs += ["-map", f"[v{index}]", "-map", "0:a"]
        outputs += [f"-maxrate:v:{index}", f"{rate}k"]
        outputs += [f"-bufsize:v:{index}", f"{rate * 2}k", f"-b:a:{index}", f"{sound}k"]
    outputs += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-c:a", "aac"]
    outputs += ["-sc_threshold", "0", "-force_key_frames", "expr:gte(t,n_forced*2)"]
    outputs += ["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod"]
    outputs += ["-hls_segment_type", "fmp4"]
    streams = " ".join(f"v:{index},a:{index}" for index in range(count))
    outputs += ["-var_stream_map", streams, "-master_pl_name", "manifest.m3u8"]
    before, began = os.times(), time.perf_counter()
    ffmpeg("-i", source, "-filter_complex", graph, *outputs, out / "%v.m3u8")
    seconds, after = time.perf_counter() - began, os.times()
    work = after.children_user + after.children_system
    return seconds, work - before.children_user - before.children_system


# --- list -----------------------------------------------------------------------------


def pages(args):
    def fill(data):
        db = Database(data / "sandbox.db")
        with db.write() as writing:
            for number in range(args.videos):
                tags = ("a", f"t{number % 7}")
                new = NewVideo(title=f"Video {number}", tags=tags)
                videos.add(writing, new_id("vi"), "production", new, now=number)
        db.close()

    with running(fill) as server, server.session() as session:
        last = -(-args.videos // 25)
        numbers = {"first": 1, "middle": last // 2, "last": last}
        times = {name: [] for name in numbers}
        for _ in range(args.rounds * 20):
            for name, number in numbers.items():
                times[name].append(page(session, server, number))
    rounds = args.rounds * 20
    print(f"\nlist of {args.videos} videos, 25 a page, {rounds} rounds, medians\n")
    line("page", "ms", "of first", "bar")
    for name, seconds in times.items():
        grown = ratio(seconds, times["first"])
        line(name, f"{middle(seconds) * 1000:.1f}", f"{grown:.2f}", "2.00")


def page(session, server, number):
    query = {"currentPage": number, "pageSize": 25}
    began = time.perf_counter()
    session.get(f"{server.url}/videos", params=query).raise_for_status()
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = {"ingest": ingest, "encode": encode, "list": pages}
    parser.add_argument("part", nargs="*", help=f"{', '.join(parts)}; all by default")
    parser.add_argument("--mib", type=int, default=1024, help="size to take in")
    parser.add_argument("--seconds", type=int, default=60, help="length of the clip")
    parser.add_argument("--videos", type=int, default=10_000, help="videos to list")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if not set(args.part) <= set(parts):
        parser.error(f"choose from {', '.join(parts)}")
    for name in args.part or parts:
        parts[name](args)


if __name__ == "__main__":
    main()
