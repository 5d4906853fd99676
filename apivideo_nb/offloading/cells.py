"""Markdown cells: a picture that is a link, where a video was attached or written."""

import re
from typing import Any
from urllib.parse import quote

from .finding import InAttachment, InText
from .jsonedit import Look, Pieces, rebuilt, written
from .jsontext import Value
from .markup import references
from .texts import Hosted, Taken, as_text, cut, note, with_record


def markdown_cell(cell: Value, taken: Taken, root: Value) -> Pieces:
    """Put pictures in the place of a cell's videos; they are small attachments.

    Parameters
    ----------
    cell : Value
        The cell.
    taken : sequence of (Finding, Hosted)
        What goes, and what comes in its place.
    root : Value
        The notebook.
    """
    source, attached = cell.get("source", '"['), cell.get("attachments", "{")
    minor = root.get("nbformat_minor")
    can_attach = (
        minor is not None and bytes(minor.raw) != b"0"
    )  # 4.0 knows no attachments
    names = {member.key for member in attached.members} if attached else set()
    pictures: dict[str, str] = {}
    spots: list[tuple[InText, str]] = []
    links: dict[str, str] = {}
    notes: list[dict[str, Any]] = []
    for finding, hosted in taken:
        spot, jpeg = finding.spot, hosted.bundle.get("image/jpeg")
        picture = ""
        if jpeg and can_attach:
            is_named = isinstance(spot, InAttachment)
            picture = _free(spot.key if is_named else "video", {*names, *pictures})
            pictures[picture] = jpeg
        uri = f"data:image/jpeg;base64,{jpeg}" if jpeg else ""
        text = _picture_link(hosted, f"attachment:{quote(picture)}" if picture else uri)
        if isinstance(spot, InText):
            spots.append((spot, text))
        else:
            links[spot.key] = text
        notes.append(note((finding, hosted)) | {"text": text, "picture": picture})
    changes: dict[str, Pieces | None] = {}
    if source is not None:
        lifted = spots[0][0].lifted if spots else None
        words = cut(lifted.text, spots) if lifted else source.text()
        for name, text in links.items():
            words = references(name).sub(lambda _, text=text: text, words)  # type: ignore[misc]
        changes["source"] = as_text(words, source, lifted)
    changes["attachments"] = _attachments(cell, attached, pictures, links)
    return with_record(cell, changes, notes)


def _attachments(
    cell: Value, attached: Value | None, new: dict[str, str], gone: dict[str, str]
) -> Pieces | None:
    pictures = {name: {"image/jpeg": jpeg} for name, jpeg in new.items()}
    if attached is None:
        if not pictures:
            return None
        return [written(pictures, Look.of(cell), cell.data)]
    look = Look.of(attached)
    changes: dict[str, Pieces | None] = dict.fromkeys(gone)
    for name, picture in pictures.items():
        changes[name] = [written(picture, look, cell.data)]
    kept = rebuilt(attached, changes)
    return None if kept == [b"{}"] else kept


def _picture_link(hosted: Hosted, picture: str) -> str:
    title = re.sub(r"([\\\[\]`*_<>])", r"\\\1", hosted.title)
    if not hosted.link:
        note = f"*{title}*, a private video: `%apivideo show {hosted.video_id}`"
        return f"![{title}]({picture})\n\n{note}" if picture else note
    shown = f"![{title}]({picture})" if picture else f"▶ {title}"
    return f"[{shown}]({hosted.link})"


def _free(name: str, taken: set[str]) -> str:
    """Name the picture of a video after it."""
    stem = name.rpartition(".")[0] or name
    found, number = f"{stem}.jpg", 1
    while found in taken:
        found, number = f"{stem}-{number}.jpg", number + 1
    return found
