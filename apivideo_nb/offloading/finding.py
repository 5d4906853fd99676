"""One thing that moves in a notebook: where it stands, what would have to change."""

import re
from dataclasses import dataclass, field

from .jsontext import Value
from .markup import Element
from .payload import Lifted, Payload

_width = re.compile(r'\bwidth="(\d{2,4})"')


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InText:
    """In the text of an output, of a Markdown cell, or of an HTML widget.

    Attributes
    ----------
    owner : Value
        The output, the cell, or the widget's state.
    key : str
        Mime type of the text; ``source`` of a cell, ``value`` of a widget.
    lifted : Lifted
        The text.
    element : Element
        The part of it.
    """

    owner: Value
    key: str
    lifted: Lifted
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InBundle:
    """An entry of its own in an output's mime bundle."""

    owner: Value
    key: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InAttachment:
    """A cell's attachment, by its name."""

    owner: Value
    key: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InWidget:
    """A saved widget that is a video, by its id, and the others beside it."""

    owner: Value
    key: str
    all: Value


Spot = InText | InBundle | InAttachment | InWidget


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """One thing that moves.

    Attributes
    ----------
    cell : int
        Number of its cell from 1, Markdown cells counted; 0 for the notebook itself.
    place : str
        Where in the cell.
    kind : str
        ``video``, ``animated GIF`` or ``animation``.
    heading : str
        The last heading above it.
    payloads : tuple of Payload
        Of a video its sources, one as good as the other; of an animation its frames.
    interval : float
        Milliseconds from frame to frame of an animation.
    spot : Spot
        What has to change.
    problem : str
        Why it has to stay, in words that follow "it"; else nothing.
    """

    cell: int
    place: str
    kind: str
    heading: str
    payloads: tuple[Payload, ...]
    spot: Spot
    interval: float = 0.0
    problem: str = ""

    @property
    def size(self) -> int:
        """Bytes that it takes of the file."""
        return sum(payload.size for payload in self.payloads)

    @property
    def width(self) -> int | None:
        """Pixels that it says it is wide."""
        said = self.spot.element.attributes if isinstance(self.spot, InText) else ""
        found = _width.search(said)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True, eq=False)
class Notebook:
    """A notebook, read.

    Attributes
    ----------
    root : Value
        The document.
    cells : tuple of Value
        Its cells.
    findings : tuple of Finding
        What moves in it.
    """

    root: Value
    cells: tuple[Value, ...]
    findings: tuple[Finding, ...] = field(default=())
