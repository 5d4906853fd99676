"""Captions and chapters: at most one WebVTT text a kind, video and language.

They are small, so they lie in rows and not in files: what is replaced or deleted is
gone in the same transaction.
"""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from ..rules.lists import ListQuery

Kind = Literal["captions", "chapters"]


@dataclass(frozen=True, slots=True)
class TextTrack:
    """One row, without its text."""

    language: str
    is_default: bool


def put(
    db: sqlite3.Connection, video_id: str, kind: Kind, language: str, content: bytes
) -> None:
    """Store a text; it takes the place of one in the same language."""
    db.execute(
        "INSERT INTO text_tracks (video_id, kind, language, content)"
        " VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET content = excluded.content",
        (video_id, kind, language, content),
    )


def get(
    db: sqlite3.Connection, video_id: str, kind: Kind, language: str
) -> TextTrack | None:
    """Return one track of a video."""
    row = db.execute(
        "SELECT language, is_default FROM text_tracks"
        " WHERE video_id = ? AND kind = ? AND language = ?",
        (video_id, kind, language),
    ).fetchone()
    return None if row is None else _track(row)


def content(
    db: sqlite3.Connection, video_id: str, kind: Kind, language: str
) -> bytes | None:
    """Return the text of one track, as it was sent."""
    row = db.execute(
        "SELECT content FROM text_tracks"
        " WHERE video_id = ? AND kind = ? AND language = ?",
        (video_id, kind, language),
    ).fetchone()
    return None if row is None else bytes(row["content"])


def find_all(db: sqlite3.Connection, video_id: str, kind: Kind) -> list[TextTrack]:
    """Return all tracks of a video, by language."""
    rows = db.execute(
        "SELECT language, is_default FROM text_tracks"
        " WHERE video_id = ? AND kind = ? ORDER BY language",
        (video_id, kind),
    )
    return [_track(row) for row in rows]


def find_page(
    db: sqlite3.Connection, video_id: str, kind: Kind, query: ListQuery
) -> tuple[list[TextTrack], int]:
    """Return one page of the tracks of a video, and how many there are in all."""
    tracks = find_all(db, video_id, kind)
    start = (query.page - 1) * query.page_size
    return tracks[start : start + query.page_size], len(tracks)


def set_default(
    db: sqlite3.Connection, video_id: str, language: str, *, is_default: bool
) -> None:
    """Make a caption the one that is shown unasked, or not; there is one at most."""
    db.execute(
        "UPDATE text_tracks SET is_default = (language = ? AND ?)"
        " WHERE video_id = ? AND kind = 'captions' AND (? OR language = ?)",
        (language, is_default, video_id, is_default, language),
    )


def remove(db: sqlite3.Connection, video_id: str, kind: Kind, language: str) -> bool:
    """Delete a track; tell whether there was one."""
    done = db.execute(
        "DELETE FROM text_tracks WHERE video_id = ? AND kind = ? AND language = ?",
        (video_id, kind, language),
    )
    return done.rowcount == 1


def _track(row: sqlite3.Row) -> TextTrack:
    return TextTrack(row["language"], bool(row["is_default"]))
