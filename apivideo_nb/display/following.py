"""Draws what is not finished, and once more when it is."""

import contextlib
import threading
from collections.abc import Callable, Mapping

from .place import find_place


def show_and_follow(
    draw: Callable[[], Mapping[str, str]], until: Callable[[], object]
) -> None:
    """Draw under the running cell now, and in the same place when the wait is over.

    It returns at once; the second drawing comes from a thread, also after the cell has
    ended, and whether the wait ended well or badly.

    Parameters
    ----------
    draw : callable
        Gives a mime bundle of what is known.
    until : callable
        Waits.
    """
    place = find_place()
    place(draw())

    def finish() -> None:
        with contextlib.suppress(Exception):  # what went wrong is drawn as well
            until()
        place(draw())

    threading.Thread(target=finish, name="apivideo-following", daemon=True).start()
