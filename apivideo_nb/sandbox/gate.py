"""What every request passes: the ``Host`` check, CORS, and a count of who is inside."""

import logging
import time
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .rules.hosts import came_through, is_allowed_host
from .rules.problems import failure
from .rules.rate_limits import Allowance, is_counted, uncounted

_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-RateLimit-Limit, X-RateLimit-Remaining,"
    " X-RateLimit-Retry-After, Content-Range, Content-Length, Accept-Ranges",
}
_LOG: Final = logging.getLogger(__name__)
_PREFLIGHT: Final = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Range, Range,"
    " AV-Origin-App, AV-Origin-Client, AV-Origin-Sdk",
    "Access-Control-Max-Age": "600",
}


class Activity:
    """How many requests are being served, and when the last one ended."""

    def __init__(self) -> None:
        self._inside = 0
        self._since = time.monotonic()

    def enter(self) -> None:
        """Count a request that begins."""
        self._inside += 1

    def leave(self) -> None:
        """Count a request that ends."""
        self._inside -= 1
        self._since = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since the last request ended; 0 while there is one."""
        return 0.0 if self._inside else time.monotonic() - self._since


class Gate:
    """ASGI middleware around everything.

    Parameters
    ----------
    app : ASGI application
        What is behind the gate.
    activity : Activity
        Told of every request.
    bound : str
        Address the server listens on.
    hosts : collection of str
        Host names that are allowed beside those of loopback.
    path : str, optional
        Path of a proxy that may pass on requests under any host name.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        activity: Activity,
        bound: str,
        hosts: Collection[str],
        path: str | None = None,
    ) -> None:
        self._app, self._activity = app, activity
        self._bound, self._hosts, self._path = bound, hosts, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def send_open(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(_CORS)
                headers["X-Content-Type-Options"] = "nosniff"
                if is_counted(scope["path"]):
                    headers.update(_allowance(scope).headers)
            await send(message)

        self._activity.enter()
        try:
            await (self._answer(scope) or self._app)(scope, receive, send_open)
        except Exception:
            if begun:  # too late for another answer: the connection is broken off
                raise
            # here and not by Starlette, whose answer would not pass the gate
            _LOG.exception("A request failed.")
            await _server_error()(scope, receive, send_open)
        finally:
            self._activity.leave()

    def _answer(self, scope: Scope) -> Response | None:
        """Answer what need not be let in."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not (
            is_allowed_host(hosts[0], bound=self._bound, others=self._hosts)
            or came_through(self._path, headers)
        ):
            refused = failure(421, "This server does not answer to that host name.")
            return JSONResponse(refused.body, status_code=refused.status)
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        return None


def _server_error() -> Response:
    fault = failure(500, "Server error")
    return JSONResponse(fault.body, status_code=fault.status)


def _allowance(scope: Scope) -> Allowance:
    """Return what the endpoint has counted, or that it has not."""
    counted = scope.get("state", {}).get("allowance")
    if isinstance(counted, Allowance):
        return counted
    return uncounted(scope["method"], scope["path"])
