"""The way back: hosted videos embedded again. Pure, but for those it is given."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .find import RECORD, WIDGETS, open_notebook, outputs_of
from .jsonedit import Pieces, rebuilt, splice
from .jsontext import Value
from .texts import as_text

Fetch = Callable[[str], bytes]
"""Gives the MP4 of a video, in base64."""

_block = re.compile(rf"<!--{RECORD} (?P<id>[\w-]+)-->.*?<!--/{RECORD}-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """Where a hosted video stands.

    Attributes
    ----------
    cell : int
        Number of its cell from 1; 0 for a widget.
    place : str
        Where in the cell.
    video_id : str
        The video.
    was : str
        What it was.
    size : int
        Bytes that it took.
    """

    cell: int
    place: str
    video_id: str
    was: str
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class _Site:
    """One text with hosted videos in it."""

    place: str
    cell: int
    owner: Value
    key: str
    text: Value
    record: dict[str, Any]


def hosted_in(data: bytes) -> tuple[Place, ...]:
    """Find the videos that this package put into a notebook.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    UnsupportedError
        If it is no notebook of format 4.
    """
    return tuple(
        Place(
            cell=site.cell,
            place=site.place,
            video_id=str(note["video_id"]),
            was=str(note.get("was", "video")),
            size=note.get("bytes", 0) if isinstance(note.get("bytes"), int) else 0,
        )
        for site in _sites(data)
        for note, _ in _shown(site)
    )


def embedded(data: bytes, fetch: Fetch) -> Pieces:
    """Put videos back into a notebook.

    Parameters
    ----------
    data : bytes
        The file.
    fetch : callable
        Gives each MP4, in base64; raises `KeyError` for one that is to stay hosted.

    Returns
    -------
    pieces
        The new file.
    """
    edits = []
    for site in _sites(data):
        text, kept, put = site.text.text(), [], 0
        for note, pattern in _shown(site):
            try:
                tag = _tag(fetch(str(note["video_id"])), note)
            except KeyError:
                kept.append(note)
                continue
            text = pattern.sub(lambda _, tag=tag: tag, text, count=1)  # type: ignore[misc]
            put += 1
        if put:
            edits.append(_edit(site, text, kept))
    return splice(data, edits)


def _tag(mp4: bytes, note: dict[str, Any]) -> str:
    attributes = str(note.get("attributes") or "controls")
    if "controls" not in attributes:
        attributes = f"controls {attributes}"
    return f'<video {attributes} src="data:video/mp4;base64,{mp4.decode()}"></video>'


def _sites(data: bytes) -> Iterator[_Site]:
    root, cells = open_notebook(data)
    for number, cell in enumerate(cells, 1):
        source, record = cell.get("source", '"['), _record(cell)
        if source and record:
            yield _Site("text", number, cell, "source", source, record)
        for at, output in outputs_of(cell):
            record, bundle = _record(output), output.get("data", "{")
            for key in ("text/html", "text/markdown"):
                text = bundle.get(key, '"[') if bundle else None
                if text and record:
                    yield _Site(f"output {at}", number, output, key, text, record)
    metadata = root.get("metadata", "{")
    for model in _models(metadata) if metadata else ():
        shown = model.get("state", "{")
        text = shown.get("value", '"') if shown else None
        if shown and text:
            yield _Site("widget", 0, shown, "value", text, {})


def _models(metadata: Value) -> Iterator[Value]:
    value: Value | None = metadata
    for key in ("widgets", WIDGETS, "state"):
        value = value.get(key, "{") if value else None
    for member in value.members if value else ():
        yield member.value


def _record(owner: Value) -> dict[str, Any]:
    metadata = owner.get("metadata", "{")
    record = metadata.get(RECORD, "{") if metadata else None
    found = record.load() if record else {}
    return found if isinstance(found, dict) else {}


def _shown(site: _Site) -> Iterator[tuple[dict[str, Any], re.Pattern[str]]]:
    """Go through the videos of a text: what was noted, and what stands there."""
    text = site.text.text()
    notes = [
        note
        for note in site.record.get("videos") or ()
        if isinstance(note, dict) and isinstance(note.get("video_id"), str)
    ]
    if site.key == "source":
        for note in notes:
            if note.get("text") and str(note["text"]) in text:
                yield note, re.compile(re.escape(str(note["text"])))
        return
    for found in _block.finditer(text):
        known = [note for note in notes if note["video_id"] == found["id"]]
        note = known[0] if known else {"video_id": found["id"]}
        yield note, re.compile(re.escape(found[0]))


def _edit(site: _Site, text: str, kept: list[dict[str, Any]]) -> tuple[Value, Pieces]:
    owner = site.owner
    if site.key == "value":  # of a widget, which has no metadata
        return site.text, as_text(text, site.text)
    changes: dict[str, Pieces | None] = {}
    metadata = owner.get("metadata", "{")
    if not kept and metadata:
        changes["metadata"] = rebuilt(metadata, {RECORD: None})
    if site.key == "source":
        changes["source"] = as_text(text, site.text)
        changes["attachments"] = _without_pictures(owner, site, kept)
        if changes["attachments"] == []:
            del changes["attachments"]
        return owner, rebuilt(owner, changes)
    bundle = owner.get("data", "{")
    assert bundle is not None, "its text was found in there"  # noqa: S101
    new: dict[str, Pieces | None] = {site.key: as_text(text, site.text)}
    plain = bundle.get("text/plain", '"[')
    before: Any = site.record.get("plain")
    if not kept:
        if plain:
            is_text = isinstance(before, str)
            new["text/plain"] = as_text(before, plain) if is_text else None
        if site.record.get("picture"):
            new["image/jpeg"] = None
    changes["data"] = rebuilt(bundle, new)
    return owner, rebuilt(owner, changes)


def _without_pictures(
    cell: Value, site: _Site, kept: list[dict[str, Any]]
) -> Pieces | None:
    attached = cell.get("attachments", "{")
    if attached is None:
        return []
    names = {str(note.get("picture") or "") for note in site.record.get("videos", ())}
    names -= {str(note.get("picture") or "") for note in kept}
    left = rebuilt(attached, dict.fromkeys(names))
    return None if left == [b"{}"] else left
