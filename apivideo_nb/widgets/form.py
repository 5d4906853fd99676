"""The fields of the panel."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as w

from .look import LABEL_WIDTH
from .verdict import ADVICE, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the form asks for, under the names of ``Client.upload``."""

    source: str
    title: str | None
    description: str | None
    public: bool
    panoramic: bool
    mp4_support: bool
    tags: tuple[str, ...]


class Form(w.VBox):
    """Fields for one video, with a line about the source below it.

    Parameters
    ----------
    examine : callable
        Gives a `Verdict` on the text of the source; called with each key press.
    """

    def __init__(self, examine: Callable[[str], Verdict]) -> None:
        self._examine = examine
        self.source = _line("Source", "https://… or /path/to/video.mp4")
        self.title = _line("Title", _NAME_OF_FILE)
        self.description = w.Textarea(
            description="Description",
            placeholder="optional",
            rows=2,
            style={"description_width": LABEL_WIDTH},
        )
        self.tags = _line("Tags", "optional: physics, talk")
        self.public = _toggle(
            "Public", "Off: a private video, its link plays once", on=True
        )
        self.panoramic = _toggle(
            "Panoramic (360°)", "The video shows 360 degrees", on=False
        )
        self.mp4 = _toggle("MP4 download", "Viewers may download an MP4 file", on=True)
        self.said = w.HTML()
        self.said.add_class("apivideo-said")
        toggles = w.HBox([self.public, self.panoramic, self.mp4])
        toggles.add_class("apivideo-row")
        toggles.add_class("apivideo-said")
        self._fields = (self.source, self.title, self.description, self.tags)
        self._toggles = (self.public, self.panoramic, self.mp4)
        super().__init__(
            [self.source, self.said, self.title, self.description, self.tags, toggles]
        )
        self.source.observe(self._typed, names="value")
        self._say(ADVICE)

    @property
    def disabled(self) -> bool:
        """Whether the fields take no input."""
        return bool(self.source.disabled)

    @disabled.setter
    def disabled(self, value: bool) -> None:
        for field in (*self._fields, *self._toggles):
            field.disabled = value

    def wish(self) -> Wish | None:
        """Give what is asked for; None, and a word why, if there is no source."""
        verdict = self._examine(self.source.value)
        if verdict.source is None:
            empty = not self.source.value.strip()
            said = f"There is no source yet. {verdict.said}" if empty else verdict.said
            self._say(said, wrong=True)
            return None
        tags = dict.fromkeys(tag.strip() for tag in self.tags.value.split(","))
        return Wish(
            source=verdict.source,
            title=self.title.value.strip() or None,
            description=self.description.value.strip() or None,
            public=self.public.value,
            panoramic=self.panoramic.value,
            mp4_support=self.mp4.value,
            tags=tuple(tag for tag in tags if tag),
        )

    @property
    def name(self) -> str:
        """Title of the video to be: as typed, else what its source suggests."""
        name = self._examine(self.source.value).name
        return self.title.value.strip() or name or "video"

    def clear(self) -> None:
        """Make ready for the next video; tags and toggles stay as they are."""
        self.title.value = self.description.value = self.source.value = ""

    def _typed(self, change: dict[str, Any]) -> None:
        verdict = self._examine(change["new"])
        self._say(verdict.said)
        self.title.placeholder = verdict.name or _NAME_OF_FILE

    def _say(self, text: str, *, wrong: bool = False) -> None:
        # An alert is read out at once; while one types it would only disturb.
        self.said.value = (
            f'<span role="alert" class="apivideo-wrong">⚠ {escape(text)}</span>'
            if wrong
            else f'<span style="opacity:0.75">{escape(text)}</span>'
        )


_NAME_OF_FILE = "the name of the file"


def _line(label: str, placeholder: str) -> w.Text:
    return w.Text(
        description=label,
        placeholder=placeholder,
        style={"description_width": LABEL_WIDTH},
    )


def _toggle(label: str, tooltip: str, *, on: bool) -> w.Checkbox:
    return w.Checkbox(
        value=on,
        description=label,
        tooltip=tooltip,
        indent=False,
        layout=w.Layout(width="auto"),
    )
