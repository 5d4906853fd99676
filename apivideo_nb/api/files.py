"""Small files that go along with videos: pictures and texts, from a path or memory."""

import os
from collections.abc import Callable
from pathlib import Path

from .multipart import MultipartBody

#: a path, or the content itself
File = str | os.PathLike[str] | bytes


def read_file(file: File) -> tuple[str, bytes]:
    """Give name and content of a small file; what has no name is called ``file``.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    if isinstance(file, bytes):
        return "file", file
    path = Path(file).expanduser()
    return path.name, path.read_bytes()


def file_body(
    name: str, data: bytes, fields: dict[str, str] | None = None
) -> Callable[[], MultipartBody]:
    """Give what makes a fresh form with one file, for each attempt to send it."""
    return lambda: MultipartBody(name, len(data), lambda: [data], fields=fields)
