"""What an object is: something to send as it is, or a film to be made first."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from ...display.words import one_line
from ...errors import SourceError
from .animation import film_of_animation, is_animation
from .encoder import filters
from .film import Film, Frames, Report, Written, rate
from .pixels import CHANNELS, is_image
from .playing import film_of_capture, is_capture, own_rate
from .shown import unwrapped

T = TypeVar("T")

_registered: dict[type, Callable[[Any], object]] = {}
_LAYOUT = "Frames are time x height x width, or x 1, 3 or 4 channels at the end."


def register_source(kind: type[T], function: Callable[[T], object]) -> None:
    """Teach `upload` a type of object.

    Parameters
    ----------
    kind : type
        Objects of it, and of types derived from it; registered again, the last holds.
    function : callable
        Given the object, gives anything that can be uploaded: a path, bytes, frames.

    Examples
    --------
    >>> class Talk:
    ...     recording = "talk.mp4"
    >>> register_source(Talk, lambda talk: talk.recording)
    """
    if not isinstance(kind, type):
        raise TypeError(f"the first argument is a type, not {kind!r}")
    _registered[kind] = function


def resolve(source: object, fps: object = None) -> object:
    """Find out whether an object has to be rendered.

    Parameters
    ----------
    source : object
        Anything.
    fps : float, optional
        Frames per second, for what has no rate of its own, or instead of it.

    Returns
    -------
    Film or object
        A `Film`; or what can be opened as it is.

    Raises
    ------
    SourceError
        If it holds no video, or the rate is missing.
    """
    source = _translated(source)
    if not _is_plain(source):
        return _film(source, fps) or source  # whoever opens it says what it is not
    if fps is not None:
        raise SourceError(
            "fps is for frames and animations; this source has a rate of its own."
        )
    return source


def _translated(source: object) -> object:
    """Ask whoever registered for the type, and take out what IPython shows."""
    for _ in range(8):  # a function may give an object of another registered type
        for kind in type(source).__mro__:
            if kind in _registered:
                source = _registered[kind](source)
                break
        else:
            break
    return unwrapped(source)


def _is_plain(source: object) -> bool:
    """Whether `open_source` knows it, or knows what to say about it."""
    plain = (str, bytes, bytearray, memoryview)
    if isinstance(source, plain) or source is None or hasattr(source, "__fspath__"):
        return True
    is_file = hasattr(source, "read") and not is_capture(source)
    return is_file or hasattr(source, "video_id")


def _film(source: Any, fps: object) -> Film | None:
    for is_one, film_of in _KINDS:
        if is_one(source):
            return film_of(source, fps)
    for name in ("to_video", "save"):
        if callable(write := getattr(source, name, None)):
            return Written(write=_writing(write), name=_name(source))
    is_sequence = isinstance(source, Iterable) and not isinstance(source, Mapping)
    return _of_frames(source, fps) if is_sequence else None


def _writing(save: Callable[[str], object]) -> Callable[[Path, Report], object]:
    def write(path: Path, report: Report) -> None:
        report(0, 0)
        save(str(path))

    return write


def _of_clip(clip: Any, fps: object) -> Written:
    """Let moviepy write: it knows where the sound goes."""
    own = getattr(clip, "fps", None)
    if fps is None and own is None:
        raise _no_rate(type(clip).__name__)
    number = float(rate(fps if fps is not None else own))

    def write(path: Path, report: Report) -> None:
        report(0, 0)
        how = {"codec": "libx264", "audio_codec": "aac", "logger": None}
        folder = path.parent
        clip.write_videofile(
            str(path),
            fps=number,
            temp_audiofile=str(folder / "sound.m4a"),
            ffmpeg_params=[
                *("-vf", filters(*clip.size), "-crf", "14", "-pix_fmt", "yuv420p"),
                *("-colorspace", "bt709", "-color_range", "tv"),
            ],
            **how,
        )

    return Written(write=write, name=_name(clip))


def _of_image(image: Any, fps: object) -> Frames:
    count = getattr(image, "n_frames", 1)
    if count == 1:
        raise SourceError(
            "This is one still picture.", hint="Give a list of them, with fps=…."
        )
    if fps is not None:
        pictures: Iterator[object] = (frame for frame, _ in _turned(image, count))
        return Frames(frames=pictures, fps=rate(fps), name=_name(image), count=count)
    times = [time for _, time in _turned(image, count)]
    step = max(10, math.gcd(*times))
    repeats = [max(1, round(time / step)) for time in times]
    shown = (
        frame
        for (frame, _), often in zip(_turned(image, count), repeats, strict=True)
        for _ in range(often)
    )
    return Frames(
        frames=shown,
        fps=Fraction(1000, step),
        name=_name(image),
        count=sum(repeats),
    )


def _turned(image: Any, count: int) -> Iterator[tuple[Any, int]]:
    for index in range(count):
        image.seek(index)
        # browsers show what says nothing, or next to nothing, for a tenth of a second
        time = int(image.info.get("duration") or 0)
        yield image.copy(), time if time > 10 else 100  # noqa: PLR2004 - in ms, as said


def _is_array(source: object) -> bool:
    marks = ("__array__", "__array_interface__", "__dlpack__")
    return any(hasattr(source, mark) for mark in marks)


def _of_array(source: Any, fps: object) -> Frames:
    import numpy as np  # noqa: PLC0415 - arrays are numpy's, or like them

    try:
        known = hasattr(source, "__array__") or hasattr(source, "__array_interface__")
        array = np.asarray(source) if known else np.from_dlpack(source)
    except Exception as exc:
        raise SourceError(f"The frames are no array: {one_line(exc)}") from exc
    shape = " x ".join(map(str, array.shape))
    if array.ndim == 3 and array.shape[-1] in CHANNELS:  # noqa: PLR2004 - height, width, channels
        raise SourceError(f"An array of {shape} is one picture.", hint=_LAYOUT)
    if array.ndim not in {3, 4}:
        shape = shape or "one number"
        raise SourceError(f"An array of {shape} is no video.", hint=_LAYOUT)
    speed = own_rate(source) if fps is None else fps
    if speed is None:
        raise _no_rate("an array")
    largest = None
    if array.dtype.kind == "f" and array.size:
        high = float(array.max())
        largest = high if high == high else None  # noqa: PLR0124 - NaN: its frame is told
    return Frames(
        frames=iter(array),
        fps=rate(speed),
        name="frames",
        count=len(array),
        largest=largest,
    )


def _of_frames(source: Iterable[object], fps: object) -> Frames:
    first = source[0] if isinstance(source, list | tuple) and source else None
    if isinstance(first, str) or hasattr(first, "__fspath__"):
        raise SourceError(
            "This is a list of several videos.",
            hint="client.upload_many uploads them all.",
        )
    speed = own_rate(source) if fps is None else fps
    if speed is None:
        raise _no_rate(f"a {type(source).__name__} of frames")
    count = len(source) if isinstance(source, list | tuple) else 0
    return Frames(frames=source, fps=rate(speed), name="frames", count=count)


_KINDS: tuple[tuple[Callable[[object], bool], Callable[[Any, object], Film]], ...] = (
    (is_animation, film_of_animation),
    (is_image, _of_image),
    (is_capture, film_of_capture),
    (lambda source: hasattr(source, "write_videofile"), _of_clip),
    (_is_array, _of_array),
)


def _no_rate(what: str) -> SourceError:
    return SourceError(
        f"Nothing says how fast {what} plays.",
        hint="Say how many frames there are in a second, such as fps=24.",
    )


def _name(source: object) -> str:
    for attribute in ("filename", "name", "title"):
        name = getattr(source, attribute, None)
        if isinstance(name, str) and name:
            return Path(name).stem
    return type(source).__name__
