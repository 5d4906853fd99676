"""HTTP: the one function of the package that sends a request, and what may go wrong.

It is the one place that turns an exception of `requests` into one of ours.
"""

from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import exceptions as errors
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from ..errors import ApiVideoError, ConfigurationError, TransportError
from .filerange import FileRange
from .wire import Request, Response

#: seconds to connect, and between two bytes of an answer
TIMEOUT = (10.0, 60.0)
#: seconds for each view of a body to leave; the answer to the last part of a large
#: file may take as long as joining the parts
BODY_TIMEOUT = (30.0, 300.0)
#: connections kept open to one server
POOL_SIZE = 16
#: an answer is no longer than this, in bytes
MAX_ANSWER = 16 * 2**20


class Transport:
    """Connections, kept open and used again; safe from any thread.

    Parameters
    ----------
    user_agent : str
        How the package names itself.
    """

    def __init__(self, user_agent: str) -> None:
        self._http = requests.Session()
        self._http.headers["User-Agent"] = user_agent
        self._http.headers["Accept"] = "application/json"
        # requests would add the credentials of ~/.netrc
        self._http.auth = _no_auth
        # the cookies of private videos belong to viewers
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _Adapter(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE)
        self._http.mount("http://", adapter)
        self._http.mount("https://", adapter)

    def send(
        self, request: Request, *, base_url: str = "", token: str | None = None
    ) -> Response:
        """Send a request once and read the answer, whatever its status.

        Parameters
        ----------
        request : Request
            With a whole URL as its path if there is no `base_url`.
        base_url : str, optional
            URL of the server.
        token : str, optional
            Goes along as bearer token.

        Raises
        ------
        TransportError
            If no answer comes.
        ConfigurationError
            If there is no such URL.
        """
        url = base_url.rstrip("/") + request.path
        headers = dict(request.headers)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        body = request.body() if request.body else None
        if body is not None:
            headers["Content-Type"] = body.content_type
        try:
            with self._http.request(
                request.method,
                url,
                params=list(request.query) or None,
                json=request.json,
                data=body,  # type: ignore[arg-type]  # an iterable with a length
                headers=headers,
                timeout=TIMEOUT if body is None else BODY_TIMEOUT,
                stream=True,
            ) as answer:
                content = answer.raw.read(MAX_ANSWER, decode_content=True)
        except requests.RequestException as exc:
            raise _error(exc, url) from None
        except HTTPError:  # from urllib3, while the answer is read
            raise TransportError(f"The answer of {host_of(url)} broke off.") from None
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Response(status=answer.status_code, headers=names, content=content)

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        self._http.close()


class _Connection(HTTPConnection):
    """Leaves ranges of files to the system; over TLS they have to be read."""

    def send(self, data: Any) -> None:
        if isinstance(data, FileRange) and self.sock is not None:
            data.send_by(self.sock)
        else:
            super().send(data)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        known = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = {**known, "http": _Pool}


def host_of(url: str) -> str:
    """Name the host of a URL: the rest of it may hold a token."""
    return urlsplit(url).netloc or url.partition("?")[0]


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _error(exc: requests.RequestException, url: str) -> ApiVideoError:
    """Say in words what `requests` says in classes."""
    host, unsent = host_of(url), False
    reason = getattr(exc.args[0], "reason", None) if exc.args else None
    match exc:
        case errors.InvalidURL() | errors.InvalidSchema() | errors.MissingSchema():
            return ConfigurationError(
                f"No usable URL: {host}.",
                hint="A base URL looks like https://host:port.",
            )
        case errors.SSLError():
            text = f"No secure connection to {host} could be made."
        case errors.ProxyError():
            text, unsent = "The proxy cannot be reached.", True
        case errors.ConnectTimeout():
            text, unsent = f"{host} does not answer.", True
        case errors.Timeout():
            text = f"{host} took too long to answer."
        case _ if isinstance(reason, NewConnectionError):
            text, unsent = f"{host} cannot be reached.", True
        case _:
            text = f"The connection to {host} broke off."
    return TransportError(text, unsent=unsent)
