"""The session: a key becomes a token, a `Request` is sent until it is answered."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Protocol

from ..errors import (
    ApiError,
    AuthenticationError,
    DecodingError,
    RateLimitError,
    TransportError,
    UploadInterruptedError,
)
from .login import Login, Server, log_in
from .retry import ONCE, RetryPolicy, delay_before_retry
from .transport import Transport
from .wire import Page, Request, Response, checked, list_query


class Turns(Protocol):
    """Who may send when: asked before each attempt, told of each answer."""

    def delay(self) -> float:
        """Take a turn and return 0, or say how many seconds to wait before asking."""

    def learn(self, headers: Mapping[str, str]) -> None:
        """Read the headers of an answer."""


class Session:
    """Sends requests to one server, logged in all the time; safe from any thread.

    Parameters
    ----------
    locate : callable
        Gives the `Server`; called before the first request, and again when no
        connection can be made (the local sandbox may have to be started).
    user_agent : str
        How the package names itself.
    retry : RetryPolicy, optional
        Bounds on repeated requests.
    sleep, clock : callable, optional
        Handed in by tests.
    """

    def __init__(
        self,
        locate: Callable[[], Server],
        *,
        user_agent: str,
        retry: RetryPolicy | None = None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._locate = locate
        self._retry = retry or RetryPolicy()
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.RLock()
        self._server: Server | None = None
        self._login: Login | None = None
        self._place: tuple[str, str] | None = None
        self._transport = Transport(user_agent)

    @property
    def environment(self) -> str:
        """Name of the environment that took the key; logs in to find out."""
        return self._logged_in().environment

    @property
    def base_url(self) -> str:
        """URL of the server that took the key; logs in to find out."""
        return self._logged_in().base_url

    @property
    def note(self) -> str:
        """What the server's `Server.note` says; asks nobody."""
        with self._lock:
            return self._server.note if self._server else ""

    def for_browser(self, url: str) -> str:
        """Give the URL by which a browser reaches what this server calls `url`.

        Parameters
        ----------
        url : str
            URL of an asset or an endpoint; asks nobody.

        Returns
        -------
        str
            The same, unless the server is reached through a hub.
        """
        with self._lock:
            server = self._server
        if server is None or not server.browser_url:
            return url
        for base in server.base_urls.values():
            if url.startswith(f"{base}/"):
                return server.browser_url + url.removeprefix(base)
        return url

    @property
    def project(self) -> str:
        """Name server and project, so that two can be told apart; logs in.

        Of the key it holds a fingerprint that nobody can turn back.
        """
        login = self._logged_in()
        return f"{login.environment} {login.base_url} {login.fingerprint}"

    def call(
        self,
        request: Request,
        *,
        cancel: threading.Event | None = None,
        retry: RetryPolicy | None = None,
        turns: Turns | None = None,
    ) -> Response:
        """Send a request until it is answered with success.

        Parameters
        ----------
        request : Request
            What to send.
        cancel : threading.Event, optional
            Set it to stop waiting for another attempt.
        retry : RetryPolicy, optional
            By default the session's own.
        turns : Turns, optional
            Says when each attempt may go.

        Raises
        ------
        ApiError
            If the API refuses it for good.
        TransportError
            If no answer comes, after all the attempts that are allowed.
        UploadInterruptedError
            If `cancel` was set while waiting for another attempt.
        """
        policy = retry or self._retry
        failures = waits = renewals = 0
        while True:
            while turns is not None and (delay := turns.delay()) > 0:
                self._pause(delay, cancel)
            try:
                return self._attempt(request, turns)
            except AuthenticationError as exc:
                # the token may have ended early: once more with a new one
                unauthorized = exc.status == HTTPStatus.UNAUTHORIZED
                renewals += 1
                renewable = unauthorized and request.authenticated
                if renewals > policy.renewals or not renewable:
                    raise
            except (ApiError, TransportError) as exc:
                limited = isinstance(exc, RateLimitError)
                waits, failures = waits + limited, failures + (not limited)
                pause = delay_before_retry(
                    policy,
                    exc,
                    failures=waits if limited else failures,
                    repeatable=request.repeatable,
                )
                if pause is None:
                    raise
                renewals = 0  # the new one may end while we wait
                self._pause(pause, cancel)

    def items(self, path: str, **query: Any) -> Iterator[Any]:
        """Go through a list of the API, fetching page after page as they are needed."""
        number, pages = 1, 1
        while number <= pages:
            page = self.page(path, number, **query)
            pages = page.pages
            yield from page.items
            number += 1

    def page(self, path: str, number: int, **query: Any) -> Page[Any]:
        """Fetch one page of a list, from 1 on."""
        pairs = list_query(page=number, **query)
        answer = self.call(Request(method="GET", path=path, query=pairs)).json()
        try:
            found, place = tuple(answer["data"]), answer["pagination"]
            return Page(
                found,
                int(place["pagesTotal"]),
                int(place.get("itemsTotal", len(found))),
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise DecodingError(f"GET {path} gave no page of a list.") from exc

    def download(self, url: str) -> bytes | None:
        """Fetch a small public file; None when it is not there (yet).

        The URL is an asset's: no token goes with it.
        """
        request = Request(method="GET", path=url, authenticated=False)
        try:
            response = self.call(request, retry=ONCE)
        except (ApiError, TransportError):
            return None
        ready = response.status == HTTPStatus.OK  # 202: not made yet
        return response.content if ready and response.content else None

    def close(self) -> None:
        """Close the connections; the session can be used again all the same."""
        self._transport.close()

    def _attempt(self, request: Request, turns: Turns | None) -> Response:
        if not request.authenticated:
            return checked(self._transport.send(request))
        try:
            login = self._logged_in()
        except TransportError as exc:
            exc.unsent = True  # the request itself never left
            self._forget_server()
            raise
        try:
            response = self._transport.send(
                request, base_url=login.base_url, token=login.token
            )
            if turns is not None:
                turns.learn(response.headers)
            return checked(response)
        except TransportError as exc:
            if exc.unsent:
                self._forget_server()
            raise
        except AuthenticationError:
            # the token ended, or the local sandbox was reset and has other keys
            with self._lock:
                if self._login is login:
                    self._server = self._login = None
            raise

    def _forget_server(self) -> None:
        # nobody listens there: look again where the server is
        with self._lock:
            self._server = self._login = self._place = None

    def _logged_in(self) -> Login:
        with self._lock:
            if self._login is None or self._clock() >= self._login.renew_at:
                self._login = self._log_in()
            return self._login

    def _log_in(self) -> Login:
        self._server = self._server or self._locate()
        login = log_in(
            self._transport.send, self._server, place=self._place, clock=self._clock
        )
        # the environment that took the key once is remembered
        self._place = (login.environment, login.base_url)
        return login

    def _pause(self, delay: float, cancel: threading.Event | None) -> None:
        if cancel is None:
            self._sleep(delay)
        elif cancel.wait(delay):
            raise UploadInterruptedError("Stopped.")
