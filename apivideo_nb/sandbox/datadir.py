"""The small files of a data directory: who holds it, its keys, where it is served."""

import json
import os
import secrets
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

KEY_NAMES: Final = ("api_key", "sandbox_key", "signing_key")


class AlreadyRunningError(Exception):
    """Another process serves this data directory."""


def lock(data: Path) -> sqlite3.Connection:
    """Take hold of a data directory until the connection is closed.

    The operating system lets go of it when the process ends, however that happens.

    Raises
    ------
    AlreadyRunningError
        If another process holds it.
    """
    connection = sqlite3.connect(data / "lock", timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as exc:
        connection.close()
        raise AlreadyRunningError from exc
    return connection


def keys(data: Path) -> dict[str, str]:
    """Return the keys of a data directory; the first time, make them."""
    path = data / "keys.json"
    known = read_json(path)
    complete = {
        name: known.get(name) or secrets.token_urlsafe(32) for name in KEY_NAMES
    }
    if complete != known:
        write_private(path, complete)
    return complete


def read_json(path: Path) -> dict[str, Any]:
    """Return what a file holds; nothing if there is none, or it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file that only its owner reads, all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with closing(os.fdopen(handle, "w", encoding="utf-8")) as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
