"""A file in ``multipart/form-data``, streamed: framing around views, nothing copied."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from .filerange import FileRange

#: what a connection sends at a time
Span = bytes | memoryview | FileRange
#: told how many bytes have been handed to the network since the last time
OnSent = Callable[[int], object]


class MultipartBody:
    """A form with some text fields and one file, of known length.

    Iterating gives the framing and the file's own views as they are; a view counts as
    sent when the next one is asked for, so progress never runs ahead of the socket.

    Parameters
    ----------
    file_name : str
        What the file is called over there.
    size : int
        Bytes in the file.
    views : callable
        Gives the file's bytes, in order.
    fields : mapping, optional
        Text fields, sent before the file.
    on_sent : callable, optional
        Called with the length of each view after it has been sent.

    Examples
    --------
    >>> body = MultipartBody("a.txt", 2, lambda: [b"hi"])
    >>> len(body) == sum(len(view) for view in body)
    True
    """

    def __init__(
        self,
        file_name: str,
        size: int,
        views: Callable[[], Iterable[Span]],
        *,
        fields: Mapping[str, str] | None = None,
        on_sent: OnSent | None = None,
    ) -> None:
        boundary = os.urandom(16).hex()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        text = "".join(
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'
            for name, value in (fields or {}).items()
        )
        text += (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; '
            f'filename="{_quoted(file_name)}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        self._head = text.encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._size = size
        self._views = views
        self._on_sent = on_sent

    def __len__(self) -> int:
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[Span]:
        yield self._head
        for view in self._views():
            yield view
            if self._on_sent is not None:
                self._on_sent(len(view))
        yield self._tail


def _quoted(name: str) -> str:
    # how browsers do it (WHATWG, "multipart/form-data encoding algorithm")
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
