"""The fields of the panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as w

from ..display.words import mib, one_line
from .browser import Pick
from .completion import complete_path
from .fields import Fields, beside
from .options import Options
from .reading import read_tags
from .verdict import ADVICE, Verdict

_NAME_OF_FILE = "the name of the file"
_TYPE_HERE = "https://… or /path/to/video.mp4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the form asks for.

    Attributes
    ----------
    source : str or Pick
        A link, a path or the id of a video; or a file in the browser.
    name : str
        The title that the video gets: the one in `fields`, else what suggests itself.
    fields : mapping
        Arguments of ``Client.upload``, without those that were left empty.
    """

    source: str | Pick
    name: str
    fields: Mapping[str, Any]


class Form(w.VBox):
    """Fields for a video, with a line about the source below it.

    Parameters
    ----------
    examine : callable
        Gives a `Verdict` on the text of the source; called with each key press.
    elsewhere : Widget, optional
        Another way to give a source; it stands below the first.
    on_options : callable, optional
        Called without arguments when the folded fields are opened.
    """

    def __init__(
        self,
        examine: Callable[[str], Verdict],
        *,
        elsewhere: w.Widget | None = None,
        on_options: Callable[[], object] = lambda: None,
    ) -> None:
        self._examine = examine
        self._picks: Sequence[Pick] = ()
        fields = Fields()
        self.source = fields.suggesting("Source", _TYPE_HERE)
        self.title = fields.line("Title", _NAME_OF_FILE)
        self.description = fields.text("Description", "optional")
        self.tags = fields.line("Tags", "optional: physics, talk")
        self.public = fields.toggle(
            "Public", "Off: a private video, its link plays once", on=True
        )
        self.panoramic = fields.toggle(
            "Panoramic (360°)", "The video shows 360 degrees", on=False
        )
        self.mp4 = fields.toggle(
            "MP4 download", "Viewers may download an MP4 file", on=True
        )
        self.options = Options(fields, on_options)
        self.said = fields.said()
        super().__init__(
            [
                self.source,
                self.said,
                *([elsewhere] if elsewhere else []),
                self.title,
                self.description,
                self.tags,
                beside(self.public, self.panoramic, self.mp4, indented=True),
                self.options,
            ]
        )
        self.source.observe(self._typed, names="value")
        self._say(ADVICE)

    @property
    def is_empty(self) -> bool:
        """Whether there is no source yet."""
        return not self._picks and not self.source.value.strip()

    def pick(self, picks: Sequence[Pick]) -> None:
        """Take files of the browser as the source, instead of what can be typed."""
        self._picks = picks
        self.source.disabled = bool(picks)
        self.title.disabled = len(picks) > 1
        if not picks:
            self.source.placeholder = _TYPE_HERE
            self._examined(self.source.value)
            return
        one = len(picks) == 1
        self.source.placeholder = (
            one_line(picks[0].name) if one else f"{len(picks)} files"
        )
        self.title.placeholder = (
            one_line(picks[0].name) if one else "the names of the files"
        )
        size = sum(pick.size for pick in picks)
        self._say(f"From this computer, {mib(max(size, 2**20 / 10))} MiB.")

    def wishes(self) -> list[Wish]:
        """Give what is asked for; nothing, and a word why, if that cannot be."""
        verdict = self._examine(self.source.value)
        if not self._picks and verdict.source is None:
            said = verdict.said
            if self.is_empty:
                said = f"There is no source yet. {said}"
            self._say(said, wrong=True)
            return []
        for pick in self._picks:
            if not pick.size:
                self._say(f"{pick.name} is empty.", wrong=True)
                return []
        if not self.options.check(loud=True):
            return []
        if len(self._picks) > 1:
            shared = self.fields() | {"title": None}
            return [
                Wish(source=pick, name=pick.name, fields=_given(shared))
                for pick in self._picks
            ]
        if self._picks:
            return [self.wish_for(self._picks[0])]
        fields = self.fields()
        name = fields.get("title") or verdict.name or "video"
        return [Wish(source=str(verdict.source), name=name, fields=fields)]

    def wish_for(self, pick: Pick) -> Wish:
        """Give what is asked for with a source that comes from the browser.

        Raises
        ------
        ValueError
            If a field cannot be read.
        """
        fields = self.fields()
        return Wish(source=pick, name=fields.get("title") or pick.name, fields=fields)

    def fields(self) -> dict[str, Any]:
        """Give the fields but for the source, without those that are empty.

        Raises
        ------
        ValueError
            If one cannot be read.
        """
        return (
            _given(
                {
                    "title": self.title.value.strip() or None,
                    "description": self.description.value.strip() or None,
                    "public": self.public.value,
                    "panoramic": self.panoramic.value,
                    "mp4_support": self.mp4.value,
                    "tags": read_tags(self.tags.value),
                }
            )
            | self.options.read()
        )

    def clear(self) -> None:
        """Make ready for the next video; tags and toggles stay as they are."""
        self.title.value = self.description.value = self.source.value = ""
        self.options.clear()
        self._say(ADVICE)

    def fill(self, wish: Wish) -> None:
        """Put a wish back into the fields; a file of the browser stays there."""
        fields = wish.fields
        self.source.value = wish.source if isinstance(wish.source, str) else ""
        self.title.value = fields.get("title", "")
        self.description.value = fields.get("description", "")
        self.tags.value = ", ".join(fields.get("tags", ()))
        self.public.value = fields["public"]
        self.panoramic.value = fields["panoramic"]
        self.mp4.value = fields["mp4_support"]
        self.options.fill(fields)

    def _typed(self, change: dict[str, Any]) -> None:
        self.source.options = complete_path(change["new"])
        self._examined(change["new"])

    def _examined(self, typed: str) -> None:
        verdict = self._examine(typed)
        self._say(verdict.said)
        self.title.placeholder = verdict.name or _NAME_OF_FILE

    def _say(self, words: str, *, wrong: bool = False) -> None:
        # An alert is read out at once; while one types it would only disturb.
        self.said.value = (
            f'<span role="alert" class="apivideo-wrong">⚠ {escape(words)}</span>'
            if wrong
            else f'<span style="opacity:0.8">{escape(words)}</span>'
        )


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
