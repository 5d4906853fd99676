"""Large assets, fetched in pieces: an answer is never more than some MiB in memory."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from ..errors import NotFoundError, TransportError
from .session import Session
from .wire import Request

#: bytes asked for at a time, less than the transport reads of one answer
PIECE = 8 * 2**20

_whole = re.compile(r"bytes \d+-\d+/(\d+)")


def download(session: Session, url: str | None) -> Iterator[bytes]:
    """Give the content of an asset, piece by piece.

    Parameters
    ----------
    session : Session
        Sends the requests; each is repeated when the network fails.
    url : str or None
        The asset's, if it has one; no bearer token goes with it.

    Raises
    ------
    NotFoundError
        If it is not there (yet).
    TransportError
        If it breaks off, or the server sends no pieces.
    """
    if url is None:
        raise NotFoundError(404, {"title": "The video has no MP4"})
    at, size = 0, 1
    while at < size:
        request = Request(
            method="GET",
            path=url,
            headers={"Range": f"bytes={at}-{at + PIECE - 1}"},
            authenticated=False,
        )
        answer = session.call(request)
        if answer.status == HTTPStatus.ACCEPTED:
            raise NotFoundError(404, {"title": "The MP4 is not made yet"})
        content = answer.content
        found = _whole.fullmatch(answer.headers.get("content-range", ""))
        length = int(answer.headers.get("content-length") or len(content))
        if (not found and at) or len(content) != length or not content:
            raise TransportError("The download broke off.")
        size = int(found[1]) if found else len(content)
        at += len(content)
        yield content
