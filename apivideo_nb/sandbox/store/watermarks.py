"""Watermarks: pictures that videos may bear, and which video bears which.

A deleted one is kept, unseen, for as long as there is a video that bears it: making an
MP4 later must not take the mark off.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..rules.lists import ListQuery

SORTABLE: Final = ("createdAt",)


@dataclass(frozen=True, slots=True)
class Watermark:
    """One row, without its picture."""

    watermark_id: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What is burnt into one video.

    Attributes
    ----------
    image : bytes
        JPEG or PNG.
    placement : mapping
        Where, how large and how dense, in the API's words.
    """

    image: bytes
    placement: Mapping[str, str]


def add(
    db: sqlite3.Connection, watermark_id: str, project: str, image: bytes, *, now: int
) -> Watermark:
    """Remember a new picture."""
    db.execute(
        "INSERT INTO watermarks (watermark_id, project, created_at, image)"
        " VALUES (?, ?, ?, ?)",
        (watermark_id, project, now, image),
    )
    return Watermark(watermark_id, now)


def exists(db: sqlite3.Connection, project: str, watermark_id: str) -> bool:
    """Tell whether a project has this watermark."""
    row = db.execute(
        "SELECT 1 FROM watermarks"
        " WHERE project = ? AND watermark_id = ? AND NOT deleted",
        (project, watermark_id),
    ).fetchone()
    return row is not None


def find_page(
    db: sqlite3.Connection, project: str, query: ListQuery
) -> tuple[list[Watermark], int]:
    """Return one page of a project's watermarks, and how many there are in all."""
    where = "FROM watermarks WHERE project = ? AND NOT deleted"
    (total,) = db.execute(f"SELECT count(*) {where}", (project,)).fetchone()
    order = "DESC" if query.descending else "ASC"
    rows = db.execute(
        f"SELECT watermark_id, created_at {where}"
        f" ORDER BY created_at {order}, seq {order} LIMIT ? OFFSET ?",
        (project, query.page_size, min((query.page - 1) * query.page_size, total)),
    )
    return [Watermark(**row) for row in rows], total


def remove(db: sqlite3.Connection, project: str, watermark_id: str) -> bool:
    """Delete a watermark; tell whether there was one."""
    done = db.execute(
        "UPDATE watermarks SET deleted = 1"
        " WHERE project = ? AND watermark_id = ? AND NOT deleted",
        (project, watermark_id),
    )
    db.execute(
        "DELETE FROM watermarks WHERE deleted"
        " AND watermark_id NOT IN (SELECT watermark_id FROM marks)"
    )
    return done.rowcount == 1


def put_on(
    db: sqlite3.Connection,
    video_id: str,
    watermark_id: str,
    placement: Mapping[str, str],
) -> None:
    """Note that a video is to bear a watermark."""
    row = (video_id, watermark_id, json.dumps(dict(placement)))
    db.execute("INSERT INTO marks VALUES (?, ?, ?)", row)


def mark_of(db: sqlite3.Connection, video_id: str) -> Mark | None:
    """Return what a video bears."""
    row = db.execute(
        "SELECT image, placement FROM marks JOIN watermarks USING (watermark_id)"
        " WHERE video_id = ?",
        (video_id,),
    ).fetchone()
    if row is None:
        return None
    return Mark(bytes(row["image"]), json.loads(row["placement"]))
