"""Where something that changes can be drawn: a notebook's output, or a terminal."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import TextIO

Show = Callable[[Mapping[str, str]], None]
"""Puts a mime bundle in the place of the last one; called from any thread."""

_UP_AND_CLEAR = "\x1b[1A\x1b[2K\r"  # a terminal's way back to the line before


def find_place() -> Show:
    """Find where to draw.

    Returns
    -------
    callable
        Draws under the running cell and from then on replaces what it drew; where
        there is no notebook it prints lines instead.
    """
    return _Output().show if in_notebook() else Lines().show


def in_notebook() -> bool:
    """Tell whether what is drawn can be replaced later, as a notebook's outputs can."""
    # Scripts that draw nothing need no IPython: it takes longer than all the rest.
    from IPython.core.displaypub import DisplayPublisher  # noqa: PLC0415
    from IPython.core.getipython import get_ipython  # noqa: PLC0415

    shell = get_ipython()
    # The base class prints each update anew; kernels have publishers of their own.
    return shell is not None and type(shell.display_pub) is not DisplayPublisher


def is_watched() -> bool:
    """Tell whether somebody looks on: in a notebook, or at a terminal."""
    return in_notebook() or sys.stdout.isatty()


def cell_number() -> int | None:
    """Tell which cell runs; None where there are no cells."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - as above

    shell = get_ipython()
    return None if shell is None else int(shell.execution_count)


class _Output:
    """An output of the running cell, replaced with each bundle."""

    def __init__(self) -> None:
        self._id: str | None = None

    def show(self, bundle: Mapping[str, str]) -> None:
        from IPython.display import publish_display_data  # noqa: PLC0415 - as above

        update = self._id is not None
        self._id = self._id or os.urandom(16).hex()
        publish_display_data(  # type: ignore[no-untyped-call]
            dict(bundle), transient={"display_id": self._id}, update=update
        )


class Lines:
    """Lines of a terminal, one per stage; on a screen the last one follows the numbers.

    Parameters
    ----------
    stream : text file, optional
        Where they go; by default the standard output.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._said = ""

    def show(self, bundle: Mapping[str, str]) -> None:
        """Print the line; in a log, unless only its numbers have changed."""
        stream = self._stream or sys.stdout
        line = bundle["text/plain"]
        words = "".join(
            char for char in line if not char.isdigit() and char not in ".,"
        )
        if not line:
            return
        if words != self._said:
            stream.write(f"{line}\n")
        elif stream.isatty():
            stream.write(f"{_UP_AND_CLEAR}{line}\n")
        self._said = words
        stream.flush()
