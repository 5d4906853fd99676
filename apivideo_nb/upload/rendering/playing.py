"""What gives a video frame by frame: OpenCV's captures, readers that know a rate."""

from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from .film import Frames, rate

_FPS, _COUNT = 5, 7  # cv2.CAP_PROP_FPS, cv2.CAP_PROP_FRAME_COUNT


def own_rate(source: object) -> object:
    """Give the frames per second that an object says of itself, or None.

    Parameters
    ----------
    source : object
        mediapy says it in ``metadata.fps``, imageio in ``get_meta_data()``, others in
        an ``fps`` of their own.
    """
    said = getattr(source, "fps", None)
    if said is None:
        said = getattr(getattr(source, "metadata", None), "fps", None)
    ask = getattr(source, "get_meta_data", None)
    if said is None and callable(ask):
        said = dict(ask()).get("fps")
    return said


def is_capture(source: object) -> bool:
    """Tell whether an object reads as OpenCV's captures do, without importing it."""
    return all(hasattr(source, name) for name in ("isOpened", "grab", "read"))


def film_of_capture(capture: Any, fps: object) -> Frames:
    """Describe what a capture still has to give.

    Parameters
    ----------
    capture : cv2.VideoCapture
        Read from where it stands to its end.
    fps : float or None
        Another rate than its own.

    Raises
    ------
    SourceError
        If it is not open, or has no end, as cameras have none.
    """
    if not capture.isOpened():
        raise SourceError(
            "This capture is not open.", hint="Does the file exist that it was given?"
        )
    count = int(capture.get(_COUNT))
    if count < 1:
        raise SourceError(
            "This capture has no end: it reads from a camera or a stream.",
            hint="Give as many of its frames as you want, in RGB, with fps=….",
        )
    speed = rate(capture.get(_FPS) if fps is None else fps)
    return Frames(frames=_frames(capture), fps=speed, name="frames", count=count)


def _frames(capture: Any) -> Iterator[Any]:
    while True:
        is_there, frame = capture.read()
        if not is_there:
            return
        # OpenCV has blue first; a frame of one channel is grey
        yield frame[..., ::-1] if frame.ndim > 2 else frame  # noqa: PLR2004 - channels
