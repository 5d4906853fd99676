"""A film: frames at a rate, or an object that writes itself; and making it a file."""

import math
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...api.status import OnProgress, Progress
from ...display.words import one_line
from ...errors import ApiVideoError, SourceError, UploadInterruptedError
from .encoder import encoding
from .pixels import Reader

#: frames per second that make sense
SLOWEST, FASTEST = 0.001, 1000
_REPORTS = 0.1  # seconds between two reports

Report = Callable[[int, int], None]
"""Called with frames done and frames in all, 0 if nobody knows; raises to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Frames to be encoded one after the other.

    Attributes
    ----------
    frames : iterable
        Arrays or PIL images; taken once.
    fps : Fraction
        Frames per second.
    name : str
        What to call the video.
    count : int
        How many there are, 0 if nobody knows.
    largest : float or None
        Largest value in them, where it is known.
    """

    frames: Iterable[object]
    fps: Fraction
    name: str
    count: int = 0
    largest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An object that writes a video file itself.

    Attributes
    ----------
    write : callable
        Given the path of an MP4 to be, and a `Report`.
    name : str
        What to call the video.
    """

    write: Callable[[Path, Report], object]
    name: str


Film = Frames | Written


def rate(fps: object, *, what: str = "fps") -> Fraction:
    """Check a frame rate.

    Raises
    ------
    SourceError
        Unless it is a number from 0.001 to 1000.

    Examples
    --------
    >>> rate(24), rate(29.97)
    (Fraction(24, 1), Fraction(2997, 100))
    """
    try:
        number = float(fps)  # type: ignore[arg-type]  # that is what is tried
    except (TypeError, ValueError):
        number = math.nan
    if not SLOWEST <= number <= FASTEST:
        raise SourceError(
            f"{what} is {_said(fps)}; it is a number from {SLOWEST} to {FASTEST}.",
            hint="Say how many frames there are in a second, such as fps=24.",
        )
    return Fraction(number).limit_denominator(1001)


def _said(fps: object) -> str:
    return f"{float(fps):g}" if isinstance(fps, Fraction) else repr(fps)


@contextmanager
def rendered(
    film: Film,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Path]:
    """Make a film a file, which is gone afterwards.

    Parameters
    ----------
    film : Film
        What to make it of.
    on_progress : callable, optional
        Called with a `Progress` of stage ``rendering`` that counts frames, at most 10
        times a second.
    cancel : threading.Event, optional
        Set it, from any thread, to stop.

    Raises
    ------
    SourceError
        If there are no frames, or some that make no video.
    ConfigurationError
        If there is no ffmpeg.
    UploadInterruptedError
        If `cancel` was set.
    """
    report = _reporter(on_progress, cancel)
    with tempfile.TemporaryDirectory(prefix="apivideo-nb-") as folder:
        path = Path(folder, "video.mp4")
        match film:
            case Frames():
                _encode(film, path, report)
            case Written():
                _write(film, path, report)
        yield path


def _encode(film: Frames, path: Path, report: Report) -> None:
    reader = Reader(film.largest)
    frames = iter(film.frames)
    # a generator that was stopped half-way cleans up now, not some day
    closer: Any = closing(frames) if hasattr(frames, "close") else nullcontext()
    with closer:
        first = next(frames, None)
        if first is None:
            raise SourceError("There are 0 frames.", hint="Give at least one.")
        picture = reader.read(first)
        with encoding(path, picture, film.fps) as encoder:
            encoder.write(picture)
            for done, frame in enumerate(frames, 1):
                report(done, film.count)
                encoder.write(reader.read(frame))
            encoder.finish()


def _write(film: Written, path: Path, report: Report) -> None:
    try:
        film.write(path, report)
    except ApiVideoError:
        raise
    except Exception as exc:
        raise SourceError(
            f"{film.name} could not be written as a video: "
            f"{type(exc).__name__}: {one_line(exc)}"
        ) from exc
    if not path.exists() or not path.stat().st_size:
        raise SourceError(
            f"{film.name} wrote no video file.",
            hint="Save it yourself, then upload the file.",
        )


def _reporter(on_progress: OnProgress | None, cancel: threading.Event | None) -> Report:
    at = -math.inf

    def report(done: int, total: int) -> None:
        nonlocal at
        if cancel is not None and cancel.is_set():
            raise UploadInterruptedError("Rendering was stopped; nothing was sent.")
        now = time.monotonic()
        if on_progress is not None and now - at >= _REPORTS:
            at = now
            on_progress(Progress(stage="rendering", sent=done, total=total))

    return report
