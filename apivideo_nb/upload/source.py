"""What can be uploaded, opened: a link, a video to copy, or bytes that can be read.

Bytes are read in views of 1 MiB, by offset, so that chunks can be sent side by side
and again, and memory stays flat whatever the size.
"""

import contextlib
import difflib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

from ..api.models import Video
from ..errors import SourceError

#: bytes from disk into the socket at a time
VIEW = 2**20

_VIDEO_ID = re.compile(r"vi[0-9A-Za-z]{16,24}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that the service fetches itself."""

    url: str

    @property
    def name(self) -> str:
        """Last segment of the path, else the host.

        Examples
        --------
        >>> Link("https://host/clips/my%20talk.avi?x=1").name
        'my talk.avi'
        """
        parts = urlsplit(self.url)
        return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc


@dataclass(frozen=True, slots=True)
class Copy:
    """A video of the same project, to be cloned; its title where it is known."""

    video_id: str
    name: str | None = None


class ByteSource(Protocol):
    """Bytes of known number, readable at any offset, from several threads."""

    name: str
    size: int

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Give the bytes ``[start, stop)``; a view is void once the next is taken."""

    def close(self) -> None:
        """Give back what opening took."""


Source = Link | Copy | ByteSource


def open_source(source: object) -> Source:
    """Find out what `source` is, and that it can be sent.

    Parameters
    ----------
    source : str, os.PathLike, bytes, binary file object or Video
        A string is a URL if it starts with http(s)://, the id of a video if it looks
        like one and no such file exists, else a path. A file object is sent from its
        beginning if it can seek, else from where it stands.

    Raises
    ------
    SourceError
        If there is nothing to send: missing, empty, a directory, unreadable.
    """
    match source:
        case str():
            return _from_text(source)
        case Video():
            return Copy(source.video_id, source.title)
        case bytes() | bytearray() | memoryview():
            return _Memory(source)
        case os.PathLike():
            return _path(Path(os.fspath(source)).expanduser())
        case _ if hasattr(source, "read"):
            return _open_file(source)
    raise SourceError(
        f"No way to upload an object of type {type(source).__name__}.",
        hint="Give a link, a path, bytes, or a file opened in binary mode.",
    )


def _from_text(text: str) -> Source:
    if not text.strip():
        raise SourceError("There is no source.", hint="Give a link or a path.")
    scheme = _SCHEME.match(text)
    match scheme[0].lower() if scheme else None:
        case "http://" | "https://":
            return _link(text)
        case "file://":
            return _path(Path(unquote(urlsplit(text).path)))
        case None:
            path = Path(text).expanduser()
            is_id = _VIDEO_ID.fullmatch(text) and not path.exists()
            return Copy(text) if is_id else _path(path)
        case other:
            raise SourceError(
                f"No way to read {other} links.",
                hint="Give an http(s) link, or a path on this machine.",
            )


def _link(text: str) -> Link:
    try:
        host = urlsplit(text).hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(
            f"{text} is no link: it names no host.",
            hint="A link looks like https://host/clip.mp4.",
        )
    return Link(text)


class _Memory:
    """Bytes that are in memory already."""

    def __init__(self, data: bytes | bytearray | memoryview) -> None:
        self._data = memoryview(data).cast("B")
        self.name, self.size = "video", len(self._data)
        if not self.size:
            raise SourceError("There are 0 bytes to upload.")

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        for at in range(start, stop, VIEW):
            yield self._data[at : min(at + VIEW, stop)]

    def close(self) -> None:
        self._data.release()


class _Path:
    """A file on this machine; it must stay as it is while it is sent."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stat = path.stat()
        self.name, self.size = path.name, self._stat.st_size

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        with self._path.open("rb", buffering=0) as file:
            file.seek(start)
            yield from _read_views(file, stop - start, self._check)
        self._check()

    def close(self) -> None:
        pass

    def _check(self) -> None:
        now = self._path.stat()
        before = self._stat
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise SourceError(
                f"{self.name} was changed while it was being sent.",
                hint="Upload it again once nothing writes to it.",
            )


class _File:
    """An open file with one position, shared by all who read."""

    def __init__(self, file: IO[bytes], name: str, *, owned: bool) -> None:
        self._file, self._owned, self._lock = file, owned, threading.Lock()
        self.name, self.size = name, file.seek(0, os.SEEK_END)
        if not self.size:
            raise SourceError(f"{name} is empty.")

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        for at in range(start, stop, VIEW):
            with self._lock:
                self._file.seek(at)
                data = self._file.read(min(VIEW, stop - at))
            if len(data) < min(VIEW, stop - at):
                raise SourceError(f"{self.name} became shorter while it was sent.")
            yield memoryview(data)

    def close(self) -> None:
        if self._owned:
            self._file.close()


def _read_views(file: Any, length: int, on_short: Any) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(min(VIEW, length)))
    while length:
        count = file.readinto(buffer[: min(VIEW, length)])
        if not count:
            on_short()
            raise SourceError("The file became shorter while it was sent.")
        yield buffer[:count]
        length -= count


def _path(path: Path) -> ByteSource:
    try:
        if path.exists() and not path.is_file():  # opening a pipe could block for ever
            kind = "a directory" if path.is_dir() else "not an ordinary file"
            raise SourceError(
                f"{path} is {kind}.", hint="Give the path of one video file."
            )
        with path.open("rb"):
            found = _Path(path)
    except FileNotFoundError:
        raise SourceError(
            f"There is no file {path} (seen from {Path.cwd()}).", hint=_like(path)
        ) from None
    except (OSError, ValueError) as exc:  # the latter for a name with a null byte
        reason = getattr(exc, "strerror", None) or str(exc)
        raise SourceError(f"{path} cannot be read: {reason.lower()}.") from None
    if not found.size:
        raise SourceError(f"{path} is empty.", hint="It holds 0 bytes; is it complete?")
    return found


def _like(path: Path) -> str:
    with contextlib.suppress(OSError):
        names = [p.name for p in path.parent.iterdir() if p.is_file()]
        close = difflib.get_close_matches(path.name, names, n=1)
        if close:
            return f"Did you mean {path.parent / close[0]}?"
    return "Check the path, or give a link that starts with https://."


def _open_file(file: Any) -> ByteSource:
    given = getattr(file, "name", None)
    name = Path(given).name if isinstance(given, str) and given else "video"
    if isinstance(file.read(0), str):
        raise SourceError(
            f"{name} is open as text.", hint='Open it in binary mode: open(path, "rb").'
        )
    try:
        seekable = file.seekable()
    except AttributeError:
        seekable = hasattr(file, "seek")
    if seekable:
        return _File(file, name, owned=False)
    # a pipe can be read once only, a part may have to be sent twice
    spool = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
    shutil.copyfileobj(file, spool, VIEW)
    return _File(spool, name, owned=True)
