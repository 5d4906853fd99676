"""Work in several threads that can be stopped, whatever hangs in the network."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from ..errors import UploadInterruptedError

T = TypeVar("T")

#: seconds between two looks whether to stop
LOOK_EVERY = 0.1


class Stop:
    """Set by the user from outside, by a failure from inside, or by the clock.

    Parameters
    ----------
    cancel : threading.Event or None
        The user's.
    deadline : float or None
        When to stop, as `clock` counts.
    clock : callable
        Seconds.

    Attributes
    ----------
    event : threading.Event
        Ends all waiting.

    Examples
    --------
    >>> stop = Stop(None, 5.0, lambda: 6.0)
    >>> stop.check()
    Traceback (most recent call last):
    apivideo_nb.errors.UploadInterruptedError: The upload was not done by its deadline.
    """

    def __init__(
        self,
        cancel: threading.Event | None,
        deadline: float | None,
        clock: Callable[[], float],
    ) -> None:
        self._cancel = cancel or threading.Event()
        self._deadline, self._clock = deadline, clock
        self.event = threading.Event()

    def now(self) -> None:
        """Stop, from inside."""
        self.event.set()

    def check(self) -> None:
        """Raise `UploadInterruptedError` if it is time to stop."""
        if self._cancel.is_set() or self.event.is_set():
            raise UploadInterruptedError("The upload was stopped.")
        if self._deadline is not None and self._clock() >= self._deadline:
            raise UploadInterruptedError("The upload was not done by its deadline.")


def work_side_by_side(
    loads: Iterator[T], send_one: Callable[[T], None], stop: Stop, workers: int
) -> None:
    """Take one load after the other in so many threads, until all are done.

    Parameters
    ----------
    loads : iterator
        What is to be done; taken by one thread at a time, no further than needed.
    send_one : callable
        Does one of them.
    stop : Stop
        Looked at all the while, also when everything hangs.
    workers : int
        Threads.

    Raises
    ------
    UploadInterruptedError
        If it was stopped.
    BaseException
        The first that `send_one` raised.
    """
    turn, ended = threading.Lock(), queue.SimpleQueue[BaseException | None]()

    def work() -> None:
        try:
            while True:
                with turn:
                    stop.check()
                    load = next(loads, None)
                if load is None:
                    break
                send_one(load)
        except BaseException as exc:  # noqa: BLE001  # raised where it is waited for
            ended.put(exc)
        else:
            ended.put(None)

    try:
        for _ in range(workers):
            # daemons: one that hangs in the network must hold up nobody
            threading.Thread(target=work, name="apivideo-upload", daemon=True).start()
        while workers:
            stop.check()
            try:
                failure = ended.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue
            if failure is not None:
                raise failure
            workers -= 1
    finally:
        stop.now()
