"""Player themes and their logos."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..rules.lists import ListQuery
from ..rules.themes import DEFAULTS

SORTABLE: Final = ("name", "createdAt", "updatedAt")
_SORT_COLUMNS: Final = {
    "name": "name_folded",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}
_COLUMNS: Final = (
    "player_id, project, name, theme, logo_type, logo_link, created_at, updated_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One theme, without the picture of its logo.

    Attributes
    ----------
    theme : mapping
        Every colour and switch, by the API's names.
    logo_type : str or None
        ``png`` or ``jpg``; None without a logo.
    logo_link : str or None
        Where the logo leads, as it was sent.
    """

    player_id: str
    project: str
    name: str | None
    theme: Mapping[str, Any]
    logo_type: str | None
    logo_link: str | None
    created_at: int
    updated_at: int


def add(
    db: sqlite3.Connection,
    player_id: str,
    project: str,
    fields: Mapping[str, Any],
    *,
    now: int,
) -> None:
    """Insert a theme; what `fields` leaves out is as usual."""
    db.execute(
        "INSERT INTO players"
        " (player_id, project, name_folded, theme, created_at, updated_at)"
        " VALUES (?, ?, '', ?, ?, ?)",
        (player_id, project, json.dumps(dict(DEFAULTS)), now, now),
    )
    change(db, player_id, fields, now=now)


def get(
    db: sqlite3.Connection, player_id: str, project: str | None = None
) -> Player | None:
    """Return a theme, of one project or of any."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM players"  # noqa: S608 - a constant
        " WHERE player_id = ? AND project = coalesce(?, project)",
        (player_id, project),
    ).fetchone()
    return None if row is None else _player(row)


def find_page(
    db: sqlite3.Connection, project: str, query: ListQuery
) -> tuple[list[Player], int]:
    """Return one page of a project's themes, and how many there are in all."""
    (total,) = db.execute(
        "SELECT count(*) FROM players WHERE project = ?", (project,)
    ).fetchone()
    order = "DESC" if query.descending else "ASC"
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM players WHERE project = ?"  # noqa: S608 - from fixed lists
        f" ORDER BY {_SORT_COLUMNS[query.sort_by]} {order}, seq {order}"
        " LIMIT ? OFFSET ?",
        (project, query.page_size, min((query.page - 1) * query.page_size, total)),
    )
    return [_player(row) for row in rows], total


def change(
    db: sqlite3.Connection, player_id: str, fields: Mapping[str, Any], *, now: int
) -> None:
    """Set what `fields` names, by the API's names, and move ``updatedAt``."""
    theme = {name: value for name, value in fields.items() if name != "name"}
    db.execute(
        "UPDATE players SET theme = json_patch(theme, ?), updated_at = ?"
        " WHERE player_id = ?",
        (json.dumps(theme), now, player_id),
    )
    if "name" in fields:
        db.execute(
            "UPDATE players SET name = ?, name_folded = ? WHERE player_id = ?",
            (fields["name"], fields["name"].casefold(), player_id),
        )


def put_logo(
    db: sqlite3.Connection,
    player_id: str,
    image: bytes,
    kind: str,
    link: str | None,
    *,
    now: int,
) -> None:
    """Give a theme a logo, in place of the one it has."""
    db.execute(
        "UPDATE players SET logo = ?, logo_type = ?, logo_link = ?, updated_at = ?"
        " WHERE player_id = ?",
        (image, kind, link, now, player_id),
    )


def logo(db: sqlite3.Connection, player_id: str) -> bytes | None:
    """Return the picture of a theme's logo."""
    row = db.execute(
        "SELECT logo FROM players WHERE player_id = ? AND logo IS NOT NULL",
        (player_id,),
    ).fetchone()
    return None if row is None else bytes(row["logo"])


def remove_logo(db: sqlite3.Connection, player_id: str, *, now: int) -> None:
    """Take the logo off a theme, and with it the link."""
    db.execute(
        "UPDATE players SET logo = NULL, logo_type = NULL, logo_link = NULL,"
        " updated_at = ? WHERE player_id = ?",
        (now, player_id),
    )


def remove(db: sqlite3.Connection, project: str, player_id: str) -> bool:
    """Delete a theme; videos that had it look as usual again."""
    done = db.execute(
        "DELETE FROM players WHERE project = ? AND player_id = ?", (project, player_id)
    )
    if done.rowcount != 1:
        return False
    db.execute("UPDATE videos SET player_id = NULL WHERE player_id = ?", (player_id,))
    return True


def _player(row: sqlite3.Row) -> Player:
    return Player(**{**dict(row), "theme": json.loads(row["theme"])})
