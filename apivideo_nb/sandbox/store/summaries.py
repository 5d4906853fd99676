"""Summaries: at most one a video, as somebody stored it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..rules.lists import ListQuery

SORTABLE: Final = ("createdAt", "updatedAt", "videoId")
_SORT_COLUMNS: Final = {
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "videoId": "video_id",
}
_COLUMNS: Final = (
    "summary_id, video_id, project, origin, source_status, abstract, takeaways,"
    " created_at, updated_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One row; `abstract` and `takeaways` are None until they are stored."""

    summary_id: str
    video_id: str
    project: str
    origin: str
    source_status: str
    abstract: str | None = None
    takeaways: tuple[str, ...] | None = None
    created_at: int
    updated_at: int


def add(db: sqlite3.Connection, row: Summary) -> bool:
    """Insert a summary that has no text yet; False if the video has one."""
    done = db.execute(
        "INSERT INTO summaries (summary_id, video_id, project, origin, source_status,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (video_id) DO NOTHING",
        (
            row.summary_id,
            row.video_id,
            row.project,
            row.origin,
            row.source_status,
            row.created_at,
            row.updated_at,
        ),
    )
    return done.rowcount == 1


def get(db: sqlite3.Connection, project: str, summary_id: str) -> Summary | None:
    """Return a summary of a video that is not discarded."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM summaries"  # noqa: S608 - constants
        f" WHERE project = ? AND summary_id = ? AND {_SEEN}",
        (project, summary_id),
    ).fetchone()
    return None if row is None else _summary(row)


def find_page(
    db: sqlite3.Connection,
    project: str,
    query: ListQuery,
    wanted: Mapping[str, str | None],
) -> tuple[list[Summary], int]:
    """Return one page of a project's summaries, and how many match in all.

    Parameters
    ----------
    db : Connection
        Where they are.
    project : str
        Whose they are.
    query : ListQuery
        Which page.
    wanted : mapping
        What a column must hold: ``video_id``, ``origin``, ``source_status``.
    """
    where = f"FROM summaries WHERE project = ? AND {_SEEN}"
    values = [project]
    for column, value in wanted.items():
        if value is not None:
            where += f" AND {column} = ?"
            values.append(value)
    (total,) = db.execute(f"SELECT count(*) {where}", values).fetchone()
    order = "DESC" if query.descending else "ASC"
    rows = db.execute(
        f"SELECT {_COLUMNS} {where}"
        f" ORDER BY {_SORT_COLUMNS[query.sort_by]} {order}, seq {order}"
        " LIMIT ? OFFSET ?",
        (*values, query.page_size, min((query.page - 1) * query.page_size, total)),
    )
    return [_summary(row) for row in rows], total


def put_source(
    db: sqlite3.Connection, summary_id: str, source: Mapping[str, Any], *, now: int
) -> None:
    """Store what somebody wrote; from then on the summary is theirs, and complete."""
    takeaways = source.get("takeaways")
    db.execute(
        "UPDATE summaries SET abstract = coalesce(?, abstract),"
        " takeaways = coalesce(?, takeaways), origin = 'api',"
        " source_status = 'completed', updated_at = ? WHERE summary_id = ?",
        (
            source.get("abstract"),
            None if takeaways is None else json.dumps(takeaways),
            now,
            summary_id,
        ),
    )


def remove(db: sqlite3.Connection, project: str, summary_id: str) -> bool:
    """Delete a summary; tell whether there was one."""
    done = db.execute(
        f"DELETE FROM summaries WHERE project = ? AND summary_id = ? AND {_SEEN}",  # noqa: S608 - a constant
        (project, summary_id),
    )
    return done.rowcount == 1


_SEEN: Final = (
    "EXISTS (SELECT 1 FROM videos"
    " WHERE video_id = summaries.video_id AND discarded_at IS NULL)"
)


def _summary(row: sqlite3.Row) -> Summary:
    takeaways = row["takeaways"]
    found = None if takeaways is None else tuple(json.loads(takeaways))
    return Summary(**{**dict(row), "takeaways": found})
