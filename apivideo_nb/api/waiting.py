"""Wait until a video has got somewhere: look at its status, again and again."""

import threading
from collections.abc import Callable

from ..errors import (
    EncodingError,
    IngestError,
    UploadInterruptedError,
    WaitTimeoutError,
)
from .status import OnProgress, Progress, VideoStatus

#: what can be waited for
STATES = ("uploaded", "playable", "encoded")
#: seconds between two looks at a status: the first, and at most
FIRST_LOOK, SLOWEST_LOOK = 0.25, 3.0


def check_state(until: str) -> None:
    """Raise `ValueError` for what cannot be waited for."""
    if until not in STATES:
        raise ValueError(f"cannot wait for {until!r}; one of {', '.join(STATES)}")


def wait_until(
    until: str,
    look: Callable[[], VideoStatus],
    *,
    video_id: str,
    timeout: float,
    clock: Callable[[], float],
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> VideoStatus:
    """Block until a video is ``uploaded``, ``playable`` or ``encoded``.

    Parameters
    ----------
    until : str
        The state.
    look : callable
        Asks for the status.
    video_id : str
        For reports and errors.
    timeout : float
        Seconds to wait at most.
    clock : callable
        Gives a monotonic time in seconds.
    on_progress : callable, optional
        Called with a `Progress` after every look.
    cancel : threading.Event, optional
        Set it, from any thread, to stop.

    Raises
    ------
    EncodingError
        If the source cannot be decoded, or (`IngestError`) not even fetched.
    WaitTimeoutError
        If `timeout` seconds pass.
    UploadInterruptedError
        If `cancel` is set.
    """
    check_state(until)
    cancel = cancel or threading.Event()
    deadline, pause = clock() + timeout, FIRST_LOOK
    while True:
        status = look()
        if on_progress is not None:
            on_progress(_progress(video_id, status))
        if until == "uploaded" and status.uploaded:
            return status  # whatever becomes of it
        if status.failed:
            raise _failure(status)
        if getattr(status, until):
            return status
        left = deadline - clock()
        if left <= 0:
            raise WaitTimeoutError(
                f"The video is not {until} after {timeout:.0f} s; "
                f"it is {status.state}.",
                video_id=video_id,
            )
        if cancel.wait(min(pause, left)):
            raise UploadInterruptedError(
                "Stopped waiting; the service goes on by itself.", video_id=video_id
            )
        pause = min(pause * 1.3, SLOWEST_LOOK)


def _progress(video_id: str, status: VideoStatus) -> Progress:
    return Progress(
        stage=status.state, qualities=status.encoding.qualities, video_id=video_id
    )


def _failure(status: VideoStatus) -> EncodingError:
    reason = status.encoding.reason
    if status.ingest.status == "ingesting":  # and there it stays
        return IngestError(reason or "The service could not fetch the link.")
    return EncodingError(reason or "The service could not decode the source.")
