"""What can be uploaded, opened: a link, a video to copy, or bytes that can be read."""

import contextlib
import glob
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..api.models import Video
from ..errors import SourceError
from .readers import ByteSource, MemoryReader, OpenFileReader, PathReader, Stream
from .remote import open_remote, scheme_of

_VIDEO_ID = re.compile(r"vi[0-9A-Za-z]{16,24}")


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


Source = Link | Copy | ByteSource | Stream


def open_source(source: object) -> Source:
    """Find out what `source` is, and that it can be sent.

    Parameters
    ----------
    source : str, os.PathLike, bytes, binary file object or Video
        A string is a URL if it starts with http(s)://, an address for fsspec if it
        starts with another scheme, the id of a video if it looks like one and no such
        file exists, else a path. A file object is sent from its
        beginning if it can seek, else from where it stands, to its end.

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
            return MemoryReader(source)
        case os.PathLike():
            return _path(Path(os.fspath(source)).expanduser())
        case _ if hasattr(source, "read"):
            return _open_file(source)
    raise SourceError(
        f"No way to upload an object of type {type(source).__name__}.",
        hint="Give a link, a path, bytes, a file opened in binary mode, an animation, "
        "or frames with fps=…; register_source teaches other types.",
    )


def _from_text(text: str) -> Source:
    if not text.strip():
        raise SourceError("There is no source.", hint="Give a link or a path.")
    match scheme_of(text):
        case "http" | "https" if "::" not in text:
            return _link(text)
        case "file" if "::" not in text:
            return _path(Path(unquote(urlsplit(text).path)))
        case None:
            path = Path(text).expanduser()
            is_id = _VIDEO_ID.fullmatch(text) and not path.exists()
            return Copy(text) if is_id else _path(path)
        case _:
            return open_remote(text)


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


def _path(path: Path) -> ByteSource:
    try:
        if path.exists() and not path.is_file():  # opening a pipe could block for ever
            kind = "a directory" if path.is_dir() else "not an ordinary file"
            raise SourceError(
                f"{path} is {kind}.", hint="Give the path of one video file."
            )
        with path.open("rb"):
            found = PathReader(path)
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
    import difflib  # noqa: PLC0415  # most sources are found

    if glob.has_magic(path.name):
        return "For all files of a pattern there is `client.upload_many`."
    with contextlib.suppress(OSError):
        names = [p.name for p in path.parent.iterdir() if p.is_file()]
        close = difflib.get_close_matches(path.name, names, n=1)
        if close:
            return f"Did you mean {path.parent / close[0]}?"
    return "Check the path, or give a link that starts with https://."


def _open_file(file: Any) -> ByteSource | Stream:
    given = getattr(file, "name", None)
    name = Path(given).name if isinstance(given, str) and given else "video"
    nothing = file.read(0)
    if isinstance(nothing, str):
        raise SourceError(
            f"{name} is open as text.", hint='Open it in binary mode: open(path, "rb").'
        )
    if nothing is not None and not isinstance(nothing, bytes | bytearray | memoryview):
        raise SourceError(
            f"What {type(file).__name__} reads is no bytes.",
            hint="Give the path of its file, or its frames with fps=….",
        )
    if isinstance(file, io.BytesIO):
        return MemoryReader(file.getbuffer(), name)
    if isinstance(given, str) and _is_just_opened(file, Path(given)):
        # by its path it can be read side by side, and recognised another time
        return _path(Path(given))
    try:
        seekable = file.seekable()
    except AttributeError:
        seekable = hasattr(file, "seek")
    return OpenFileReader(file, name) if seekable else Stream(file, name)


def _is_just_opened(file: Any, path: Path) -> bool:
    if not isinstance(file, io.BufferedReader | io.FileIO) or not path.is_file():
        return False
    return os.path.samestat(os.fstat(file.fileno()), path.stat())
