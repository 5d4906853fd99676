"""Spent tokens of private videos, and the sessions they opened."""

import sqlite3
from typing import Final

from ..rules.identity import fingerprint

SESSION_TTL: Final = 24 * 3600


def spend(
    db: sqlite3.Connection, video_id: str, token: str, session: str, *, now: int
) -> bool:
    """Open `session` with a token; False if the token was spent before."""
    done = db.execute(
        "INSERT INTO viewings VALUES (?, ?, ?, ?) ON CONFLICT (token_hash) DO NOTHING",
        (fingerprint(token), video_id, fingerprint(session), now),
    )
    return done.rowcount == 1


def is_spent(db: sqlite3.Connection, token: str) -> bool:
    """Tell whether a token has been used."""
    row = db.execute(
        "SELECT 1 FROM viewings WHERE token_hash = ?", (fingerprint(token),)
    ).fetchone()
    return row is not None


def is_open(db: sqlite3.Connection, video_id: str, session: str, *, now: int) -> bool:
    """Tell whether a session was opened on this video less than a day ago."""
    row = db.execute(
        "SELECT 1 FROM viewings"
        " WHERE session_hash = ? AND video_id = ? AND opened_at > ?",
        (fingerprint(session), video_id, now - SESSION_TTL),
    ).fetchone()
    return row is not None
