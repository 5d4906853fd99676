"""A body on its way from the socket to the disk: one thread, one buffer.

Nothing is in between. An event loop would wake up for every 64 KiB, and each layer of a
server would copy what it passes on.
"""

import math
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from .rules.pace import Pace

#: takes the next bytes, in a thread; they are overwritten once it returns
Sink = Callable[[bytes | bytearray], None]

#: name of the ASGI extension by which a connection offers its socket
SHORT_WAY: Final = "apivideo_nb.pour"
#: how often a client is judged while patience lasts
LOOKS: Final = 4
#: bytes that are taken and thrown away, so that a refusal is read
MAX_DRAIN: Final = 2**30

_PIECE: Final = 2**20
_TICK: Final = 0.25  # seconds


async def pour(request: Request, sink: Sink) -> None:
    """Give the body of a request to a sink.

    Parameters
    ----------
    request : Request
        Its body has not been touched.
    sink : callable
        Takes the bytes as they come. If it fails, the rest is taken and thrown away.

    Raises
    ------
    ClientDisconnect
        If the body will never be complete.
    """
    short = request.scope.get("extensions", {}).get(SHORT_WAY)
    if short is not None:
        await short["pour"](sink)
        return
    async for data in request.stream():  # of unknown length, or one of several at once
        await run_in_threadpool(sink, data)


class Inflow:
    """What is left of a body, read from a socket that nobody else reads meanwhile.

    Parameters
    ----------
    line : socket
        Where it comes from; closed at the end.
    left : int
        Bytes still to come.
    patience : float
        Seconds that silence, or a trickle, is put up with.
    """

    def __init__(self, line: socket.socket, left: int, *, patience: float) -> None:
        self.left = left
        self._line, self._patience = line, patience
        self._interval = patience / LOOKS
        self._waited, self._came, self._pace = 0.0, 0, Pace()
        self._end = math.inf
        line.settimeout(min(_TICK, self._interval))

    def pour(self, begun: bytes, sink: Sink) -> None:
        """Pass on what came with the headers, and all that is left.

        Raises
        ------
        TimeoutError
            If the client is too slow, or the server is about to end.
        ConnectionError
            If the client has gone.
        """
        buffer = bytearray(min(_PIECE, self.left))
        view = memoryview(buffer)
        with self._line:
            try:
                sink(begun)
                while self.left:
                    size = self._fill(view[: self.left])
                    sink(buffer if size == len(buffer) else bytes(view[:size]))
            except Exception:
                with suppress(OSError):
                    self._drain(view)
                raise

    def end_soon(self, seconds: float) -> None:
        """Give up in so many seconds, whatever comes."""
        self._end = time.monotonic() + seconds

    def _drain(self, view: memoryview) -> None:
        keep = max(0, self.left - MAX_DRAIN)
        while self.left > keep:
            self._fill(view[: self.left])

    def _fill(self, view: memoryview) -> int:
        filled = 0
        while filled < len(view):
            began = time.monotonic()
            try:
                count = self._line.recv_into(view[filled:])
            except TimeoutError:
                count = 0
            else:
                if not count:
                    raise ConnectionAbortedError("the client has gone")
            filled += count
            now = time.monotonic()
            self._judge(now - began, count)
            if now > self._end:
                raise TimeoutError("the server ends")
        self.left -= filled
        return filled

    def _judge(self, seconds: float, count: int) -> None:
        self._waited, self._came = self._waited + seconds, self._came + count
        if self._waited < self._interval:
            return
        self._pace = self._pace.later(self._waited, self._came)
        self._waited, self._came = 0.0, 0
        if self._pace.is_too_slow(self._patience):
            raise TimeoutError("the client is too slow")
