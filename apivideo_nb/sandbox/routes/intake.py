"""A multipart body, from the socket to a temporary file, never whole in memory."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import (
    MultipartParser,
    MultipartState,
    parse_options_header,
)
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from ..inflow import pour
from ..rules.problems import disk_full, problem
from ..store.files import Files
from .plumbing import drain

_MAX_FIELD: Final = 4096
_MAX_FIELDS: Final = 64


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in.

    Attributes
    ----------
    path : Path
        The file, synced to disk; gone after the ``with`` unless it was moved away.
    filename : str
        Its name on the sender's side, without folders; may be empty.
    size : int
        Bytes sent, those beyond the limit included (they are not kept).
    files : int
        Number of file parts.
    fields : mapping
        The other parts, by name.
    """

    path: Path
    filename: str
    size: int
    files: int
    fields: dict[str, str]

    def check(self, limit: int) -> None:
        """Insist on exactly one file part, not empty and at most `limit` bytes.

        Raises
        ------
        Problem
            400, if it is otherwise.
        """
        if self.files == 0:
            raise problem("uploaded-file-no-file", name="file")
        if self.files > 1:
            raise problem("uploaded-file-multiple-files", name="file")
        if self.size == 0:
            raise problem("uploaded-file-empty", name="file")
        if self.size > limit:
            raise problem("uploaded-file-too-large", name="file")


@asynccontextmanager
async def receive(request: Request, files: Files, limit: int) -> AsyncIterator[Upload]:
    """Take in a multipart body with one file, under whatever field name.

    Parameters
    ----------
    request : Request
        Its body has not been touched.
    files : Files
        Where the temporary file goes.
    limit : int
        Bytes of the file that are kept at most.

    Raises
    ------
    Problem
        400 if the body is malformed, 507 if the disk is full.
    """
    path = await run_in_threadpool(files.new_file)
    try:
        with path.open("wb") as file:
            form = await _read(request, files, file, limit)
        yield Upload(path, form.filename, form.size, form.files, form.fields)
    finally:
        path.unlink(missing_ok=True)


async def _read(request: Request, files: Files, file: IO[bytes], limit: int) -> "_Form":
    kind, options = parse_options_header(request.headers.get("content-type"))
    form = _Form(file, limit)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        await drain(request)
        return form
    expected = request.headers.get("content-length", "")
    if not files.has_room(int(expected) if expected.isdecimal() else 0):
        raise disk_full()

    def take(data: bytes | bytearray) -> None:
        if not files.has_room():
            raise disk_full()
        parser.write(data)  # type: ignore[arg-type]  # a bytearray will do

    try:
        parser = form.parser(options[b"boundary"])
        await pour(request, take)
        await run_in_threadpool(_sync, file)
    except FormParserError:
        raise problem("invalid-payload", detail="The form is malformed.") from None
    except OSError:
        raise disk_full() from None
    if parser.state != MultipartState.END:
        raise problem("invalid-payload", detail="The form breaks off.")
    return form


@dataclass(slots=True)
class _Form:
    """Listens to the parser: the file goes to the disk, the fields are kept."""

    file: IO[bytes]
    limit: int
    filename: str = ""
    size: int = 0
    files: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    _header: tuple[bytes, bytes] = (b"", b"")
    _disposition: bytes = b""
    _value: bytes | None = None
    _name: str = ""

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def _begin(self) -> None:
        self._header, self._disposition = (b"", b""), b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name + data[start:end], value)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        name, value = self._header
        self._header = (name, value + data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = (b"", b"")

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode(errors="replace")
        filename = _filename(options)
        if filename is None:
            self._value = b""
            return
        self._value = None
        self.files += 1
        if self.files == 1:
            self.filename = filename

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._value is not None:
            self._value = (self._value + data[start:end])[:_MAX_FIELD]
            return
        self.size += end - start
        # a second file, or too long a one, is refused anyway: do not keep it
        if self.files == 1 and self.size <= self.limit:
            self.file.write(memoryview(data)[start:end])

    def _end(self) -> None:
        if self._value is not None and len(self.fields) < _MAX_FIELDS:
            self.fields[self._name] = self._value.decode(errors="replace")


def _filename(options: dict[bytes, bytes]) -> str | None:
    extended = options.get(b"filename*")
    if extended is not None:  # RFC 5987: charset'language'percent-encoded
        name = unquote(extended.decode("ascii", "replace").rpartition("'")[2])
    elif b"filename" in options:
        name = options[b"filename"].decode(errors="replace")
    else:
        return None
    return re.split(r"[\\/]", name)[-1]


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
