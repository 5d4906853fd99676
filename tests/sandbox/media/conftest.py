"""Odd files, and a look at what came out."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import imageio_ffmpeg
import pytest

from apivideo_nb.sandbox import media


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a file with ffmpeg, from all but its name."""

    def run(name: str, *arguments: str | Path) -> Path:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        quiet = [program, "-v", "error", "-nostdin", "-y"]
        path = tmp_path / name
        subprocess.run([*quiet, *map(str, arguments), str(path)], check=True)
        return path

    return run


@dataclass
class Encoded:
    """What one `encode` left behind and said."""

    out: Path
    probe: media.Probe
    said: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def mp4(self) -> media.Probe:
        return media.probe(self.out / "mp4" / "source.mp4")

    @property
    def manifest(self) -> str:
        return (self.out / "hls" / "manifest.m3u8").read_text()

    def rung(self, quality: str) -> media.Probe:
        """Look into one rung, its segments put together."""
        folder = self.out / "hls" / quality
        playlist = (folder / "index.m3u8").read_text()
        names = re.findall(r'URI="(.+?)"|^([^#].*)$', playlist, re.MULTILINE)
        joined = self.out / f"{quality}.mp4"
        joined.write_bytes(b"".join((folder / (a or b)).read_bytes() for a, b in names))
        return media.probe(joined)

    def states(self, kind: str) -> list[tuple[str, str]]:
        return [(quality, state) for k, quality, state in self.said if k == kind]


@pytest.fixture
def encoded(tmp_path: Path) -> Callable[..., Encoded]:
    """Return a function that encodes a file, with the options of `encode`."""

    def run(source: Path, *, mp4: bool = True, **options: object) -> Encoded:
        outcome = Encoded(tmp_path / "out", media.probe(source))
        media.encode(
            source,
            outcome.out,
            probe=outcome.probe,
            mp4=mp4,
            on_quality=lambda *what: outcome.said.append(what),
            cancelled=lambda: False,
            **options,
        )
        return outcome

    return run
