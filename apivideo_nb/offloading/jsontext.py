"""JSON as text: where each value of a document stands.

A document is read as a tree of spans, strictly, and nothing of it is decoded until
somebody asks. Arrays and objects that hold no others are one span each, found by one
regular expression, so that a notebook is read about as fast as `json` would.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 200
"""Levels of arrays and objects, many more than any notebook has."""

_WS = rb"[ \t\n\r]*+"
_STRING = (
    rb'"[^"\\\x00-\x1f]*+'
    rb'(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*+)*+"'
)
# Python writes NaN and Infinity, and so do notebooks; it reads no longer numbers
_OTHER = (
    rb"(?:-?(?:(?:0|[1-9][0-9]{0,4299}+)(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+|Infinity)"
    rb"|true|false|null|NaN)"
)
_SCALAR = rb"(?:" + _STRING + rb"|" + _OTHER + rb")"
_MEMBER = _STRING + _WS + rb":" + _WS + _SCALAR + _WS
_FLAT_ARRAY = (
    rb"\[" + _WS + rb"(?:" + _SCALAR + _WS
    + rb"(?:," + _WS + _SCALAR + _WS + rb")*+)?+\]"
)  # fmt: skip
_FLAT_OBJECT = (
    rb"\{" + _WS + rb"(?:" + _MEMBER + rb"(?:," + _WS + _MEMBER + rb")*+)?+\}"
)
_space = re.compile(_WS).match
_string = re.compile(_STRING).match
_flat = re.compile(_SCALAR + rb"|" + _FLAT_ARRAY + rb"|" + _FLAT_OBJECT).match
_scalar = re.compile(_SCALAR).match


class MalformedError(ValueError):
    """A text is no JSON; it says where.

    Parameters
    ----------
    data : bytes
        The text.
    at : int
        Offset of what is wrong.
    what : str
        What it is.
    """

    def __init__(self, data: bytes, at: int, what: str) -> None:
        line = data.count(b"\n", 0, at) + 1
        column = at - data.rfind(b"\n", 0, at)
        super().__init__(f"{what} at line {line}, column {column}")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object, or one item of an array (then without a key).

    Attributes
    ----------
    start, stop : int
        From the white space before it to that behind its value.
    key : str
        Its name.
    value : Value
        Its value.
    """

    start: int
    key: str
    value: "Value"
    stop: int


