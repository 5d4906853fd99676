"""Keeps a notebook from drawing twice what a cell has shown already.

A magic returns its result, so that it can be assigned; a result that is the last value
of its cell is drawn by the notebook. What a card has just shown, or what a ``;``
silenced, is let through without being drawn. IPython's own
``@output_can_be_silenced`` would make ``v = %apivideo upload …;`` give None, and reads
the line as Python: it fails on Windows paths and on times such as ``00:05``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.utils.dir2 import get_real_method

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class Shown:
    """The object that the running cell need not draw again.

    Parameters
    ----------
    shell : InteractiveShell
        Whose cells.
    """

    def __init__(self, shell: "InteractiveShell") -> None:
        formatters: Any = shell.display_formatter
        self._formatter = formatters.ipython_display_formatter
        self._events: Any = shell.events
        self._objects: list[object] = []
        self._types: dict[type, Any] = {}
        self._events.register("pre_execute", self.forget)

    def mark(self, value: object) -> None:
        """Let the running cell not draw `value`, once."""
        kind = type(value)
        if kind not in self._types:
            self._types[kind] = self._formatter.for_type(kind, self._draw)
        self._objects.append(value)

    def forget(self) -> None:
        """Draw everything again: a new cell begins."""
        self._objects.clear()

    def close(self) -> None:
        """Leave nothing behind in the shell."""
        self.forget()
        self._events.unregister("pre_execute", self.forget)
        for kind, before in self._types.items():
            self._formatter.pop(kind)
            if before is not None:
                self._formatter.for_type(kind, before)
        self._types.clear()

    def _draw(self, value: object) -> None:
        for index, known in enumerate(self._objects):
            if known is value:
                del self._objects[index]
                return
        draw = self._types.get(type(value)) or _own_way(value)
        if draw is None:
            raise NotImplementedError  # IPython's word for: draw it as usual
        draw(value)


def _own_way(value: object) -> Callable[[object], object] | None:
    """Find the method that IPython would have called, were we not in its way."""
    method = get_real_method(value, "_ipython_display_")
    return None if method is None else lambda _: method()
