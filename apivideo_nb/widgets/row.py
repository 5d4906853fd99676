"""One upload of the panel: its card, and buttons for what can be done about it."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import ipywidgets as w

from ..display.live import LiveCard
from ..display.state import headline
from ..display.words import one_line
from .work import DiscardedError, Work

if TYPE_CHECKING:
    from ..api.models import Video
    from ..api.status import Progress

Bundle = Mapping[str, str]


class UploadRow(w.VBox):
    """An upload under way, or one that did not come to its end.

    Parameters
    ----------
    title : str
        Title of the video to be.
    work : Work
        What is to be done; in a thread, so that the kernel stays free.
    on_done : callable
        Called in that thread with this row, the video and the bundle that stays.
    on_removed : callable
        Called with this row when nobody wants to see it any more.
    on_edit : callable
        Called with this row when its fields are to be put back into the form; without
        it there is no such button.
    say : callable
        Has a screen reader say a sentence.
    """

    def __init__(
        self,
        title: str,
        work: Work,
        *,
        on_done: "Callable[[UploadRow, Video, Bundle], object]",
        on_removed: "Callable[[UploadRow], object]",
        on_edit: "Callable[[UploadRow], object] | None" = None,
        say: Callable[[str], object],
    ) -> None:
        self.title, self.work = one_line(title), work
        self._on_done, self._on_removed, self._say = on_done, on_removed, say
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._stage = ""
        self.card = w.HTML()
        self.cancel_button = self._button("Cancel", "stop", self.cancel)
        self.retry_button = self._button("Retry", "refresh", self.start)
        self.edit_button = self._button("Edit", "pencil", lambda: on_edit(self))  # type: ignore[misc]  # hidden without it
        self.remove_button = self._button("Remove", "times", self.remove)
        self._after = [self.retry_button, self.remove_button]
        if on_edit is not None:
            self._after.insert(1, self.edit_button)
        self._buttons = w.HBox()
        self._buttons.add_class("apivideo-row")
        super().__init__([self.card, self._buttons])
        self.add_class("apivideo-upload")

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Do the work, or what is left of it."""
        if self.busy:
            return
        self._cancelled.clear()
        self.cancel_button.disabled = False
        self._buttons.children = [self.cancel_button]
        card = LiveCard(self.title, show=self._draw)
        self._thread = threading.Thread(
            target=self._run, args=(card,), name="apivideo-panel", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to stop."""
        self._cancelled.set()
        self.cancel_button.disabled = True

    def remove(self) -> None:
        """Take it out of sight, and leave nothing behind."""
        threading.Thread(target=self.work.drop, daemon=True).start()
        self._on_removed(self)

    def join(self, timeout: float | None = None) -> None:
        """Wait, `timeout` seconds at most, until it is no longer under way."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self, card: LiveCard) -> None:
        def report(progress: "Progress") -> None:
            card.progress(progress)
            self._announce(headline(card.state))

        try:
            video = self.work.run(report, self._cancelled)
            bundle = video._repr_mimebundle_()
            card.done({"text/html": "", "text/plain": ""})
            self._on_done(self, video, bundle)
            self._announce("Ready to play")
        except DiscardedError:
            self._announce("Discarded")
            self.remove()
        except Exception as exc:  # noqa: BLE001 - nobody would see a thread's traceback
            card.ended_by(exc)
            self._buttons.children = self._after
            self._announce(f"{card.state.what}. {card.state.reason}")

    def _announce(self, words: str) -> None:
        if words != self._stage:
            self._stage = words
            self._say(f"{self.title}: {words}")

    def _draw(self, bundle: Bundle) -> None:
        self.card.value = bundle["text/html"]

    def _button(self, label: str, icon: str, action: Callable[[], object]) -> w.Button:
        button = w.Button(
            description=label, icon=icon, tooltip=f"{label}: {self.title}"
        )
        button.on_click(lambda _: action())
        return button
