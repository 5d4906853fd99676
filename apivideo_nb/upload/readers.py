"""Bytes to send: in memory, in a file, or coming out of a pipe.

They are given in small views or ranges, by offset, so that chunks can be sent side by
side and again, and memory stays flat whatever the size. What is read is always the
same, or reading fails.
"""

import functools
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO, Protocol

from ..api.filerange import VIEW, FileRange, changed
from ..errors import SourceError

#: bytes in the ranges of a file that a connection is given at a time, and the seconds
#: that one should take: on a slow line progress would be told too seldom
SMALLEST, LARGEST = VIEW // 4, 4 * VIEW
SOON = 0.2


class ByteSource(Protocol):
    """Bytes of known number, readable at any offset, from several threads.

    Attributes
    ----------
    name : str
        What the file is called.
    size : int
        Bytes in all.
    """

    name: str
    size: int

    @property
    def stamp(self) -> str | None:
        """Changes when the file does; None where there is nothing that could change."""

    @property
    def identity(self) -> str | None:
        """By what it is recognised another time; None if it cannot be."""

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Give the bytes ``[start, stop)``; a view is void once the next is taken."""

    def spans(self, start: int, stop: int) -> Iterator[memoryview | FileRange]:
        """Give the same for a connection, which can do without reading a file."""

    def close(self) -> None:
        """Give back what opening took."""


class MemoryReader:
    """Bytes that are in memory already; they are recognised by what they are."""

    stamp: str | None = None

    def __init__(
        self, data: bytes | bytearray | memoryview, name: str = "video"
    ) -> None:
        self._data = memoryview(data).cast("B")
        self.name, self.size = name, len(self._data)
        if not self.size:
            raise SourceError("There are 0 bytes to upload.")

    @functools.cached_property
    def identity(self) -> str | None:
        """Their SHA-256."""
        return f"sha256:{hashlib.sha256(self._data).hexdigest()}"

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Give slices of the bytes themselves."""
        for at in range(start, stop, VIEW):
            yield self._data[at : min(at + VIEW, stop)]

    spans = views

    def close(self) -> None:
        """Let go of the bytes."""
        self._data.release()


class PathReader:
    """A file on this machine; it must stay as it is while it is sent."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self.name, self.size = path.name, path.stat().st_size
        self.stamp: str | None = _stamp(path)

    @property
    def identity(self) -> str | None:
        """Where it is."""
        return f"path:{self._path}"

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Read the file, with a position of our own."""
        for span in self.spans(start, stop):
            yield from span

    def spans(self, start: int, stop: int) -> Iterator[FileRange]:
        """Give ranges of the file."""
        try:
            with self._path.open("rb", buffering=0) as file:
                yield from _ranges(file, start, stop)
            same = _stamp(self._path) == self.stamp
        except FileNotFoundError:
            same = False
        if not same:
            raise changed(self.name)

    def close(self) -> None:
        """Nothing is open between two reads."""


class ContentReader(PathReader):
    """A file that is recognised by what is in it, wherever it lies."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path)
        self.name = name

    @functools.cached_property
    def identity(self) -> str | None:
        """The SHA-256 of its bytes."""
        with self._path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


class OpenFileReader:
    """An open file with one position, shared by all who read.

    Nobody knows whether it will be the same another time: it has no identity.
    """

    stamp: str | None = None
    identity: str | None = None

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._lock = file, threading.Lock()
        self.name, self.size = name, file.seek(0, os.SEEK_END)
        if not self.size:
            raise SourceError(f"{name} is empty.")

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Read the file, in turn with others."""
        for at in range(start, stop, VIEW):
            with self._lock:
                self._file.seek(at)
                data = self._file.read(min(VIEW, stop - at))
            if len(data) < min(VIEW, stop - at):
                raise changed(self.name)
            yield memoryview(data)

    spans = views

    def close(self) -> None:
        """Leave it open: whoever opened it closes it."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A chunk of a stream, on disk until it has been sent."""

    file: FileIO
    size: int
    last: bool

    def spans(self) -> Iterator[FileRange]:
        """Give ranges of it, from its beginning."""
        return _ranges(self.file, 0, self.size)


class Stream:
    """Bytes that come once and nobody knows how many, as out of a pipe.

    Parameters
    ----------
    file : binary file object
        Read from where it stands, to its end.
    name : str
        What it is called.

    Attributes
    ----------
    size : int
        0: nobody knows.

    Raises
    ------
    SourceError
        If nothing comes.
    """

    size = 0
    identity: str | None = None

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self.name = file, name
        self._ahead = self._read(1)
        if not self._ahead:
            raise SourceError(f"{name} is empty.")

    def chunks(self, size: int) -> Iterator[Spooled]:
        """Cut the stream into chunks of `size` bytes; the last may be smaller.

        A pipe can be read once only and a chunk may have to be sent twice: each waits
        on disk while it is sent. Who takes a chunk closes its file.
        """
        while self._ahead:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed by the taker
            length = 0
            while self._ahead and length < size:
                length += file.write(self._ahead)
                # at the end one byte more: whether this chunk is the last
                self._ahead = self._read(min(VIEW, size - length) or 1)
            yield Spooled(file, length, last=not self._ahead)

    def close(self) -> None:
        """Leave it open: whoever opened it closes it."""

    def _read(self, count: int) -> bytes:
        data = self._file.read(count)
        if data is None:
            raise SourceError(
                f"{self.name} gives nothing yet.", hint="Open it in blocking mode."
            )
        return data


def _stamp(path: Path) -> str:
    found = path.stat()
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"


def _ranges(
    file: FileIO,
    start: int,
    stop: int,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[FileRange]:
    """Cut a file into ranges that are soon gone, and not too many."""
    length, at = VIEW, start
    while at < stop:
        began = clock()
        yield FileRange(file, at, min(at + length, stop))
        at += length
        took = clock() - began
        if took < SOON / 4:
            length = min(2 * length, LARGEST)
        elif took > SOON:
            length = max(length // 2, SMALLEST)
