"""The way back: hosted videos embedded again. Pure, but for those it is given."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .jsonedit import Pieces, rebuilt, splice
from .jsontext import Value
from .markup import ANIMATION, GIF
from .notebook import RECORD, open_notebook, outputs_of, widgets
from .texts import as_text

Fetch = Callable[[str], bytes]
"""Gives the MP4 of a video, in base64."""

# how what was no <video> is shown as one
_LOOKS = {
    GIF: "autoplay loop muted playsinline",
    "image/gif": "autoplay loop muted playsinline",
    ANIMATION: "controls loop",
}
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
    owners: dict[int, list[_Changed]] = {}
    for site in _sites(data):
        text, kept, put = site.text.text(), [], 0
        for note, pattern in _shown(site):
            try:
                tag = _tag(fetch(str(note["video_id"])), note)
            except KeyError:
                kept.append(note)
                continue
            text = pattern.sub(lambda _, tag=tag: tag, text)  # type: ignore[misc]
            put += 1
        changed = _Changed(site, text if put else None, kept)
        owners.setdefault(site.owner.start, []).append(changed)
    return splice(data, [_edit(here) for here in owners.values() if _any_text(here)])


@dataclass(frozen=True, slots=True)
class _Changed:
    """A text with videos in it again, if there are any; and those that stay hosted."""

    site: _Site
    text: str | None
    kept: list[dict[str, Any]]


def _any_text(here: Sequence[_Changed]) -> bool:
    return any(one.text is not None for one in here)


def _tag(mp4: bytes, note: dict[str, Any]) -> str:
    looks, said = _LOOKS.get(str(note.get("was")), "controls"), note.get("attributes")
    if said and looks == "controls" and "controls" in said:
        looks = ""
    attributes = f"{looks} {said or ''}".strip()
    return f'<video {attributes} src="data:video/mp4;base64,{mp4.decode()}"></video>'


def _sites(data: bytes) -> Iterator[_Site]:
    root, cells = open_notebook(data)
    for number, cell in enumerate(cells, 1):
        source, record = cell.get("source", '"['), _record(cell)
        if source and record:
            yield _Site("text", number, cell, "source", source, record)
        for at, output in outputs_of(cell):
            yield from _in_output(f"output {at}", number, output)
    models = widgets(root)
    for member in models.fields() if models else ():
        state = member.value.get("state", "{")
        text = state.get("value", '"') if state else None
        if state and text:
            yield _Site("widget", 0, state, "value", text, {})
        for _, output in outputs_of(state) if state else ():
            yield from _in_output("widget", 0, output)


def _in_output(place: str, cell: int, output: Value) -> Iterator[_Site]:
    record, bundle = _record(output), output.get("data", "{")
    for key in ("text/html", "text/markdown"):
        text = bundle.get(key, '"[') if bundle else None
        if text and record:
            yield _Site(place, cell, output, key, text, record)


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


def _edit(here: Sequence[_Changed]) -> tuple[Value, Pieces]:
    """Change the texts of one owner, and forget what was noted if none stays hosted."""
    site, text = here[0].site, here[0].text
    if site.key == "value" and text is not None:  # of a widget, without metadata
        return site.text, as_text(text, site.text)
    kept = [note for one in here for note in one.kept]
    changes: dict[str, Pieces | None] = {}
    metadata = site.owner.get("metadata", "{")
    if not kept and metadata:
        changes["metadata"] = rebuilt(metadata, {RECORD: None})
    if site.key == "source" and text is not None:
        changes["source"] = as_text(text, site.text)
        changes["attachments"] = _without_pictures(site.owner, site, kept)
        if changes["attachments"] == []:
            del changes["attachments"]
    else:
        changes["data"] = _bundle(here, is_last=not kept)
    return site.owner, rebuilt(site.owner, changes)


def _bundle(here: Sequence[_Changed], *, is_last: bool) -> Pieces:
    owner, record = here[0].site.owner, here[0].site.record
    bundle = owner.get("data", "{")
    assert bundle is not None, "its text was found in there"  # noqa: S101
    new: dict[str, Pieces | None] = {
        one.site.key: as_text(one.text, one.site.text)
        for one in here
        if one.text is not None
    }
    plain, before = bundle.get("text/plain", '"['), record.get("plain")
    if is_last and plain and before is not False:  # False: it never changed
        is_text = isinstance(before, str)
        new["text/plain"] = as_text(str(before), plain) if is_text else None
    if is_last and record.get("picture"):
        new["image/jpeg"] = None
    return rebuilt(bundle, new)


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
