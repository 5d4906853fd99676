"""Which server takes the requests, and with which key."""

from . import config
from .api.login import Server
from .api.wire import PRODUCTION_URL, SANDBOX_URL

#: names of the environments that are neither of the vendor's
LOCAL, CUSTOM = "local sandbox", "custom server"


def find_server(key: config.Key | None, base_url: str | None) -> Server:
    """Give the server that is configured; start the local sandbox if that is it.

    Parameters
    ----------
    key : Key, optional
        By default the one that `config.find_key` finds, if any.
    base_url : str, optional
        Any server that speaks the contract; by default the key decides.

    Raises
    ------
    ConfigurationError
        If there is a base URL without a key, or the local sandbox does not start.
    """
    key = key or config.find_key()
    if base_url is not None:
        if key is None:
            raise config.missing_key(base_url)
        return Server(base_urls={CUSTOM: base_url}, api_key=key.value)
    if key is not None:
        return Server(
            base_urls={"production": PRODUCTION_URL, "sandbox": SANDBOX_URL},
            api_key=key.value,
        )
    from . import hub  # noqa: PLC0415  # who has a key needs none of it
    from .local import LocalSandbox  # noqa: PLC0415

    running = LocalSandbox().start()
    return Server(
        base_urls={LOCAL: running.url},
        api_key=running.api_key,
        note=hub.note(),
        browser_url=running.browser_url,
    )
