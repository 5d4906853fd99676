"""JSON as text: a few values changed, and the rest byte for byte as it was.

White space, the order of members, escapes and line ends stay; what is new is set as
its neighbours are.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .jsontext import Member, Value

Pieces = list[bytes | memoryview]
"""Text that is not joined yet: it may be a gigabyte."""

_first_indent = re.compile(rb'\s*\{\s*?\n([ \t]*)"').match


def rebuilt(value: Value, changes: Mapping[str, Pieces | None]) -> Pieces:
    r"""Change members of an object and keep the rest, byte for byte.

    Parameters
    ----------
    value : Value
        An object.
    changes : mapping of str to pieces or None
        The new text of a member's value, or None to take the member out. New members
        go where the order of the names wants them, if there is one, else to the end.

    Returns
    -------
    pieces
        The object's new text.

    Examples
    --------
    >>> from apivideo_nb.offloading.jsontext import read
    >>> b"".join(rebuilt(read(b'{"a":  1, "c": 2 }'), {"b": [b"[]"], "c": None}))
    b'{"a":  1, "b":  [] }'
    """
    look = Look.of(value)
    entries = [
        _Entry.of(member, changes.get(member.key))
        for member in value.members
        if member.key not in changes or changes[member.key] is not None
    ]
    names = [member.key for member in value.members]
    for name, text in changes.items():
        if text is not None and name not in names:
            at = len(entries)
            if names == sorted(names):
                at = sum(entry.name < name for entry in entries)
            key = json.dumps(name).encode()
            entries.insert(at, _Entry(name, look.before, [key, look.colon, *text]))
    if not entries:
        return [b"{}"]
    # what stands before the first name may differ from all others
    for entry, lead in zip(entries[:2], (look.first, look.before), strict=False):
        if entry is entries[0] or entry.first:
            entry.lead = lead
    for entry in entries:
        if entry.last:
            entry.trail = b""
    entries[-1].trail = look.after
    pieces: Pieces = []
    for entry in entries:
        pieces += [b"," if pieces else b"{", entry.lead, *entry.body, entry.trail]
    return [*pieces, b"}"]


@dataclass
class _Entry:
    """A member on its way into a new text."""

    name: str
    lead: bytes
    body: Pieces
    trail: bytes = b""
    first: bool = False
    last: bool = False

    @classmethod
    def of(cls, member: Member, text: Pieces | None) -> "_Entry":
        value, view = member.value, memoryview(member.value.data)
        quote = value.data.index(b'"', member.start)
        body: Pieces = [view[quote : value.end]]
        if text is not None:
            body = [view[quote : value.start], *text]
        return cls(
            member.key,
            value.data[member.start : quote],
            body,
            value.data[value.end : member.stop],
            first=value.data[member.start - 1 : member.start] == b"{",
            last=value.data[member.stop : member.stop + 1] == b"}",
        )


@dataclass(frozen=True, slots=True)
class Look:
    """How the members of an object are set.

    Attributes
    ----------
    first, before : bytes
        White space before the first name, and before all others.
    colon : bytes
        What stands between a name and its value.
    after : bytes
        White space behind the last value.
    """

    first: bytes
    before: bytes
    colon: bytes
    after: bytes

    @classmethod
    def of(cls, value: Value) -> "Look":
        """Look at an object; an empty one is set like what surrounds it."""
        data, members = value.data, value.members
        if not members:
            return _empty_look(data, value.start)
        quotes = [data.index(b'"', member.start) for member in members[:2]]
        first = data[members[0].start : quotes[0]]
        colon = data[quotes[0] : members[0].value.start].rpartition(b'"')[2]
        return cls(
            first=first,
            before=data[members[1].start : quotes[1]]
            if len(members) > 1
            else first or _between(colon),
            colon=colon,
            after=data[members[-1].value.end : members[-1].stop],
        )


def written(value: object, look: Look, data: bytes) -> bytes:
    """Write a new value as those around it are written.

    Parameters
    ----------
    value : object
        Of JSON's types.
    look : Look
        That of the object which it becomes a member of.
    data : bytes
        The document.
    """
    lines = b"\n" in look.before
    text = dumped(
        value,
        data,
        indent=_unit(data).decode() if lines else None,
        separators=("," if lines or not look.before else ", ", look.colon.decode()),
    )
    # a line end inside a string is always escaped: these are all ours
    return text.replace(b"\n", look.before) if lines else text


def dumped(value: object, data: bytes, **options: Any) -> bytes:
    """Write a value with or without escapes, as the document does."""
    escaped = b"\\u" in data and data.isascii()
    try:
        return json.dumps(value, ensure_ascii=escaped, **options).encode()
    except UnicodeEncodeError:  # half a character has no other way to be written
        return json.dumps(value, **options).encode()


def _between(colon: bytes) -> bytes:
    """Guess what stands behind the commas of a single line."""
    return b" " if colon == b": " else b""


def _unit(data: bytes) -> bytes:
    """Give the white space by which one level is set in, in this document."""
    found = _first_indent(data)
    return found[1] if found else b" "


def splice(data: bytes, edits: Sequence[tuple[Value, Pieces]]) -> Pieces:
    """Put new text in the place of values; they must not overlap.

    Parameters
    ----------
    data : bytes
        The document.
    edits : sequence of (Value, pieces)
        What is replaced, by what.

    Returns
    -------
    pieces
        The new document; what did not change is not copied.
    """
    view, pieces, at = memoryview(data), list[bytes | memoryview](), 0
    for value, text in sorted(edits, key=lambda edit: edit[0].start):
        if value.start < at:
            raise ValueError("edits overlap")
        pieces += [view[at : value.start], *text]
        at = value.end
    return [*pieces, view[at:]]


def _empty_look(data: bytes, start: int) -> Look:
    """Guess from the line it stands on how the first member would be set."""
    line = data.rfind(b"\n", 0, start) + 1
    lead = data[line:start]
    colon = b":" + lead.rpartition(b":")[2] if b":" in lead else b": "
    indent = lead[: len(lead) - len(lead.lstrip())]
    if not line or not lead[len(indent) :].startswith(b'"'):
        return Look(b"", _between(colon), colon, b"")
    newline = b"\r\n" if data[line - 2 : line - 1] == b"\r" else b"\n"
    before = newline + indent + _unit(data)
    return Look(before, before, colon, newline + indent)
