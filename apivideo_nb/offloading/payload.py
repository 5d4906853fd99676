"""Base64 that stands in JSON text, in place, and lifted out of the words around it.

Notebooks hold it in one string or in a list of lines, so that quotes, commas and white
space may run through the middle of it. It may be most of the file: nothing is decoded
or copied that is not asked for, and the words around it stay small.
"""

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .jsontext import Value, string_end

# from one line of a list to the next
_JOIN = rb'"[ \t\r\n]*+,[ \t\r\n]*+"'
_join = re.compile(_JOIN)
# up to the end of the attribute, whatever stands there: it may be wrong
_BODY = rb"(?:[^\"\\'<>() ]++|\\[nrt/\\]|" + _JOIN + rb")*+"
_uri = re.compile(
    rb"data:(?P<mime>(?:video|image)\\?/[\w.+-]{1,60})(?:;[\w=.+-]{1,80})*?;base64,"
    rb"(?P<body>" + _BODY + rb")",
    re.IGNORECASE,
)
# the first is JavaScript's way to go on a line below; it must go first
_ESCAPES = ((b"\\\\", b""), (b"\\/", b"/"), (b"\\n", b""), (b"\\r", b""), (b"\\t", b""))


@dataclass(frozen=True, slots=True, eq=False)
class Payload:
    """Base64 in JSON text, not decoded yet.

    Attributes
    ----------
    data : bytes
        The whole document.
    start, end : int
        Where it stands.
    mime : str
        What it claims to be.
    """

    data: bytes
    start: int
    end: int
    mime: str

    @property
    def size(self) -> int:
        """Bytes that it takes of the document."""
        return self.end - self.start

    @property
    def raw(self) -> memoryview:
        """Its text as it stands, not copied."""
        return memoryview(self.data)[self.start : self.end]

    def decode(self) -> bytes:
        """Give the bytes.

        Raises
        ------
        ValueError
            If it is no base64, in words that follow "it".
        """
        text = self.data[self.start : self.end]
        while found := _join.search(text):
            text = text.replace(found[0], b"")
        if b"\\" in text:
            for escape, char in _ESCAPES:
                text = text.replace(escape, char)
        if b"%" in text:
            text = unquote_to_bytes(text)
        text += b"=" * (-len(text) % 4)  # browsers do not insist on them
        try:
            return binascii.a2b_base64(text, strict_mode=True)
        except binascii.Error:
            raise ValueError("is no valid base64") from None


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """A text whose payloads were lifted out.

    Attributes
    ----------
    text : str
        The words, with a mark where a payload was.
    payloads : tuple of Payload
        What was there, in order.
    mark : str
        Stands, with a number and a semicolon behind it, for a payload.
    """

    text: str
    payloads: tuple[Payload, ...]
    mark: str

    def at(self, text: str) -> int | None:
        """Give the number of the payload that all of `text`, a data URI, stands for."""
        found = re.fullmatch(
            rf"\s*data:[^,]*,{self.mark}(\d+);\s*", text, re.IGNORECASE
        )
        return int(found[1]) if found else None

    def within(self, text: str) -> list[int]:
        """Give the numbers of the payloads in a piece of the text."""
        return [int(number) for number in re.findall(rf"{self.mark}(\d+);", text)]


def lift(value: Value) -> Lifted | None:
    r"""Lift the pictures and videos out of a string or a list of lines.

    Parameters
    ----------
    value : Value
        Where to look.

    Returns
    -------
    Lifted or None
        None if nothing is there.

    Examples
    --------
    >>> from apivideo_nb.offloading.jsontext import read
    >>> lifted = lift(read(b'["<img src=\\"data:image/gif;base64,QUJD\\">"]'))
    >>> lifted.text, lifted.payloads[0].decode()
    ('<img src="data:image/gif;base64,payload-0;">', b'ABC')
    """
    if (
        value.kind not in '"['
        or value.data.find(b"base64,", value.start, value.end) < 0
    ):
        return None
    view, at, mark = memoryview(value.data), value.start, "payload-"
    while value.data.find(mark.encode(), value.start, value.end) >= 0:
        mark += "x-"
    payloads: list[Payload] = []
    pieces: list[bytes | memoryview] = []
    for found in _uri.finditer(value.data, value.start, value.end):
        start, end = found.span("body")
        mime = found["mime"].replace(b"\\", b"").decode().lower()
        pieces += [view[at:start], f"{mark}{len(payloads)};".encode()]
        payloads.append(Payload(value.data, start, end, mime))
        at = end
    if not payloads:
        return None
    # what is left is JSON still: only insides of strings are gone
    small = b"".join([*pieces, view[at : value.end]])
    return Lifted(Value(small, 0, len(small)).text(), tuple(payloads), mark)


def whole(value: Value, mime: str) -> Payload:
    """Take a string, or a list of lines, that is base64 from its first character on."""
    start = value.data.find(b'"', value.start, value.end) + 1
    end = value.data.rfind(b'"', value.start, value.end)
    if start == 0 or end < start:  # an empty list
        start = end = value.start
    return Payload(value.data, start, end, mime)


def join_of(value: Value) -> tuple[bytes, bytes, bytes]:
    """Give what stands before, between and behind the lines of a list of strings."""
    data = value.data
    first = data.find(b'"', value.start, value.end)
    if first < 0:
        return b"", b", ", b""
    before = data[value.start + 1 : first]
    end = string_end(data, first)
    last = data.rfind(b'"', value.start, value.end) + 1
    between = (
        data[end : data.find(b'"', end)] if end < last else b"," + (before or b" ")
    )
    return before, between, data[last : value.end - 1]
