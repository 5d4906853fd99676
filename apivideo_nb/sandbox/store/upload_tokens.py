"""Upload tokens: a right to upload, for pages that must not hold a key."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from ..rules.lists import ListQuery

SORTABLE: Final = ("createdAt", "ttl")
_COLUMNS: Final = {"createdAt": "created_at", "ttl": "ttl"}


@dataclass(frozen=True, slots=True)
class UploadToken:
    """One row; `expires_at` is None for a token without end."""

    token: str
    project: str
    ttl: int
    created_at: int
    expires_at: int | None


def add(db: sqlite3.Connection, row: UploadToken) -> None:
    """Remember a new token."""
    db.execute(
        "INSERT INTO upload_tokens VALUES (?, ?, ?, ?, ?)",
        (row.token, row.project, row.ttl, row.created_at, row.expires_at),
    )


def find(db: sqlite3.Connection, token: str, *, now: int) -> UploadToken | None:
    """Return a token that has not expired."""
    row = db.execute(
        "SELECT * FROM upload_tokens"
        " WHERE token = ? AND (expires_at IS NULL OR expires_at > ?)",
        (token, now),
    ).fetchone()
    return None if row is None else UploadToken(**row)


def find_page(
    db: sqlite3.Connection, project: str, query: ListQuery, *, now: int
) -> tuple[list[UploadToken], int]:
    """Return one page of a project's live tokens, and how many there are in all."""
    where = "FROM upload_tokens WHERE project = ? AND coalesce(expires_at, ?) > ?"
    values = (project, now + 1, now)
    (total,) = db.execute(f"SELECT count(*) {where}", values).fetchone()
    order = "DESC" if query.descending else "ASC"
    rows = db.execute(
        f"SELECT * {where} ORDER BY {_COLUMNS[query.sort_by]} {order}, token"
        " LIMIT ? OFFSET ?",
        (*values, query.page_size, min((query.page - 1) * query.page_size, total)),
    )
    return [UploadToken(**row) for row in rows], total


def remove(db: sqlite3.Connection, project: str, token: str) -> bool:
    """Delete a token; tell whether there was one."""
    done = db.execute(
        "DELETE FROM upload_tokens WHERE project = ? AND token = ?", (project, token)
    )
    return done.rowcount == 1
