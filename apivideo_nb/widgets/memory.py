"""Which videos a cell's panel has brought, remembered on disk beyond the kernel.

"Restart and run all" empties a cell before it is run again. What was finished in it is
drawn once more, from here: at once, and without asking anybody.
"""

import functools
import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import config
from ..upload.ledger import write_private

#: videos of a cell that are remembered; the oldest make room
MOST = 12
#: a cell whose panel brought nothing for so many seconds is forgotten (90 days)
FORGET_AFTER = 90 * 86_400

Bundle = Mapping[str, str]
Bundles = dict[str, Bundle]


class Memory:
    """The finished videos of a cell, by their ids, the latest first.

    Parameters
    ----------
    path : Path or None
        Where they are kept; with None nothing is remembered.

    Attributes
    ----------
    uploads : object
        What the cell's panel is about in this kernel, kept for the next one.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.uploads: object = None

    def read(self) -> Bundles:
        """Give what is remembered; nothing if it is damaged."""
        if self._path is None:
            return {}
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return {str(key): dict(bundle) for key, bundle in found}
        except (OSError, ValueError, TypeError):
            return {}

    def write(self, bundles: Mapping[str, Bundle]) -> None:
        """Remember these instead; a disk that is full is no error."""
        if self._path is None:
            return
        with suppress(OSError):
            if not bundles:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _tidy(self._path.parent)
            kept = [[key, dict(bundle)] for key, bundle in bundles.items()]
            write_private(self._path, json.dumps(kept[:MOST]))


def memory_of_cell() -> Memory:
    """Give the memory of the running cell; an empty one where cells have no names."""
    cell = _cell()
    if cell is None:
        return Memory(None)
    name = hashlib.sha256("\0".join(cell).encode()).hexdigest()[:40]
    return _memory_at(config.home() / "panels" / f"{name}.json")


@functools.cache  # one a cell, for as long as the kernel lives
def _memory_at(path: Path) -> Memory:
    return Memory(path)


def _cell() -> tuple[str, str] | None:
    """Name the running cell by its notebook and its id, as far as they are told."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - as in display

    # Jupyter's server tells a kernel its notebook, and front ends the cell they run
    notebook = os.environ.get("JPY_SESSION_NAME")
    parent: Mapping[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    cell = parent.get("metadata", {}).get("cellId")
    return (notebook, str(cell)) if notebook and cell else None


def _tidy(place: Path) -> None:
    for path in place.glob("*.json"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FORGET_AFTER:
                path.unlink()
