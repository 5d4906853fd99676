"""The panel: a form that uploads videos while the kernel stays free."""

import datetime as dt
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from IPython.display import publish_display_data

from ..errors import ApiVideoError
from .browser import Browser, Pick
from .fields import beside
from .form import Form, Wish
from .keys import KeyForm
from .look import sheet
from .uploads import Uploads
from .verdict import examine
from .work import BrowserWork, KernelWork

if TYPE_CHECKING:
    from ..api.models import Video
    from ..client import Client
    from .row import UploadRow

_TWICE = 0.5  # seconds within which a second press was meant as one


class Panel(w.VBox):
    """Upload videos by filling in a form: from a link, a path, the browser, a camera.

    Each upload has a card with its own Cancel and Retry. Shown as the value of a cell,
    the panel brings ordinary outputs of that cell along, in which finished videos stay
    when the kernel, and the form with it, is gone. The same cell, run again, shows
    them again, in a new kernel too.

    Parameters
    ----------
    client : Client, optional
        By default ``Client.from_config()``, asked for with each upload; the panel then
        has a form for a key, too.

    Attributes
    ----------
    form : Form
        The fields, each a stock widget: ``source``, ``title``, ``description``,
        ``tags``, ``public``, ``panoramic``, ``mp4``; the rest is in ``options.fields``.
    uploads : Uploads
        What is under way, and what was finished; shared by all panels of a cell.

    Examples
    --------
    >>> panel = Panel()
    >>> panel.form.title.value = "First light"
    """

    def __init__(self, client: "Client | None" = None) -> None:
        self._given = client
        self._pressed_at = 0.0
        self._recordings: dict[str, tuple[UploadRow, BrowserWork]] = {}
        self.browser = Browser(
            on_picked=self._picked, on_record=self._record, on_recorded=self._recorded
        )
        self.form = Form(examine, elsewhere=self.browser, on_options=self._suggest)
        self.button = w.Button(
            description="Upload", icon="upload", button_style="primary"
        )
        self.button.on_click(lambda _: self.upload())
        self.uploads = Uploads(self)
        heading = w.HTML('<div class="apivideo-heading">Publish a video</div>')
        account = [] if client else [KeyForm(_environment_of)]
        top = w.HBox([heading, *account])
        top.add_class("apivideo-top")
        self._top = [sheet(), top, self.form, beside(self.button, indented=True)]
        super().__init__([*self._top, self.uploads])
        self.add_class("apivideo-panel")
        self.layout.max_width = "680px"

    @property
    def rows(self) -> w.VBox:
        """The cards of the uploads under way."""
        return self.uploads.rows

    @property
    def video(self) -> "Video | None":
        """The latest video that was uploaded."""
        return self.uploads.video

    def upload(self) -> None:
        """Do what the Upload button does: start, unless something is missing."""
        if self.form.is_empty and time.monotonic() - self._pressed_at < _TWICE:
            return
        wishes = self.form.wishes()
        if not wishes:
            return
        self._pressed_at = time.monotonic()
        # the page has to know of it before the first upload asks it to send
        self.browser.take(
            [one.source for one in wishes if isinstance(one.source, Pick)]
        )
        for wish in wishes:
            self._begin(wish)
        self.form.pick(())
        self.form.clear()

    def cancel(self) -> None:
        """Ask all uploads under way to stop."""
        for upload in self.rows.children:
            upload.cancel()

    def join(self, timeout: float | None = None) -> None:
        """Wait until nothing is under way.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most for each upload; by default as long as it takes.
        """
        for upload in self.rows.children:
            upload.join(timeout)

    def edit(self, wish: Wish) -> None:
        """Put a wish back into the form."""
        self.form.fill(wish)

    def say(self, text: str) -> None:
        """Have a screen reader say a sentence when it is idle."""
        self.browser.say(text)

    def retire(self) -> None:
        """Bring a recording to its end: nobody sees this panel any more."""
        self.browser.retire()

    def _begin(self, wish: Wish) -> "tuple[UploadRow, KernelWork | BrowserWork]":
        work: KernelWork | BrowserWork
        if isinstance(wish.source, Pick):
            fields = {"title": wish.name, **wish.fields}
            work = BrowserWork(self._client, self.browser, wish.source, fields)
        else:
            work = KernelWork(self._client, wish.source, wish.fields)
        return self.uploads.begin(wish, work), work

    def _picked(self, picks: Sequence[Pick]) -> None:
        self.form.pick(picks)

    def _record(self, pick: Pick) -> None:
        pick = replace(
            pick, name=f"Recording of {dt.datetime.now().astimezone():%Y-%m-%d %H:%M}"
        )
        try:
            wish = self.form.wish_for(pick)
        except ValueError:
            self.form.options.check(loud=True)
            wish = Wish(source=pick, name=pick.name, fields={})
        row, work = self._begin(wish)
        if isinstance(work, BrowserWork):
            self._recordings[pick.key] = row, work

    def _recorded(self, key: str) -> None:
        """Take the fields as they are when a recording ends."""
        row, work = self._recordings.pop(key)
        try:
            fields = self.form.fields()
        except ValueError:
            self.form.options.check(loud=True)
            return
        fixed = {"clip", "watermark"}
        work.change({k: v for k, v in fields.items() if k not in fixed})
        row.title = fields.get("title", row.title)
        self.form.clear()

    def _suggest(self) -> None:
        def look() -> None:
            try:
                client = self._client()
                players = [
                    f"{one.name or ''} {one.player_id}".strip()
                    for one in client.players.list()
                ]
                marks = [one.watermark_id for one in client.watermarks.list()]
            except ApiVideoError:
                return  # whoever knows an id can still type it
            self.form.options.suggest(players, marks)

        threading.Thread(target=look, name="apivideo-suggest", daemon=True).start()

    def _client(self) -> "Client":
        from ..client import Client  # noqa: PLC0415 - not needed to draw a form

        return self._given or Client.from_config()

    def _ipython_display_(self, **_: Any) -> None:
        bundle = self._repr_mimebundle_() | {"text/plain": "A panel to upload videos."}
        publish_display_data(bundle)
        shown = self.uploads.show(self._client)
        if shown is not self.uploads:
            self.uploads = shown
            self.children = [*self._top, shown]


def _environment_of(key: str) -> str:
    from ..client import Client  # noqa: PLC0415 - likewise

    return Client(key).environment
