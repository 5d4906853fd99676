"""Connections that are not held open by clients who hardly send anything."""

import asyncio
import json
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .rules.pace import Pace
from .rules.problems import failure

PATIENCE: Final = 30.0

_LATE: Final = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)
_NO_HTTP: Final = json.dumps(failure(400, "This is not valid HTTP.").body).encode()
_INVALID: Final = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
    b"Access-Control-Allow-Origin: *\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_NO_HTTP), _NO_HTTP)
)
_LOOKS: Final = 4  # how often a client is looked at while patience lasts


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with an end to patience.

    The headers of a request must all be there in time. A body may take as long as it
    likes, unless it stops or trickles. Time in which this server does not read is not
    the client's fault and does not count; nor is a client hurried that reads slowly,
    as players do that are paused.
    """

    patience: ClassVar[float] = PATIENCE

    _pace = Pace()
    _phase: object = None
    _came = 0
    _watch: asyncio.TimerHandle | None = None

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
        """Count what comes."""
        self._came += len(data)
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer what is no HTTP, or has too long headers, like any other fault."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_INVALID)
        self.transport.close()

    def _look_later(self) -> None:
        self._watch = self.loop.call_later(self.patience / _LOOKS, self._look)

    def _look(self) -> None:
        came, self._came = self._came, 0
        phase = self._waiting_for()
        if phase is None or phase is not self._phase:
            self._phase, self._pace = phase, Pace()
        else:
            self._pace = self._pace.later(self.patience / _LOOKS, came)
            late = phase is h11.IDLE and self._pace.waited >= self.patience
            if late or self._pace.is_too_slow(self.patience):
                self._cut_off()
                return
        self._look_later()

    def _waiting_for(self) -> object:
        """Return what the client owes: a state of h11, or None."""
        state = self.conn.their_state
        if state is h11.IDLE:
            begun = self.cycle is None or self.conn.trailing_data[0]
            return state if begun else None  # uvicorn closes idle connections itself
        if state is h11.SEND_BODY and not self.flow.read_paused:
            return state
        return None

    def _cut_off(self) -> None:
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(_LATE)
        elif self.cycle.response_complete and self.conn.their_state is h11.IDLE:
            self.transport.write(_LATE)  # to the next request on the same connection
        if self.cycle is not None:
            # whoever waits for the body hears that nothing more comes
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


def patient(patience: float) -> type[PatientProtocol]:
    """Return the protocol with a patience of so many seconds."""
    return type("PatientProtocol", (PatientProtocol,), {"patience": patience})
