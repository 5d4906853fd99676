"""Webhooks: addresses that want to be told."""

import json
import sqlite3
from dataclasses import dataclass, field

from ..rules.lists import ListQuery


@dataclass(frozen=True, slots=True)
class Webhook:
    """One row; `secret` is what deliveries are signed with."""

    webhook_id: str
    project: str
    url: str = field(repr=False)  # may hold a password
    events: tuple[str, ...]
    secret: str = field(repr=False)
    created_at: int


def add(db: sqlite3.Connection, row: Webhook) -> None:
    """Remember a new webhook."""
    db.execute(
        "INSERT INTO webhooks (webhook_id, project, url, events, secret, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            row.webhook_id,
            row.project,
            row.url,
            json.dumps(row.events),
            row.secret,
            row.created_at,
        ),
    )


def get(db: sqlite3.Connection, webhook_id: str) -> Webhook | None:
    """Return a webhook of any project."""
    row = db.execute(
        "SELECT * FROM webhooks WHERE webhook_id = ?", (webhook_id,)
    ).fetchone()
    return None if row is None else _load(row)


def count(db: sqlite3.Connection, project: str) -> int:
    """Return how many a project has."""
    (number,) = db.execute(
        "SELECT count(*) FROM webhooks WHERE project = ?", (project,)
    ).fetchone()
    return int(number)


def find_page(
    db: sqlite3.Connection, project: str, query: ListQuery, *, event: str | None
) -> tuple[list[Webhook], int]:
    """Return one page of a project's webhooks, and how many there are in all.

    Parameters
    ----------
    event : str or None
        Only those that want this event.
    """
    found = [row for row in _of_project(db, project) if event in (None, *row.events)]
    if query.descending:
        found.reverse()
    start = (query.page - 1) * query.page_size
    return found[start : start + query.page_size], len(found)


def wanting(db: sqlite3.Connection, project: str, event: str) -> list[Webhook]:
    """Return the webhooks of a project that want to be told of an event."""
    return [row for row in _of_project(db, project) if event in row.events]


def remove(db: sqlite3.Connection, project: str, webhook_id: str) -> bool:
    """Delete a webhook and what was to be sent to it; tell whether there was one."""
    done = db.execute(
        "DELETE FROM webhooks WHERE project = ? AND webhook_id = ?",
        (project, webhook_id),
    )
    return done.rowcount == 1


def _of_project(db: sqlite3.Connection, project: str) -> list[Webhook]:
    rows = db.execute(
        "SELECT * FROM webhooks WHERE project = ? ORDER BY created_at, seq", (project,)
    )
    return [_load(row) for row in rows]


def _load(row: sqlite3.Row) -> Webhook:
    return Webhook(
        webhook_id=row["webhook_id"],
        project=row["project"],
        url=row["url"],
        events=tuple(json.loads(row["events"])),
        secret=row["secret"],
        created_at=row["created_at"],
    )
