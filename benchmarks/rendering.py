"""How much memory it takes to render many frames.

    python benchmarks/rendering.py --frames 10000 --size 1280x720

Frames are made one at a time, rendered, and thrown away; ffmpeg is a process of its
own and is counted apart. Nothing is uploaded.
"""

import argparse
import resource
import time
from fractions import Fraction

import numpy as np

from apivideo_nb.upload.rendering.film import Frames, rendered

MiB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--size", default="1280x720", metavar="WIDTHxHEIGHT")
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    before = peak(resource.RUSAGE_SELF)
    row = np.arange(width, dtype=np.uint8)
    still = np.stack([np.tile(row * factor, (height, 1)) for factor in (1, 2, 3)], -1)
    frames = (np.roll(still, at, axis=1) for at in range(args.frames))
    film = Frames(frames=frames, fps=Fraction(30), name="many", count=args.frames)
    began = time.perf_counter()
    with rendered(film) as path:
        seconds, size = time.perf_counter() - began, path.stat().st_size
    above = peak(resource.RUSAGE_SELF) - before
    print(
        f"{args.frames:,} frames of {args.size}: {seconds:.0f} s, {size / MiB:.1f} MiB"
    )
    print(f"memory above the interpreter with numpy: {above / MiB:.1f} MiB")
    print(f"ffmpeg beside it: {peak(resource.RUSAGE_CHILDREN) / MiB:.0f} MiB")


def peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss * 1024


if __name__ == "__main__":
    main()
