"""What is to be uploaded, row by row: paths, patterns, mappings, a DataFrame."""

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..api.models import Video
from .remote import matching, scheme_of


@dataclass(frozen=True, slots=True)
class Row:
    """A source, and options of its own."""

    source: object
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called: as it was given, or as bytes and files are called.

        Examples
        --------
        >>> Row("clips/a.mp4").name, Row(b"abc").name
        ('clips/a.mp4', 'bytes')
        """
        if isinstance(self.source, str | os.PathLike):
            return str(self.source)
        name = getattr(self.source, "video_id", None)
        name = name or getattr(self.source, "name", None)
        return name if isinstance(name, str) else type(self.source).__name__

    @property
    def size(self) -> int:
        """Bytes in the source, as far as this machine knows; else 0.

        Examples
        --------
        >>> Row(b"abc").size, Row("https://host/a.mp4").size
        (3, 0)
        """
        if isinstance(self.source, bytes | bytearray | memoryview):
            return memoryview(self.source).nbytes
        if isinstance(self.source, str | os.PathLike):
            try:
                return Path(self.source).expanduser().stat().st_size
            except (OSError, ValueError, RuntimeError):
                return 0
        return 0


def rows_of(given: object) -> Iterator[Row]:
    """Read what is to be uploaded.

    Parameters
    ----------
    given : str, os.PathLike, iterable or DataFrame
        A path, or a pattern like ``clips/**/*.mp4`` or ``s3://bucket/*.mp4``; or
        several of them; or any other source; or mappings (the rows of a table), each
        with a ``source`` and whatever else `Client.upload` takes. What is missing in a
        table is not given.

    Examples
    --------
    >>> [row.source for row in rows_of(["a.mp4", {"source": "b.mp4", "title": "B"}])]
    ['a.mp4', 'b.mp4']
    """
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a DataFrame
        given = given.to_dict("records")
    single = isinstance(given, str | bytes | os.PathLike | Mapping | Video)
    for item in [given] if single or not isinstance(given, Iterable) else given:
        if isinstance(item, Mapping):
            there = {str(k): v for k, v in item.items() if not _is_missing(v)}
            source = there.pop("source", "")
            yield from (Row(one, there) for one in _expanded(source))
        else:
            yield from map(Row, _expanded(item))


def _expanded(source: Any) -> list[Any]:
    if not isinstance(source, str | os.PathLike):
        return [source]
    text = os.fspath(source)
    if scheme_of(text):
        return matching(text)
    if not glob.has_magic(text) or os.path.lexists(text):
        return [source]
    # not Path.glob: a pattern may be absolute, or begin with a tilde
    found = glob.glob(os.path.expanduser(text), recursive=True)  # noqa: PTH111, PTH207
    return sorted(filter(os.path.isfile, found)) or [source]


def _is_missing(value: object) -> bool:
    # what a DataFrame has in an empty cell
    nan = isinstance(value, float) and value != value  # noqa: PLR0124
    return value is None or nan or type(value).__name__ in {"NAType", "NaTType"}
