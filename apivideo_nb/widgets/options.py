"""The fields that few videos need, folded away until they are asked for."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as w

from ..api.languages import LANGUAGES
from .fields import Fields, beside
from .reading import CORNERS, read_clip, read_metadata, read_player, read_watermark

_LANGUAGES = {"As spoken": "", **{name: tag for tag, name in LANGUAGES.items()}}
_FOLDED = {
    "metadata",
    "clip",
    "language",
    "transcript",
    "player_id",
    "watermark",
}
_MORE, _LESS = "▸ More options", "▾ Fewer options"


class OptionFields(w.VBox):
    """Metadata, clip, language, player theme, watermark, transcript.

    Parameters
    ----------
    fields : Fields
        Makes the controls.
    on_typed : callable
        Called without arguments when something that can be wrong was changed.
    """

    def __init__(self, fields: Fields, on_typed: Callable[[], object]) -> None:
        self.metadata = fields.text(
            "Metadata", "optional, a pair a line: speaker = Ada"
        )
        self.start = fields.line("Clip from", "the beginning, or 0:10")
        self.end = fields.line("to", "the end, or 1:30", wide=False)
        self.language = fields.choice("Language", _LANGUAGES)
        self.transcript = fields.toggle(
            "Transcript", "Make captions of what is said", on=False
        )
        self.player = fields.suggesting("Player theme", "optional: pl…")
        self.watermark = fields.suggesting("Watermark", "optional: watermark_…")
        self.corner = fields.choice("in the", tuple(CORNERS), wide=False)
        super().__init__(
            [
                self.metadata,
                beside(self.start, self.end),
                beside(self.language, self.transcript),
                self.player,
                beside(self.watermark, self.corner),
            ]
        )
        for field in (self.metadata, self.start, self.end, self.player, self.watermark):
            field.observe(lambda _: on_typed(), names="value")

    def read(self) -> dict[str, Any]:
        """Give what is asked for, under the names of ``Client.upload``.

        Raises
        ------
        ValueError
            If a field cannot be read; the sentence names it.
        """
        found = {
            "metadata": read_metadata(self.metadata.value) or None,
            "clip": read_clip(self.start.value, self.end.value),
            "language": self.language.value or None,
            "transcript": self.transcript.value or None,
            "player_id": read_player(self.player.value),
            "watermark": read_watermark(self.watermark.value, self.corner.value),
        }
        return {name: value for name, value in found.items() if value is not None}

    def clear(self) -> None:
        """Make ready for the next video; what belongs to many videos stays."""
        self.start.value = self.end.value = self.metadata.value = ""

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values back into the fields they were read from."""
        pairs = values.get("metadata") or {}
        self.metadata.value = "\n".join(f"{k} = {v}" for k, v in pairs.items())
        start, end = values.get("clip") or (None, None)
        self.start.value, self.end.value = start or "", end or ""
        self.language.value = values.get("language") or ""
        self.transcript.value = bool(values.get("transcript"))
        self.player.value = values.get("player_id") or ""
        mark = values.get("watermark") or {}
        self.watermark.value = mark.get("id", "")
        for name, edges in CORNERS.items():
            if set(edges) < set(mark):
                self.corner.value = name


class Options(w.VBox):
    """A fold, and in it fields that are not made before somebody wants them.

    Parameters
    ----------
    fields : Fields
        Makes the controls.
    on_opened : callable
        Called without arguments whenever they are unfolded.
    """

    def __init__(self, fields: Fields, on_opened: Callable[[], object]) -> None:
        self._make, self._on_opened = fields, on_opened
        self._made: OptionFields | None = None
        self.said = fields.said()
        self.fold = w.ToggleButton(description=_MORE)
        self.fold.add_class("apivideo-fold")
        super().__init__([self.fold, self.said])
        self.fold.observe(self._folded, names="value")

    @property
    def fields(self) -> OptionFields:
        """What is folded away."""
        if self._made is None:
            self._made = OptionFields(self._make, self.check)
            self._made.layout.display = "none"
            self.children = [self.fold, self._made, self.said]
        return self._made

    def read(self) -> dict[str, Any]:
        """Give what is asked for, under the names of ``Client.upload``.

        Raises
        ------
        ValueError
            If a field cannot be read; the sentence names it.
        """
        return self._made.read() if self._made else {}

    def check(self, *, loud: bool = False) -> bool:
        """Say what cannot be read, aloud if wished; tell whether all is well."""
        try:
            self.read()
        except ValueError as exc:
            role = 'role="alert" ' if loud else ""
            self.said.value = (
                f'<span {role}class="apivideo-wrong">⚠ {escape(str(exc))}</span>'
            )
            if loud:
                self.fold.value = True
            return False
        self.said.value = ""
        return True

    def clear(self) -> None:
        """Make ready for the next video; what belongs to many videos stays."""
        if self._made:
            self._made.clear()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values back into the fields they were read from."""
        if self._made or not _FOLDED.isdisjoint(values):
            self.fields.fill(values)

    def suggest(self, players: Sequence[str], watermarks: Sequence[str]) -> None:
        """Offer what there is to choose from; safe from any thread."""
        self.fields.player.options = players
        self.fields.watermark.options = watermarks

    def _folded(self, change: dict[str, Any]) -> None:
        is_open = change["new"]
        self.fold.description = _LESS if is_open else _MORE
        self.fields.layout.display = "" if is_open else "none"
        if is_open:
            self._on_opened()
