"""Which ``Host`` a request may name.

A page elsewhere on the web can make its own name resolve to this machine; the browser
then sends that name as ``Host``. Answering only to known names shuts that door.
"""

import ipaddress
import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::\d{1,5})?", re.ASCII)


def is_allowed_host(header: str, *, bound: str, others: Collection[str] = ()) -> bool:
    """Tell whether a ``Host`` header names this server.

    Parameters
    ----------
    header : str
        Value of the header, with or without a port.
    bound : str
        Address the server listens on. On one that other machines reach, any address
        written as a number is let in, since no page can hold those.
    others : collection of str
        More names, in lower case.

    Examples
    --------
    >>> is_allowed_host("localhost:41987", bound="127.0.0.1")
    True
    >>> is_allowed_host("rebound.example:41987", bound="127.0.0.1")
    False
    """
    match = _HOST.fullmatch(header.strip())
    if match is None:
        return False
    name = match[1].strip("[]").lower()
    if name in ("localhost", bound.lower()) or name in others:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not is_loopback(bound)


def came_through(path: str | None, headers: Mapping[str, str]) -> bool:
    """Tell whether a proxy that shows this server below `path` passed on a request.

    Parameters
    ----------
    path : str or None
        ``/user/ann/proxy/41987``; anything else is no such proxy.
    headers : mapping of str to str
        Headers of the request, in lower case.

    Examples
    --------
    >>> came_through("/proxy/8000", {"x-forwarded-prefix": "/proxy/8000"})
    True
    >>> came_through("https://hub.example/proxy/8000", {})
    False
    """
    if not path or not path.startswith("/"):
        return False
    return headers.get("x-forwarded-prefix", "").rstrip("/") == path


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a server bound to `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str | None) -> str | None:
    """Return the host name of a URL, in lower case."""
    return urlsplit(url).hostname if url else None
