"""On a JupyterHub: how a browser reaches what listens beside the kernel.

The browser is on another machine there, so a loopback address means nothing to it.
jupyter-server-proxy passes requests below ``…/proxy/PORT/`` of the notebook's own
server on to that port. The hub tells a kernel the path of that server; its host only
since JupyterHub 5, and only if the hub was told:
https://jupyterhub.readthedocs.io/en/stable/reference/spawners.html
"""

import importlib.util
import os

_NO_PROXY = (
    "On this hub the player needs jupyter-server-proxy: "
    "pip install jupyter-server-proxy, then restart your server."
)


def proxy_path(port: int | str) -> str | None:
    """Give the path under which the hub passes on requests to a port.

    Parameters
    ----------
    port : int or str
        The port, or what stands for it.

    Returns
    -------
    str or None
        ``/user/ann/proxy/41987``; None where there is no hub.
    """
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    return f"/{prefix.strip('/')}/proxy/{port}" if prefix else None


def browser_url(port: int) -> str | None:
    """Give what a page of the hub reaches a port by.

    Parameters
    ----------
    port : int
        A port of the machine on which the kernel runs.

    Returns
    -------
    str or None
        A URL if the hub says its own, else a path for links in its pages; None where
        there is no hub.
    """
    path = proxy_path(port)
    public = os.environ.get("JUPYTERHUB_PUBLIC_URL")
    return f"{public.rstrip('/')}/proxy/{port}" if path and public else path


def note() -> str:
    """Say who can see what a server beside the kernel serves, and what is missing."""
    if proxy_path(0) is None:
        return "Seen on this machine only (local sandbox)."
    if importlib.util.find_spec("jupyter_server_proxy") is None:
        return _NO_PROXY
    return "Seen by you only, through this hub (local sandbox)."
