"""Logging in: which environment takes the key, and the token that it gives."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

from ..errors import ApiError, AuthenticationError, DecodingError
from .transport import host_of
from .wire import Request, Response, checked, error_of

#: a token is renewed so many seconds before its end, or after 9/10 of a short life
RENEW_BEFORE = 60.0

# the docs say 401 for a key of the other environment, the description 400
_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where requests go, and with which key.

    Attributes
    ----------
    base_urls : mapping of str to str
        URL by name of the environment. With several, the one that takes the key
        is used, tried in order.
    api_key : str
        Stays out of `repr`.
    note : str
        What is to be known about the videos of this server, in a few words.
    browser_url : str
        How a browser reaches this server, if not by its base URL.
    """

    base_urls: Mapping[str, str]
    api_key: str = field(repr=False)
    note: str = ""
    browser_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A key that was taken: where, and the token for it."""

    environment: str
    base_url: str
    api_key: str = field(repr=False)
    token: str = field(repr=False)
    renew_at: float

    @property
    def fingerprint(self) -> str:
        """Tells one key from another, and tells nothing else."""
        # keys are long and random; and it is short, many keys have this one
        text = f"apivideo-nb project {self.api_key}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


class Send(Protocol):
    """Sends a request once; raises `TransportError` if no answer comes."""

    def __call__(self, request: Request, *, base_url: str) -> Response:
        """Send it to that URL."""


def log_in(
    send: Send,
    server: Server,
    *,
    place: tuple[str, str] | None,
    clock: Callable[[], float],
) -> Login:
    """Exchange the key for a token.

    Parameters
    ----------
    send : callable
        Sends a request.
    server : Server
        With the key.
    place : (str, str) or None
        Environment and URL that took the key before; by default all are asked.
    clock : callable
        Seconds, by which `Login.renew_at` goes.

    Raises
    ------
    AuthenticationError
        If no environment takes it.
    ApiError, TransportError
        If one does not answer as it should.
    """
    places = [place] if place else list(server.base_urls.items())
    refusal: ApiError | None = None
    for environment, base_url in places:
        request = Request(
            method="POST", path="/auth/api-key", json={"apiKey": server.api_key}
        )
        response = send(request, base_url=base_url)
        if response.status in _REFUSED:
            refusal = error_of(response)
            continue
        answer = checked(response).json()
        return _login(environment, base_url, server.api_key, answer, now=clock())
    asked = " and ".join(environment for environment, _ in places)
    raise AuthenticationError(
        refusal.status if refusal else HTTPStatus.UNAUTHORIZED,
        {
            "title": f"The API key was refused by {asked}",
            "type": refusal.type if refusal else None,
        },
    )


def _login(
    environment: str, base_url: str, api_key: str, answer: Any, *, now: float
) -> Login:
    try:
        token, life = str(answer["access_token"]), float(answer["expires_in"])
    except (KeyError, TypeError, ValueError) as exc:
        raise DecodingError(f"{host_of(base_url)} gave no access token.") from exc
    return Login(
        environment=environment,
        base_url=base_url,
        api_key=api_key,
        token=token,
        renew_at=now + life - min(RENEW_BEFORE, life / 10),
    )
