"""Access and refresh tokens; of each, only the SHA-256."""

import sqlite3
from typing import Final, Literal

from ..rules.identity import fingerprint

REFRESH_TTL: Final = 30 * 24 * 3600

Kind = Literal["access", "refresh"]


def add(
    db: sqlite3.Connection,
    token: str,
    *,
    kind: Kind,
    key_hash: str,
    now: int,
    ttl: int,
) -> None:
    """Remember a token for `ttl` seconds; forget those whose time is over."""
    db.execute("DELETE FROM bearer_tokens WHERE expires_at <= ?", (now,))
    row = (fingerprint(token), kind, key_hash, now + ttl)
    db.execute("INSERT INTO bearer_tokens VALUES (?, ?, ?, ?)", row)


def key_hash_of(
    db: sqlite3.Connection, token: str, *, kind: Kind, now: int
) -> str | None:
    """Return the fingerprint of the API key that a live token was issued for."""
    row = db.execute(
        "SELECT key_hash FROM bearer_tokens"
        " WHERE hash = ? AND kind = ? AND expires_at > ?",
        (fingerprint(token), kind, now),
    ).fetchone()
    return None if row is None else str(row["key_hash"])


def remove(db: sqlite3.Connection, token: str) -> None:
    """Make a token worthless."""
    db.execute("DELETE FROM bearer_tokens WHERE hash = ?", (fingerprint(token),))
