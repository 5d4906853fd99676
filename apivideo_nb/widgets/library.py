"""The library: a grid of all videos, to find, play, change and delete them."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget
from IPython.display import publish_display_data

from ..display.words import one_line
from ..errors import ApiVideoError
from .browser import read_static
from .shelf import Shelf

if TYPE_CHECKING:
    from ..client import Client

_ASLEEP = (
    '<div class="apivideo-asleep" style="margin:4px 0;opacity:0.8">The library is '
    "shown while its notebook runs: run this cell.</div>"
)
_QUESTIONS = frozenset(name for name in vars(Shelf) if not name.startswith("_"))


class Library(anywidget.AnyWidget):
    """Look through all videos: search, play, edit, thumbnails, captions, delete.

    Nothing it shows is saved with the notebook; in its place stays a line that says
    how to get it back.

    Parameters
    ----------
    client : Client, optional
        By default ``Client.from_config()``, made when the library is first drawn.

    Examples
    --------
    >>> library = Library()
    """

    _esm = read_static("elements.js", "library.js", "texts.js", "detail.js")
    _css = read_static("elements.css", "library.css")

    def __init__(self, client: "Client | None" = None) -> None:
        self._client = client
        self._lock = threading.Lock()
        super().__init__()
        self.on_msg(self._hear)

    def _hear(self, _: object, message: Mapping[str, Any], buffers: Any) -> None:
        question = message.get("question")
        if question not in _QUESTIONS:
            return
        # whatever takes long must not hold up the kernel
        threading.Thread(
            target=self._answer,
            args=(message, list(buffers or ())),
            name="apivideo-library",
            daemon=True,
        ).start()

    def _answer(self, message: Mapping[str, Any], buffers: list[Any]) -> None:
        details = dict(message.get("details") or {})
        if buffers:
            details["picture"] = bytes(buffers[0])
        answer: dict[str, Any] = {"number": message.get("number")}
        try:
            answer["value"] = getattr(self._shelf(), message["question"])(**details)
        except ApiVideoError as exc:
            answer["error"] = f"{one_line(exc, 400).rstrip('.')}. {exc.hint}".strip()
        except Exception as exc:  # noqa: BLE001 - nobody would see a thread's traceback
            answer["error"] = one_line(exc, 400) or type(exc).__name__
        self.send(answer)

    def _shelf(self) -> Shelf:
        from ..client import Client  # noqa: PLC0415 - not needed to draw a frame

        with self._lock:
            self._client = self._client or Client.from_config()
        return Shelf(self._client)

    def _ipython_display_(self, **_: Any) -> None:
        words = {"text/plain": "A library of videos."}
        view, _ = self._repr_mimebundle_() or ({}, {})
        publish_display_data(view | words)
        publish_display_data({"text/html": _ASLEEP, **words})
