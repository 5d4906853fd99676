"""Texts of a notebook written anew, and what is noted about them."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .finding import Finding, InBundle, InText
from .jsonedit import Look, Pieces, dumped, rebuilt, written
from .jsontext import Value
from .notebook import RECORD
from .payload import Lifted, join_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """A video that is on the web now, drawn.

    Attributes
    ----------
    video_id : str
        Its id.
    title : str
        Its title.
    link : str or None
        Its player; None of a private one, whose links hold a token.
    bundle : mapping of str to str
        What an output shows of it: ``text/html``, ``text/plain``, ``image/jpeg``.
    """

    video_id: str
    title: str
    link: str | None
    bundle: Mapping[str, str]

    @property
    def block(self) -> str:
        """Its HTML, to be found again by what stands around it."""
        return self._fenced(self.bundle["text/html"])

    @property
    def small_block(self) -> str:
        """The same for Markdown, out of which frames are taken anyhow."""
        jpeg, shown = self.bundle.get("image/jpeg"), escape(self.title)
        if jpeg:
            shown = f'<img src="data:image/jpeg;base64,{jpeg}" alt="{shown}">'
        if self.link:
            shown = f'<a href="{escape(self.link)}">{shown}</a>'
        return self._fenced(shown)

    def _fenced(self, html: str) -> str:
        return f"<!--{RECORD} {self.video_id}-->{html}<!--/{RECORD}-->"


Taken = Sequence[tuple[Finding, Hosted]]


def cut(text: str, spots: Sequence[tuple[InText, str]]) -> str:
    """Put new text in the place of elements."""
    pieces, at = [], 0
    for spot, new in sorted(spots, key=lambda one: one[0].element.start):
        pieces += [text[at : spot.element.start], new]
        at = spot.element.end
    return "".join([*pieces, text[at:]])


def as_text(text: str, like: Value, lifted: Lifted | None = None) -> Pieces:
    """Write a text as another one stands: in one string, or as a list of its lines.

    Parameters
    ----------
    text : str
        What to write.
    like : Value
        The other one; anything that is no list stands for a string.
    lifted : Lifted, optional
        What marks in the text stand for.
    """
    if like.kind == "[":
        before, between, after = join_of(like)
        # as nbformat splits it
        lines = [dumped(line, like.data) for line in text.splitlines(keepends=True)]
        found = b"[" + before + between.join(lines) + after + b"]"
    else:
        found = dumped(text, like.data)
    if lifted is None:
        return [found]
    # every other one is the number of a payload that stayed
    parts = re.split(rb"%s(\d+);" % lifted.mark.encode(), found)
    pieces: Pieces = []
    for part, number in itertools.zip_longest(parts[::2], parts[1::2]):
        pieces.append(part)
        if number is not None:
            pieces.append(lifted.payloads[int(number)].raw)
    return pieces


def note(taken: tuple[Finding, Hosted]) -> dict[str, Any]:
    """Say of a video what it was: all that bringing it back needs."""
    finding, hosted = taken
    spot, was = finding.spot, finding.kind
    said: dict[str, Any] = {"video_id": hosted.video_id, "bytes": finding.size}
    if isinstance(spot, InBundle):
        was = spot.key
    elif isinstance(spot, InText) and spot.element.attributes:
        said["attributes"] = spot.element.attributes
    return {**said, "was": was}


def with_record(
    owner: Value,
    changes: Mapping[str, Pieces | None],
    notes: Sequence[Mapping[str, Any]],
    **about: object,
) -> Pieces:
    """Change an output or a cell, and note in its metadata what was done.

    Parameters
    ----------
    owner : Value
        The output or the cell.
    changes : mapping of str to pieces or None
        Its new members.
    notes : sequence of mapping
        What to note of each video.
    **about
        What else to note; what is noted already stays.
    """
    metadata = owner.get("metadata", "{")
    known = metadata.get(RECORD, "{") if metadata else None
    found = known.load() if known else {}
    record: dict[str, Any] = found if isinstance(found, dict) else {}
    videos = record.get("videos")
    record["videos"] = [*(videos if isinstance(videos, list) else []), *notes]
    record = {**about, **record}
    if metadata is None:
        text: Pieces = [written({RECORD: record}, Look.of(owner), owner.data)]
    else:
        one = written(record, Look.of(metadata), owner.data)
        text = rebuilt(metadata, {RECORD: [one]})
    return rebuilt(owner, {**changes, "metadata": text})
