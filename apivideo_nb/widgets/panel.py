"""The panel: a form that uploads a video while the kernel stays free."""

import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from IPython.display import publish_display_data

from ..display.live import LiveCard
from ..display.state import headline, percent, share_done
from .form import Form, Wish
from .look import sheet
from .progress import ProgressRow
from .slots import Slots
from .verdict import examine

if TYPE_CHECKING:
    from ..api.models import Video
    from ..api.status import Progress
    from ..client import Client


class Panel(w.VBox):
    """Upload videos by filling in a form.

    Shown as the value of a cell, it brings an ordinary output of that cell along, in
    which the finished video stays when the kernel, and the form with it, is gone.

    Parameters
    ----------
    client : Client, optional
        By default ``Client.from_config()``, made when Upload is first pressed.

    Attributes
    ----------
    form : Form
        The fields, each a stock widget: ``source``, ``title``, ``description``,
        ``tags``, ``public``, ``panoramic``, ``mp4``.
    video : Video or None
        The latest video that was uploaded.

    Examples
    --------
    >>> panel = Panel()
    >>> panel.form.title.value = "First light"
    """

    def __init__(self, client: "Client | None" = None) -> None:
        self._client = client
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._slots = Slots()
        self.video: Video | None = None
        self.form = Form(examine)
        self.row = ProgressRow(self.upload, self.cancel)
        heading = w.Label("Publish a video")
        heading.add_class("apivideo-heading")
        super().__init__([sheet(), heading, self.form, self.row])
        self.add_class("apivideo-panel")
        self.layout.max_width = "640px"

    def upload(self) -> None:
        """Do what the Upload button does: start, unless a source is missing."""
        if self._busy():
            return
        wish = self.form.wish()
        if wish is None:
            self.row.words.value = ""
            return
        self._cancel.clear()
        self.form.disabled = True
        self.row.begin()
        self._slots.new()
        card = LiveCard(self.form.name, show=self._slots.draw)
        self._thread = threading.Thread(
            target=self._work, args=(wish, card), name="apivideo-panel", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Do what the Cancel button does: ask the upload under way to stop."""
        if not self._busy():
            return
        self._cancel.set()
        self.row.cancel.disabled = True
        self.row.words.value = "Stopping"

    def join(self, timeout: float | None = None) -> None:
        """Wait until nothing is under way.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most; by default as long as it takes.
        """
        if self._thread is not None:
            self._thread.join(timeout)

    def _busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _work(self, wish: Wish, card: LiveCard) -> None:
        def report(progress: "Progress") -> None:
            card.progress(progress)
            if not self._cancel.is_set():
                said = f"{headline(card.state)} {percent(card.state)}"
                self.row.show(share_done(card.state), said)

        words = "Done"
        try:
            client = self._client or self._from_config()
            self.video = client.upload(
                **asdict(wish), on_progress=report, cancel=self._cancel, wait="playable"
            )
            card.done(self.video._repr_mimebundle_())
            self._slots.keep()
            self.form.clear()
        except Exception as exc:  # noqa: BLE001 - nobody would see a thread's traceback
            card.ended_by(exc)
            words = "Cancelled" if card.state.stage == "cancelled" else "Failed"
        finally:
            self.form.disabled = False
            self.row.rest(words)

    def _from_config(self) -> "Client":
        from ..client import Client  # noqa: PLC0415 - not needed to draw a form

        self._client = Client.from_config()
        return self._client

    def _ipython_display_(self, **_: Any) -> None:
        bundle = self._repr_mimebundle_() | {"text/plain": "A panel to upload videos."}
        publish_display_data(bundle)
        self._slots.show()
