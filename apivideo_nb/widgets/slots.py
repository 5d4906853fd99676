"""Where a panel's cards go: plain outputs of the cell, which a notebook keeps.

A widget's own output is gone once its kernel is. No output can be added to a cell
later, from a button or a thread, so two are made at once: the upper one for the
latest upload, the lower one for the finished videos before it.
"""

import threading
from collections.abc import Mapping

from ..display.place import Show, find_place

_EMPTY = {"text/html": "", "text/plain": ""}


class Slots:
    """Two outputs: the latest upload, and below it the finished ones, newest first."""

    def __init__(self) -> None:
        self._latest: Mapping[str, str] = _EMPTY
        self._finished = False
        self._shelf: list[Mapping[str, str]] = []
        self._places: tuple[Show, Show] | None = None
        self._lock = threading.RLock()

    def show(self) -> None:
        """Put both outputs under the running cell; they change there from now on."""
        with self._lock:
            self._places = find_place(), find_place()
            self._redraw()

    def new(self) -> None:
        """Make room for another upload; what was finished goes to the shelf."""
        with self._lock:
            if self._finished:
                self._shelf.insert(0, self._latest)
                self._latest, self._finished = _EMPTY, False
            if self._places is None:
                self.show()
            else:
                self._redraw()

    def draw(self, bundle: Mapping[str, str]) -> None:
        """Draw in the upper output; safe from any thread.

        Parameters
        ----------
        bundle : mapping of str to str
            A mime bundle.
        """
        with self._lock:
            self._latest = bundle
            if self._places:
                self._places[0](bundle)

    def keep(self) -> None:
        """Keep what is drawn now when the next upload begins."""
        self._finished = True

    def _redraw(self) -> None:
        if self._places:
            upper, lower = self._places
            upper(self._latest)
            lower(_stacked(self._shelf))


def _stacked(bundles: list[Mapping[str, str]]) -> Mapping[str, str]:
    """Make one bundle of many; its picture is the first one's."""
    if not bundles:
        return _EMPTY
    return {
        **bundles[0],
        "text/html": "".join(bundle["text/html"] for bundle in bundles),
        "text/plain": "\n".join(bundle["text/plain"] for bundle in bundles),
    }
