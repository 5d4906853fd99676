"""Connections: files come the short way, and nobody is waited for without end."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from functools import partial
from typing import Any, ClassVar, Final

import httptools
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .inflow import LOOKS, SHORT_WAY, Inflow, Sink
from .rules.pace import Pace
from .rules.problems import failure

PATIENCE: Final = 30.0
#: bytes that the first line and the headers of a request may have, about
MAX_HEAD: Final = 2**16

_LATE: Final = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)
_NO_HTTP: Final = json.dumps(failure(400, "This is not valid HTTP.").body).encode()
_INVALID: Final = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
    b"Access-Control-Allow-Origin: *\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_NO_HTTP), _NO_HTTP)
)
_GRACE: Final = 0.5  # seconds that a body gets when the server ends
_STEP: Final = 2**14  # the parser has no limits: it is fed so much at a time
# a file more at once than that waits its turn, in the system's buffers
_READERS: Final = ThreadPoolExecutor(128, thread_name_prefix="body")


class _Owed(Enum):
    """What a client is expected to go on with."""

    HEAD = auto()
    BODY = auto()


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with an end to patience and a short way for files.

    The headers of a request must all be there in time, and are bounded. A body may take
    as long as it likes, unless it stops or trickles. Time in which this server does not
    read is not the client's fault and does not count; nor is a client hurried that
    reads slowly, as players do that are paused.
    """

    patience: ClassVar[float] = PATIENCE

    _owed: _Owed | None = _Owed.HEAD
    _head = 0
    _left = 0
    _came = 0
    _pace = Pace()
    _judged: _Owed | None = None
    _watch: asyncio.TimerHandle | None = None
    _inflow: Inflow | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to watch."""
        super().connection_made(transport)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse headers, and what of a body came with them."""
        self._came += len(data)
        for start in range(0, len(data), _STEP):
            step = data[start : start + _STEP]
            self._parse(step)
            self._head += len(step)
            if self._owed is _Owed.HEAD and self._head > MAX_HEAD:
                self.send_400_response("too long")
            if self.transport.is_closing():
                return

    def on_message_begin(self) -> None:
        """Expect headers."""
        self._owed, self._head = _Owed.HEAD, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Expect a body, and offer the short way for it if its length is known."""
        if self.parser.should_upgrade():
            return  # these headers are read once more
        super().on_headers_complete()
        self._owed, self._left = _Owed.BODY, 0
        length = dict(self.headers).get(b"content-length")
        if length and not self.pipeline:
            self._left = int(length)
            self.scope["extensions"] = {
                SHORT_WAY: {"pour": partial(self._pour, self.cycle)}
            }

    def on_body(self, body: bytes) -> None:
        """Count what the parser has seen."""
        self._left -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Expect nothing: whoever has asked may be silent."""
        if self.parser.should_upgrade():
            return
        self._owed = None
        super().on_message_complete()

    def _parse(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as exc:
            # Java offers HTTP/2 with its first request; the parser would take the body
            # for it, and nothing but HTTP/1.1 is spoken here
            if self.parser.get_method() == b"CONNECT":
                self.send_400_response("no proxy")
                return
            head = self._head_without_upgrade()
            self.parser = httptools.HttpRequestParser(self)
            self._parse(head + data[exc.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("no HTTP")

    def _head_without_upgrade(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        lines += [
            b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"
        ]
        return b"\r\n".join([*lines, b"", b""])

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer what is no HTTP, or has too long headers, like any other fault."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_INVALID)
        self.transport.close()

    async def _pour(self, cycle: Any, sink: Sink) -> None:
        """Give a body to a sink, in a thread that reads from the socket itself."""
        if cycle.waiting_for_100_continue:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            cycle.waiting_for_100_continue = False
        self.flow.pause_reading()
        begun, cycle.body = bytes(cycle.body), bytearray()
        line = self.transport.get_extra_info("socket").dup()
        left = self._left if cycle.more_body else 0
        inflow = self._inflow = Inflow(line, left, patience=self.patience)
        try:
            await self.loop.run_in_executor(_READERS, inflow.pour, begun, sink)
        except (ConnectionError, TimeoutError):
            self._cut_off()
            raise ClientDisconnect from None
        finally:
            self._inflow = None
            if left and self.parser is not None:
                # the old one still waits for what has gone another way
                self.parser = httptools.HttpRequestParser(self)
                self.on_message_complete()
            if inflow.left:
                cycle.keep_alive = False

    def shutdown(self) -> None:
        """End soon, and do not wait for a body without end."""
        super().shutdown()
        if self._inflow is not None:
            self._inflow.end_soon(_GRACE)

    def _look_later(self) -> None:
        self._watch = self.loop.call_later(self.patience / LOOKS, self._look)

    def _look(self) -> None:
        came, self._came = self._came, 0
        owed = None if self.flow.read_paused else self._owed
        if owed is None or owed is not self._judged:
            self._judged, self._pace = owed, Pace()
        else:
            self._pace = self._pace.later(self.patience / LOOKS, came)
            late = owed is _Owed.HEAD and self._pace.waited >= self.patience
            if late or self._pace.is_too_slow(self.patience):
                self._cut_off()
                return
        self._look_later()

    def _cut_off(self) -> None:
        cycle = self.cycle
        if cycle is None or not cycle.response_started:
            self.transport.write(_LATE)
        elif cycle.response_complete and self._owed is _Owed.HEAD:
            self.transport.write(_LATE)  # to the next request on the same connection
        if cycle is not None:
            # whoever waits for the body hears that nothing more comes
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()


def patient(patience: float) -> type[PatientProtocol]:
    """Return the protocol with a patience of so many seconds."""
    return type("PatientProtocol", (PatientProtocol,), {"patience": patience})