@dataclass(frozen=True, eq=False)
class Value:
    """A value where it stands.

    Attributes
    ----------
    data : bytes
        The whole document.
    start, end : int
        From its first to behind its last character.
    """

    data: bytes
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Its first character: ``{``, ``[``, ``"``, or that of a number or word."""
        return chr(self.data[self.start])

    @property
    def raw(self) -> memoryview:
        """Its text as it stands, not copied."""
        return memoryview(self.data)[self.start : self.end]

    @functools.cached_property
    def members(self) -> tuple[Member, ...]:
        """Members or items, in order; none if it is neither object nor array."""
        if self.kind not in "{[":
            return ()
        _, members = _container(self.data, self.start, flat=True)
        return members

    def get(self, key: str, kind: str = "") -> "Value | None":
        """Give a member's value; of several the last, as all readers do.

        Parameters
        ----------
        key : str
            Its name.
        kind : str, optional
            First characters that its text may have; any by default.
        """
        if self.kind != "{":
            return None
        found = [member.value for member in self.members if member.key == key]
        return found[-1] if found and (not kind or found[-1].kind in kind) else None

    def items(self) -> Iterator["Value"]:
        """Go through the items of an array."""
        return (member.value for member in self.members if self.kind == "[")

    def fields(self) -> Iterator[Member]:
        """Go through the members that count: of several of one name the last."""
        return iter({member.key: member for member in self.members}.values())

    def load(self) -> object:
        """Decode it."""
        # not the bytes: json would guess their encoding, and copy them first
        return json.loads(str(self.raw, "utf-8"))

    def text(self) -> str:
        """Give the text of a string, or of a list of its lines; else nothing."""
        found = self.load() if self.kind in '"[' else ""
        if isinstance(found, list):
            return "".join(line for line in found if isinstance(line, str))
        return found if isinstance(found, str) else ""


def read(data: bytes) -> Value:
    """Read a document.

    Parameters
    ----------
    data : bytes
        UTF-8 text.

    Returns
    -------
    Value
        Its one value, with all that is nested in it.

    Raises
    ------
    MalformedError
        If it is no JSON.

    Examples
    --------
    >>> document = read(b'{"a": [1, {"b": 2}]}')
    >>> [bytes(item.raw) for item in document.get("a").items()]
    [b'1', b'{"b": 2}']
    """
    _check_encoding(data)
    start = _skip(data, 0)
    value = _value(data, start, 0)
    end = _skip(data, value.end)
    if end != len(data):
        raise MalformedError(data, end, "more text behind the end")
    return value


def string_end(data: bytes, start: int) -> int:
    """Give where the string that starts there ends; it was read before."""
    found = _string(data, start)
    return found.end() if found else start


def _value(data: bytes, start: int, depth: int) -> Value:
    if found := _flat(data, start):
        return Value(data, start, found.end())
    if data[start : start + 1] not in {b"{", b"["}:
        raise MalformedError(data, start, _complaint(data, start))
    if depth > DEEPEST:
        raise MalformedError(data, start, f"over {DEEPEST} levels of nesting")
    end, members = _container(data, start, depth=depth)
    value = Value(data, start, end)
    value.__dict__["members"] = members  # they are known: no need to look again
    return value


def _container(
    data: bytes, start: int, *, flat: bool = False, depth: int = 0
) -> tuple[int, tuple[Member, ...]]:
    """Read members or items, one by one."""
    is_object = data[start] == ord("{")
    close, members = b"}" if is_object else b"]", list[Member]()
    at = start + 1
    end = _skip(data, at)
    if data[end : end + 1] == close:
        return end + 1, ()
    while True:
        before, key = at, ""
        at = _skip(data, at)
        if is_object:
            key, at = _name(data, at)
        found = _scalar(data, at) if flat else None
        value = Value(data, at, found.end()) if found else _value(data, at, depth + 1)
        stop = _skip(data, value.end)
        members.append(Member(before, key, value, stop))
        mark, at = data[stop : stop + 1], stop + 1
        if mark == close:
            return at, tuple(members)
        if mark != b",":
            raise MalformedError(data, stop, _complaint(data, stop))


def _name(data: bytes, at: int) -> tuple[str, int]:
    found = _string(data, at)
    if found is None:
        raise MalformedError(data, at, _complaint(data, at, "a name in quotes"))
    colon = _skip(data, found.end())
    if data[colon : colon + 1] != b":":
        raise MalformedError(data, colon, _complaint(data, colon, "a colon"))
    return json.loads(found[0]), _skip(data, colon + 1)


def _skip(data: bytes, at: int) -> int:
    found = _space(data, at)
    return found.end() if found else at


def _complaint(data: bytes, at: int, wanted: str = "") -> str:
    if at >= len(data):
        return "it ends too early"
    if data[at : at + 1] == b'"':
        return "a string that does not end, or holds what no string may hold"
    return f"{wanted} is missing" if wanted else "something that is no JSON"


def _check_encoding(data: bytes) -> None:
    if data.isascii():
        return
    step, at = 1 << 24, 0  # in pieces: decoded at once it may be four times as large
    while at < len(data):
        end = min(at + step, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004
            end -= 1  # not within a character
        try:
            str(memoryview(data)[at:end], "utf-8")
        except UnicodeDecodeError as exc:
            raise MalformedError(
                data, at + exc.start, "bytes that are no UTF-8"
            ) from None
        at = end
