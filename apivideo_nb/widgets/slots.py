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
        self._bundles: dict[str, Bundle] = {}
        self._places: tuple[Show, Show] | None = None
        self._lock = threading.Lock()

    @property
    def bundles(self) -> dict[str, Bundle]:
        """What is shown: mime bundles by the ids of their videos, the latest first."""
        return dict(self._bundles)

    def show(self) -> None:
        """Put both outputs under the running cell; they change there from now on."""
        with self._lock:
            self._places = find_place(), find_place()
            self._redraw()

    def add(self, key: str, bundle: Bundle) -> None:
        """Put a video above all others; safe from any thread.

        Parameters
        ----------
        key : str
            Its id.
        bundle : mapping of str to str
            A mime bundle.
        """
        with self._lock:
            self._bundles.pop(key, None)
            self._bundles = {key: bundle, **self._bundles}
            self._redraw()

    def add_older(self, bundles: Mapping[str, Bundle]) -> None:
        """Put videos below all others, but those that are there already."""
        with self._lock:
            self._bundles = self._bundles | {
                key: one for key, one in bundles.items() if key not in self._bundles
            }
            self._redraw()

    def replace(self, key: str, bundle: Bundle) -> None:
        """Draw a video anew, if it is still there; safe from any thread."""
        with self._lock:
            if key in self._bundles:
                self._bundles[key] = bundle
                self._redraw()

    def clear(self) -> None:
        """Take all videos away."""
        with self._lock:
            self._bundles.clear()
            self._redraw()

    def _redraw(self) -> None:
        if self._places:
            bundles = list(self._bundles.values())
            upper, lower = self._places
            upper(_stacked(bundles[:1]))
            lower(_stacked(bundles[1:]))


def _stacked(bundles: list[Bundle]) -> Bundle:
    """Make one bundle of many; its picture is the first one's."""
    if not bundles:
        return _EMPTY
    return {
        **bundles[0],
        "text/html": "".join(bundle["text/html"] for bundle in bundles),
        "text/plain": "\n".join(bundle["text/plain"] for bundle in bundles),
    }
