"""Files elsewhere, by an address of fsspec: ``s3://…``, ``gs://…``, ``zip://…::…``.

fsspec is optional. It is asked what a file is, and read by offset, so that chunks can
be sent side by side and again; what has no length is read as a stream.
"""

import hashlib
import importlib.util
import re
from collections.abc import Iterator
from typing import Any

from ..api.filerange import VIEW, changed
from ..errors import SourceError
from .readers import Stream

_ADDRESS = re.compile(r"(?:[A-Za-z0-9+.-]+::)*([A-Za-z][A-Za-z0-9+.-]+)://")
_PASSWORD = re.compile(r"(?<=://)[^/@]*@")


def scheme_of(text: str) -> str | None:
    r"""Tell what kind of address a text is; None if it is none.

    Examples
    --------
    >>> scheme_of("simplecache::S3://bucket/talk.mp4"), scheme_of(r"C:\talk.mp4")
    ('s3', None)
    """
    found = _ADDRESS.match(text)
    return found[1].lower() if found else None


def open_remote(url: str) -> "RemoteReader | Stream":
    """Find a file that fsspec can read.

    Parameters
    ----------
    url : str
        As fsspec has it; credentials come from where it looks for them.

    Raises
    ------
    SourceError
        If fsspec is not installed, does not know such addresses, or there is nothing.
    """
    try:
        files, path = _fsspec(url).url_to_fs(url)
        found = files.info(path)
    except Exception as exc:  # noqa: BLE001  # each file system has errors of its own
        raise _error(url, exc) from None
    name = path.rstrip("/").rpartition("/")[2] or "video"
    if found.get("type") == "directory":
        raise SourceError(
            f"{shown(url)} is a directory.", hint="Give the address of one video file."
        )
    size = found.get("size")
    if size is None:
        return Stream(_opened(files, path, url), name)
    if not size:
        raise SourceError(
            f"{shown(url)} is empty.", hint="It holds 0 bytes; is it complete?"
        )
    return RemoteReader(files, path, url, name=name, size=int(size))


def check_remote(url: str) -> None:
    """Look whether there is a way to read such addresses, without going there.

    Raises
    ------
    SourceError
        If fsspec is not installed, or does not know them.
    """
    try:
        _fsspec(url)
        from fsspec import get_filesystem_class  # noqa: PLC0415  # as below

        get_filesystem_class(scheme_of(url))
    except Exception as exc:  # noqa: BLE001  # as below
        raise _error(url, exc) from None


def matching(url: str) -> list[str]:
    """Give the addresses of all files that match a pattern, or the one that is given.

    Parameters
    ----------
    url : str
        Like ``s3://bucket/clips/*.mp4``; of what cannot be asked nothing matches.
    """
    if "*" not in url or "::" in url or scheme_of(url) in {"http", "https"}:
        return [url]
    try:
        files, path = _fsspec(url).url_to_fs(url)
        found = sorted(files.glob(path))
        return [files.unstrip_protocol(one) for one in found] or [url]
    except Exception:  # noqa: BLE001  # it is said why when the row is uploaded
        return [url]


def shown(url: str) -> str:
    """Give an address as it may be shown: without a name and a password.

    Examples
    --------
    >>> shown("ftp://ann:secret@host/talk.mp4")
    'ftp://host/talk.mp4'
    """
    return _PASSWORD.sub("", url)


class RemoteReader:
    """A file that fsspec reads; it must stay as it is while it is sent."""

    def __init__(
        self, files: Any, path: str, url: str, *, name: str, size: int
    ) -> None:
        self._files, self._path, self._url = files, path, url
        self.name, self.size = name, size
        self.stamp: str | None = self._look()

    @property
    def identity(self) -> str | None:
        """Where it is."""
        return f"url:{self._url}"

    def views(self, start: int, stop: int) -> Iterator[memoryview]:
        """Read the file, with a position of our own."""
        with _opened(self._files, self._path, self._url) as file:
            file.seek(start)
            for at in range(start, stop, VIEW):
                wanted = min(VIEW, stop - at)
                try:
                    data = file.read(wanted)
                except Exception as exc:  # noqa: BLE001  # as above
                    raise _error(self._url, exc) from None
                if len(data) < wanted:
                    raise changed(self.name)
                yield memoryview(data)
        if self._look() != self.stamp:
            raise changed(self.name)

    spans = views

    def close(self) -> None:
        """Nothing is open between two reads."""

    def _look(self) -> str | None:
        # what most file systems make of size, time of change and ETag
        try:
            self._files.invalidate_cache()
            return hashlib.sha256(
                str(self._files.ukey(self._path)).encode()
            ).hexdigest()
        except Exception:  # noqa: BLE001  # it is gone, or nobody can tell
            return None


def _fsspec(url: str) -> Any:
    """Give `fsspec.core`, or say what to do without it."""
    if importlib.util.find_spec("fsspec") is None:
        raise SourceError(
            f"No way to read {scheme_of(url)}:// links.",
            hint="pip install fsspec, or give an http(s) link or a path.",
        )
    import fsspec.core  # noqa: PLC0415  # optional, and slow to load

    return fsspec.core


def _opened(files: Any, path: str, url: str) -> Any:
    try:
        # chunks are read from end to end, and only once each
        return files.open(path, "rb", cache_type="readahead", block_size=4 * VIEW)
    except Exception as exc:  # noqa: BLE001  # as above
        raise _error(url, exc) from None


def _error(url: str, exc: Exception) -> SourceError:
    match exc:
        case SourceError():
            return exc
        case FileNotFoundError():
            return SourceError(
                f"There is no file {shown(url)}.", hint="Check the address."
            )
        case ImportError():  # the one that knows this kind is not installed
            hint = "Install it, or give an http(s) link or a path."
            return SourceError(f"{shown(url)}: {exc}.", hint=hint)
        case ValueError() if "rotocol not known" in str(exc):
            return SourceError(
                f"No way to read {scheme_of(url)}:// links.",
                hint="Give an http(s) link, a path, or an address that fsspec knows.",
            )
    reason = shown(str(exc).partition("\n")[0]) or type(exc).__name__
    return SourceError(f"{shown(url)} cannot be read: {reason}.")
