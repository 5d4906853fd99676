"""A range of an open file, as part of a request's body."""

import os
import socket
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from ..errors import SourceError

#: bytes that are read at a time where they have to be
VIEW = 2**18


class FileRange:
    """Bytes ``[start, stop)`` of an open file, sent without reading them if possible.

    A connection that does not know it takes it as an iterable of views.

    Parameters
    ----------
    file : io.FileIO
        Used by nobody else meanwhile; it is read by its own position.
    start, stop : int
        Where in the file.

    Examples
    --------
    >>> with open(__file__, "rb", buffering=0) as file:
    ...     print(b"".join(map(bytes, FileRange(file, 3, 10))))
    b'A range'
    """

    def __init__(self, file: FileIO, start: int, stop: int) -> None:
        self._file, self._start, self._size = file, start, stop - start

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[memoryview]:
        self._file.seek(self._start)
        left, buffer = self._size, memoryview(bytearray(min(VIEW, self._size)))
        while left:
            count = self._file.readinto(buffer[: min(VIEW, left)])
            if not count:
                raise self._shorter()
            yield buffer[:count]
            left -= count

    def send_by(self, connection: socket.socket) -> None:
        """Let the system send it.

        Raises
        ------
        SourceError
            If the file became shorter.
        TimeoutError
            If not a byte leaves for as long as the connection's timeout.
        """
        if not hasattr(os, "sendfile"):  # Windows
            for view in self:
                connection.sendall(view)
        elif connection.sendfile(self._file, self._start, self._size) < self._size:
            raise self._shorter()

    def _shorter(self) -> SourceError:
        name = self._file.name
        return changed(Path(name).name if isinstance(name, str) else "The file")


def changed(name: str) -> SourceError:
    """Say that a source is not what it was when the upload began."""
    return SourceError(
        f"{name} was changed while it was being sent.",
        hint="Upload it again once nothing writes to it.",
    )
