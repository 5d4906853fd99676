"""The key, the server and the directories: what is configured, and where it came from.

A key is looked for in this order: given in this process (``%apivideo login``), the
environment variable ``APIVIDEO_API_KEY``, the system's keyring, Colab's secrets.
With no key at all work goes to the local sandbox.
"""

import contextlib
import importlib.util
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigurationError

API_KEY = "APIVIDEO_API_KEY"
BASE_URL = "APIVIDEO_BASE_URL"
HOME = "APIVIDEO_NB_HOME"

_SERVICE, _USER = "apivideo-nb", "api-key"


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, and in words where it came from."""

    value: str = field(repr=False)
    origin: str


_of_this_process: Key | None = None


def use_key(value: str) -> None:
    """Use a key from now on, in this process alone."""
    global _of_this_process  # noqa: PLW0603  # the process is what it belongs to
    _of_this_process = Key(_clean(value, "the key"), "given in this session")


def find_key() -> Key | None:
    """Look for a key in all places; None means the local sandbox.

    Raises
    ------
    ConfigurationError
        If a key is there but cannot be one.
    """
    if _of_this_process:
        return _of_this_process
    if os.environ.get(API_KEY, "").strip():
        return Key(_clean(os.environ[API_KEY], API_KEY), f"environment ({API_KEY})")
    for value, origin in ((_keyring_key(), "keyring"), (_colab_key(), "Colab secret")):
        if value:
            return Key(_clean(value, origin), origin)
    return None


def save_key(value: str) -> None:
    """Keep a key in the system's keyring, for later sessions too.

    Raises
    ------
    ConfigurationError
        If there is no keyring on this machine.
    """
    keyring = _keyring()
    if keyring is None:
        raise ConfigurationError(
            "There is no keyring to save the key in.",
            hint="Run `pip install keyring`, or set APIVIDEO_API_KEY.",
        )
    try:
        keyring.set_password(_SERVICE, _USER, _clean(value, "the key"))
    except keyring.errors.KeyringError as exc:
        raise ConfigurationError(
            f"The keyring refused the key: {type(exc).__name__}.",
            hint="Set APIVIDEO_API_KEY instead.",
        ) from None


def has_keyring() -> bool:
    """Tell whether `keyring` is installed, so that a key could be saved."""
    return importlib.util.find_spec("keyring") is not None


def forget_key() -> list[str]:
    """Forget the key of this process and of the keyring; say in words what went."""
    global _of_this_process  # noqa: PLW0603
    gone = [_of_this_process.origin] if _of_this_process else []
    _of_this_process = None
    keyring = _keyring()
    if keyring is not None and _keyring_key():
        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(_SERVICE, _USER)
            gone.append("keyring")
    return gone


def base_url() -> str | None:
    """Give ``APIVIDEO_BASE_URL``, checked, or None.

    Raises
    ------
    ConfigurationError
        If it is no http(s) URL.
    """
    value = os.environ.get(BASE_URL, "").strip()
    return check_url(value, BASE_URL) if value else None


def check_url(value: str, name: str) -> str:
    """Return a base URL without its last slash; raises `ConfigurationError`."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError(
            f"{name} is no URL of a server.",
            hint="It looks like https://ws.api.video or http://127.0.0.1:8000.",
        )
    return value.rstrip("/")


def missing_key(url: str) -> ConfigurationError:
    """Say that a server is configured, but no key for it."""
    return ConfigurationError(
        f"There is no API key for {url}.",
        hint=f"Set {API_KEY}, or unset {BASE_URL} to use the local sandbox.",
    )


def home() -> Path:
    """Directory of what this package keeps: ``APIVIDEO_NB_HOME``, else the user's."""
    given = os.environ.get(HOME, "").strip()
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415  # loading must be instant

    return user_data_path("apivideo-nb", appauthor=False)


def _clean(value: str, name: str) -> str:
    value = value.strip()
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise ConfigurationError(
            f"{name} is no API key: it is empty or has spaces or odd characters.",
            hint="Copy it again from https://dashboard.api.video/apikeys.",
        )
    return value


def _keyring_key() -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found: str | None = keyring.get_password(_SERVICE, _USER)
    except Exception:  # noqa: BLE001  # back ends raise what they like; then there is none
        return None
    return found


def _keyring() -> Any:
    """Give the module `keyring`, or None where it is not installed."""
    if not has_keyring():
        return None
    import keyring  # noqa: PLC0415  # optional, and slow to load
    import keyring.errors  # noqa: PLC0415

    return keyring


def _colab_key() -> str | None:
    if "google.colab" not in sys.modules:
        return None
    from google.colab import userdata  # noqa: PLC0415  # exists in Colab only

    try:
        found: str | None = userdata.get(API_KEY)
    except Exception:  # noqa: BLE001  # no such secret, or no leave to read it
        return None
    return found
