"""Files and recordings of the browser's machine.

Their bytes never come here: the page sends them to the service itself. What comes are
names, sizes and progress, as messages. What goes there, upload tokens among it, goes as
messages too: what is a trait can end in a saved notebook.
"""

import queue
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget

_STATIC = Path(__file__).with_name("static")

Event = Mapping[str, Any]
Box = queue.SimpleQueue[Event]


def read_static(*names: str) -> str:
    """Join files of the package for a page; modules of a widget can import nothing."""
    return "\n".join(_STATIC.joinpath(name).read_text("utf-8") for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A file in the browser, or a recording; `size` in bytes, 0 while it grows."""

    key: str
    name: str
    size: int


class Browser(anywidget.AnyWidget):
    """A place to drop files, and a recorder.

    Parameters
    ----------
    on_picked : callable
        Called with the files that are chosen now.
    on_record : callable
        Called with what begins to be recorded.
    on_recorded : callable
        Called with the key of a recording that has ended, before its last part is sent.
    """

    _esm = read_static(
        "elements.js", "sending.js", "recording.js", "browser.js", "view.js"
    )
    _css = read_static("elements.css", "browser.css")

    def __init__(
        self,
        *,
        on_picked: Callable[[Sequence[Pick]], object],
        on_record: Callable[[Pick], object],
        on_recorded: Callable[[str], object],
    ) -> None:
        self._on_picked = on_picked
        self._on_record, self._on_recorded = on_record, on_recorded
        self._boxes: dict[str, Box] = {}
        super().__init__()
        self.on_msg(self._hear)

    def listen(self, key: str) -> Box:
        """Give the box into which the page's words about an upload come from now."""
        box = self._boxes[key] = queue.SimpleQueue()
        return box

    def ignore(self, key: str) -> None:
        """Listen no more to what the page says about an upload."""
        self._boxes.pop(key, None)

    def take(self, picks: Sequence[Pick]) -> None:
        """Tell the page that files are taken over; it offers them no longer."""
        self.send({"type": "taken", "keys": [pick.key for pick in picks]})

    def say(self, text: str) -> None:
        """Have a screen reader say a sentence when it is idle."""
        self.send({"type": "say", "text": text})

    def retire(self) -> None:
        """Have the page end a recording, and let go of camera and screen."""
        self.send({"type": "retire"})

    def _hear(self, _: object, message: Event, buffers: object) -> None:  # noqa: ARG002 - ipywidgets' signature
        match message:
            case {"type": "picked", "files": files}:
                self._on_picked([Pick(**one) for one in files])
            case {"type": "record", "key": key, "name": name}:
                self._on_record(Pick(key=key, name=name, size=0))
            case {"type": "hello"}:  # a page was opened, perhaps instead of another
                for box in self._boxes.values():
                    box.put(message)
            case {"type": kind, "key": key}:
                if kind == "recorded":
                    self._on_recorded(key)
                if key in self._boxes:
                    self._boxes[key].put(message)
