"""The ``Content-Range`` header of a progressive upload, and every rule about it.

https://docs.api.video/vod/progressive-upload

Order of the checks: `parse_range`, `check_header` (before the body is read), then
`check_file` and `check_new` (once its size is known). `is_complete` says when to stop.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from .problems import Problem, problem

MIN_CHUNK: Final = 5 * 2**20
MAX_CHUNK: Final = 200 * 2**20
MAX_PARTS: Final = 10_000
MAX_TOTAL_BYTES: Final = 52_428_800_000
MAX_SOURCE: Final = 30 * 2**30

_GRAMMAR: Final = re.compile(
    r"(?:bytes (\d{1,40})-(\d{1,40})|part (\d{1,40}))/(\d{1,40}|\*)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Range:
    """One header: what it says this chunk is, and out of how much.

    Attributes
    ----------
    unit : "bytes" or "part"
        How the upload is counted.
    first, last : int
        First and last byte, both inclusive; for a part its number, twice.
    total : int or None
        Bytes or parts of the whole; None for ``*``.
    """

    unit: Literal["bytes", "part"]
    first: int
    last: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a video has received so far.

    Attributes
    ----------
    unit : str or None
        ``bytes`` or ``part``; None before the first chunk.
    total : int or None
        The whole in that unit, once a header has said it.
    ranges : tuple of (first, last)
        Chunks received, as in `Range`, in order.
    size : int
        Bytes received.
    """

    unit: str | None = None
    total: int | None = None
    ranges: tuple[tuple[int, int], ...] = ()
    size: int = 0


def parse_range(header: str) -> Range:
    """Read a header.

    Raises
    ------
    Problem
        If it does not follow the grammar.

    Examples
    --------
    >>> parse_range("part 2/*")
    Range(unit='part', first=2, last=2, total=None)
    """
    match = _GRAMMAR.fullmatch(header)
    if match is None:
        raise _fault("malformed", f"{header[:100]!r} was sent.")
    start, stop, part, whole = match.groups()
    total = None if whole == "*" else int(whole)
    if part is not None:
        return Range("part", int(part), int(part), total)
    return Range("bytes", int(start), int(stop), total)


def check_header(new: Range, held: Progress) -> None:
    """Check unit and arithmetic of a header against what is already there.

    Raises
    ------
    Problem
        For the first rule broken, in the contract's order.
    """
    if held.unit not in (None, new.unit):
        raise _fault(f"started-with-{held.unit}")
    if new.unit == "bytes":
        _check_bytes(new, held)
    else:
        _check_part(new, held)


def check_file(new: Range | None, held: Progress, size: int) -> None:
    """Check the size of the file that came, 0 excluded already.

    Parameters
    ----------
    new : Range or None
        None when the upload is a regular one.
    held : Progress
        What was received before.
    size : int
        Bytes of the file part.

    Raises
    ------
    Problem
        If file or range is too small or too large, or they disagree.
    """
    if new is not None and new.unit == "bytes":
        length = new.last - new.first + 1
        if length < MIN_CHUNK and not _is_final(new, held):
            raise _fault(
                "by-bytes-range-too-small", f"The minimum is {MIN_CHUNK} bytes."
            )
        if length > MAX_CHUNK:
            raise _fault(
                "by-bytes-range-too-large", f"The maximum is {MAX_CHUNK} bytes."
            )
    if size > MAX_CHUNK or held.size + size > MAX_SOURCE:
        raise problem("uploaded-file-too-large", name="file")
    if new is None:
        return
    total = new.total or held.total
    if new.unit == "bytes":
        if total is not None and total > MAX_SOURCE:
            raise problem("uploaded-file-too-large", name="file")
        if size != length:
            raise _fault("by-bytes-range-mismatch", f"The file has {size} bytes.")
    elif size < MIN_CHUNK and not _is_final(new, held):
        raise _fault(
            "by-part-uploaded-file-too-small", f"The minimum is {MIN_CHUNK} bytes."
        )


def check_new(new: Range, held: Progress) -> None:
    """Refuse a chunk that was received before, in whole or in part.

    Raises
    ------
    Problem
        If the range overlaps, or the part is already there.
    """
    for first, last in held.ranges:
        if first <= new.last and new.first <= last:
            if new.unit == "part":
                raise _fault("by-part-part-already-sent", f"Part {new.first} is here.")
            raise _fault("by-bytes-range-overlap", f"Bytes {first}-{last} are here.")


def is_complete(held: Progress) -> bool:
    """Tell whether nothing is missing any more.

    Examples
    --------
    >>> is_complete(Progress("part", 2, ((1, 1), (2, 2)), 9))
    True
    """
    # ranges never overlap and never leave [0, total): adding up is enough
    return held.total == sum(last - first + 1 for first, last in held.ranges)


def _check_bytes(new: Range, held: Progress) -> None:
    highest = max((last for _, last in held.ranges), default=-1)
    total = new.total if new.total is not None else held.total
    rows = (
        ("total-bytes-zero", new.total == 0, ""),
        (
            "total-bytes-too-high",
            new.total is not None and new.total > MAX_TOTAL_BYTES,
            f"The maximum is {MAX_TOTAL_BYTES}.",
        ),
        (
            "to-byte-too-high-allowed",
            new.last > MAX_TOTAL_BYTES - 1,
            f"The maximum is {MAX_TOTAL_BYTES - 1}.",
        ),
        ("different-total-bytes", _differs(new, held), f"It was {held.total}."),
        (
            "total-bytes-too-low",
            new.total is not None and new.total <= highest,
            f"Byte {highest} is here.",
        ),
        (
            "to-byte-too-high-total",
            total is not None and new.last >= total,
            f"The total is {total}.",
        ),
        ("from-byte-too-high", new.first > new.last, f"{new.first} > {new.last}."),
    )
    _raise_first("by-bytes", rows)


def _check_part(new: Range, held: Progress) -> None:
    highest = max((last for _, last in held.ranges), default=0)
    total = new.total if new.total is not None else held.total
    late = new.total is not None and held.total is None
    rows = (
        ("part-zero", new.first == 0, ""),
        ("total-parts-zero", new.total == 0, ""),
        (
            "part-too-high-allowed",
            new.first > MAX_PARTS,
            f"The maximum is {MAX_PARTS}.",
        ),
        (
            "total-parts-too-high",
            new.total is not None and new.total > MAX_PARTS,
            f"The maximum is {MAX_PARTS}.",
        ),
        (
            "part-too-high-total",
            total is not None and new.first > total,
            f"The total is {total}.",
        ),
        ("different-total-parts", _differs(new, held), f"It was {held.total}."),
        (
            "total-parts-too-low",
            late and new.total is not None and new.total <= highest,
            f"Part {highest} is here.",
        ),
    )
    _raise_first("by-part", rows)


def _raise_first(unit: str, rows: tuple[tuple[str, bool, str], ...]) -> None:
    for slug, broken, detail in rows:
        if broken:
            raise _fault(f"{unit}-{slug}", detail or None)


def _differs(new: Range, held: Progress) -> bool:
    return None not in (new.total, held.total) and new.total != held.total


def _is_final(new: Range, held: Progress) -> bool:
    total = new.total if new.total is not None else held.total
    end = new.last + 1 if new.unit == "bytes" else new.last
    return total == end


def _fault(slug: str, detail: str | None = None) -> Problem:
    return problem(f"video-content-range-{slug}", name="Content-Range", detail=detail)
