"""The uploads of a cell: cards of those under way, and what is left of the finished.

They belong to the cell rather than to the panel in it: the same cell, run again, makes
another panel, and uploads go on in that one.
"""

import contextlib
import threading
from typing import TYPE_CHECKING, Protocol

import ipywidgets as w

from ..errors import ApiVideoError
from .form import Wish
from .memory import Memory, memory_of_cell
from .row import Bundle, UploadRow
from .slots import Slots

if TYPE_CHECKING:
    from ..api.models import Video
    from .work import GetClient, Work


class Owner(Protocol):
    """The panel in which the cards are shown."""

    def edit(self, wish: Wish) -> None:
        """Put a wish back into the form."""

    def say(self, text: str) -> None:
        """Have a screen reader say a sentence."""

    def retire(self) -> None:
        """Bring what is being recorded to its end: another panel takes over."""


class Uploads(w.VBox):
    """Cards, the latest first; finished videos go to plain outputs of the cell.

    Parameters
    ----------
    owner : Owner
        The panel that shows them.

    Attributes
    ----------
    rows : VBox
        The cards.
    slots : Slots
        The outputs.
    video : Video or None
        The latest video that was finished.
    """

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._memory = Memory(None)
        self.slots = Slots()
        self.video: Video | None = None
        self.rows = w.VBox()
        self.clear_button = w.Button(
            description="Clear finished",
            tooltip="Take finished videos out of this cell; nothing is deleted",
            layout=w.Layout(display="none"),
        )
        self.clear_button.on_click(lambda _: self.clear())
        self.clear_button.add_class("apivideo-clear")
        super().__init__([self.rows, self.clear_button])

    def begin(self, wish: Wish, work: "Work") -> UploadRow:
        """Start an upload, with a card of its own above the others."""

        def edit(row: UploadRow) -> None:
            self._owner.edit(wish)
            self._remove(row)

        def say(text: str) -> None:  # by whoever shows them then
            self._owner.say(text)

        row = UploadRow(
            wish.name,
            work,
            on_done=self._done,
            on_removed=self._remove,
            # a file of the browser cannot be put back into the form
            on_edit=edit if isinstance(wish.source, str) else None,
            say=say,
        )
        with self._lock:
            self.rows.children = (row, *self.rows.children)
        row.start()
        return row

    def clear(self) -> None:
        """Take finished videos out of the cell; nothing is deleted."""
        self.slots.clear()
        self._changed()

    def show(self, get_client: "GetClient") -> "Uploads":
        """Put the outputs under the running cell, with what was finished in it before.

        Parameters
        ----------
        get_client : callable
            Gives the client that asks for fresh links.

        Returns
        -------
        Uploads
            Those that the panel is to show: of a panel that the cell had before, if
            there is something left of it.
        """
        memory = memory_of_cell()
        uploads = memory.uploads if isinstance(memory.uploads, Uploads) else self
        if self.rows.children or self.slots.bundles:
            uploads = self  # a panel that is shown a second time
        uploads._take_over(self._owner, memory)
        uploads._refresh(get_client)
        return uploads

    def _take_over(self, owner: Owner, memory: Memory) -> None:
        if owner is not self._owner:
            self._owner.retire()
        self._owner, self._memory = owner, memory
        memory.uploads = self
        self.slots.show()
        self.slots.add_older(memory.read())
        self._changed()

    def _refresh(self, get_client: "GetClient") -> None:
        """Draw anew, in a thread, what has changed since it was finished."""
        known = self.slots.bundles

        def refresh() -> None:
            for key, drawn in known.items():
                with contextlib.suppress(ApiVideoError):  # then it stays as it was
                    new = get_client().videos.get(key)._repr_mimebundle_()
                    # somebody may be watching it: not without a reason
                    if new["text/plain"] != drawn["text/plain"]:
                        self.slots.replace(key, new)
            self._memory.write(self.slots.bundles)

        if known:
            threading.Thread(
                target=refresh, name="apivideo-refresh", daemon=True
            ).start()

    def _done(self, row: UploadRow, video: "Video", bundle: Bundle) -> None:
        self.video = video
        self.slots.add(video.video_id, bundle)
        self._changed()
        self._remove(row)

    def _changed(self) -> None:
        bundles = self.slots.bundles
        self._memory.write(bundles)
        self.clear_button.layout.display = "" if bundles else "none"

    def _remove(self, row: UploadRow) -> None:
        with self._lock:
            self.rows.children = tuple(r for r in self.rows.children if r is not row)
