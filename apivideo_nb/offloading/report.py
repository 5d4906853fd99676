"""What was done to notebooks, or would be: as lines of text and as a table."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..display.table import text_table
from ..display.words import one_line
from .sizes import say_size

HOSTED, PLANNED, LEFT = "hosted", "to be hosted", "left"
RESTORED, TO_EMBED = "embedded again", "to be embedded again"
RELOAD = "A notebook that is open in Jupyter: File → Reload Notebook from Disk."
_HEADS = ("Notebook", "Where", "What", "Size", "Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One video of a notebook.

    Attributes
    ----------
    cell : int
        Number of its cell from 1, Markdown cells counted; 0 for the notebook itself.
    place : str
        Where in the cell: ``output 1``, ``attachment clip.mp4``, ``text``.
    kind : str
        ``video``, ``animated GIF`` or ``animation``.
    size : int
        Bytes that it took, or takes, of the file.
    state : str
        ``hosted``, ``to be hosted``, ``left`` or ``embedded again``.
    video_id : str or None
        The hosted video.
    problem : str
        Why it was left; follows "it".
    """

    cell: int
    place: str
    kind: str
    size: int
    state: str
    video_id: str | None = None
    problem: str = ""

    @property
    def where(self) -> str:
        """Cell and place in words."""
        return f"cell {self.cell}, {self.place}" if self.cell else self.place

    @property
    def result(self) -> str:
        """What became of it, in words."""
        if self.state == LEFT:
            return f"left: it {self.problem}"
        return f"{self.state} · {self.video_id}" if self.video_id else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookReport:
    """What became of one notebook.

    Attributes
    ----------
    path : Path
        The file.
    before, after : int
        Its bytes.
    items : tuple of Item
        Its videos, those that are too small to matter not counted.
    backup : Path or None
        What it was.
    problem : str
        Why nothing was done to it; follows its name.
    """

    path: Path
    before: int = 0
    after: int = 0
    items: tuple[Item, ...] = ()
    backup: Path | None = None
    problem: str = ""

    @property
    def summary(self) -> str:
        """What became of it, in one line."""
        name = one_line(self.path, 300)
        if self.problem:
            return f"{name} {self.problem}"
        planned = sum(item.size for item in self.items if item.state == PLANNED)
        if planned:
            return (
                f"{name}: {say_size(planned)} of {say_size(self.before)} "
                "would be hosted"
            )
        if any(item.state == TO_EMBED for item in self.items):
            return f"{name}: {len(self.items)} videos would be embedded again"
        if self.before == self.after:
            more = " more" if self.items else ""
            return f"{name}: nothing{more} to do, {say_size(self.before)}."
        kept = f"; it was as in {self.backup.name}" if self.backup else ""
        return f"{name}: {say_size(self.before)} → {say_size(self.after)}{kept}"

    def lines(self) -> Iterator[str]:
        """Say it, and of each video what became of that."""
        yield self.summary
        width = max((len(item.where) for item in self.items), default=0)
        for item in self.items:
            yield (
                f"  {one_line(item.where):<{width}}  {item.kind:<12}  "
                f"{say_size(item.size):>7}  {item.result}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OffloadReport:
    """What `offload` did, notebook by notebook; drawn as a table.

    Attributes
    ----------
    notebooks : tuple of NotebookReport
        In the order in which they were found.
    min_size : int
        Bytes below which a video was not looked at.
    note : str
        What there is to know about the videos.

    Examples
    --------
    >>> from apivideo_nb import OffloadReport
    >>> report = OffloadReport(notebooks=(), min_size=200_000)
    >>> report.ok, report.saved
    (True, 0)
    """

    notebooks: tuple[NotebookReport, ...]
    min_size: int
    note: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The videos of all notebooks."""
        return tuple(item for one in self.notebooks for item in one.items)

    @property
    def saved(self) -> int:
        """Bytes by which the notebooks are smaller now; less than 0 if larger."""
        return sum(one.before - one.after for one in self.notebooks)

    @property
    def left(self) -> tuple[Item, ...]:
        """The videos of at least `min_size` that are in the notebooks still."""
        return tuple(
            item
            for item in self.items
            if item.state in {PLANNED, LEFT} and item.size >= self.min_size
        )

    @property
    def ok(self) -> bool:
        """Whether every notebook could be read, and every video be taken out."""
        problems = [one.problem for one in self.notebooks]
        return not any(problems + [item.problem for item in self.items])

    @property
    def changed(self) -> bool:
        """Whether any file was written."""
        return any(one.before != one.after for one in self.notebooks)

    def complaint(self) -> str:
        """Say which notebooks hold something large; nothing if none does."""
        heavy = [
            one
            for one in self.notebooks
            if one.problem or any(item.size >= self.min_size for item in one.items)
        ]
        if not heavy:
            return ""
        names = " ".join(
            shlex.quote(str(one.path))
            for one in heavy
            if any(item.state == PLANNED for item in one.items)
        )
        hint = [f"Make it small with: apivideo-nb offload {names}"] if names else []
        lines = (line for one in heavy for line in one.lines())
        return "\n".join([*lines, *hint])

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for one in self.notebooks:
            yield from one.lines()
        yield from self._below()

    def _below(self) -> Iterator[str]:
        if not self.notebooks:
            yield "There is no notebook."
        if len(self.notebooks) > 1 and self.saved:
            word = "smaller" if self.saved > 0 else "larger"
            yield f"Together {say_size(abs(self.saved))} {word}."
        if self.changed:
            yield RELOAD
        if self.note:
            yield self.note

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        rows = []
        for one in self.notebooks:
            name = one.path.name
            for item in one.items:
                size = say_size(item.size)
                rows.append((name, item.where, item.kind, size, item.result))
                name = ""
        below = [one.summary for one in self.notebooks] + list(self._below())
        return {"text/html": text_table(_HEADS, rows, below), "text/plain": str(self)}
