"""Where a panel's videos go: plain outputs of the cell, which a notebook keeps.

A widget's own output is gone once its kernel is. No output can be added to a cell
later, from a button or a thread, so two are made at once: the upper one for the
latest video, the lower one for those before it.
"""

import threading
from collections.abc import Mapping

from ..display.place import Show, find_place

Bundle = Mapping[str, str]
_EMPTY = {"text/html": "", "text/plain": ""}


class Slots:
    """Two outputs: the latest video, and below it the others, newest first."""

    def __init__(self) -> None:
        self._bundles: list[Bundle] = []
        self._places: tuple[Show, Show] | None = None
        self._lock = threading.Lock()

    def show(self) -> None:
        """Put both outputs under the running cell; they change there from now on."""
        with self._lock:
            self._places = find_place(), find_place()
            self._redraw()

    def add(self, bundle: Bundle) -> None:
        """Put a video above all others; safe from any thread.

        Parameters
        ----------
        bundle : mapping of str to str
            A mime bundle.
        """
        with self._lock:
            self._bundles.insert(0, bundle)
            self._redraw()

    def _redraw(self) -> None:
        if self._places:
            upper, lower = self._places
            upper(_stacked(self._bundles[:1]))
            lower(_stacked(self._bundles[1:]))


def _stacked(bundles: list[Bundle]) -> Bundle:
    """Make one bundle of many; its picture is the first one's."""
    if not bundles:
        return _EMPTY
    return {
        **bundles[0],
        "text/html": "".join(bundle["text/html"] for bundle in bundles),
        "text/plain": "\n".join(bundle["text/plain"] for bundle in bundles),
    }
