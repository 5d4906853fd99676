"""What became of a source: its qualities, its facts, its thumbnail."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One output: ``hls`` or ``mp4``, its rung, and how far it is."""

    type: str
    quality: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """One row, and its qualities in order.

    Attributes
    ----------
    playable : bool
        At least one quality is there.
    reason : str or None
        Why it failed, in words for the user.
    metadata : mapping
        Facts about the source, under the API's names.
    rendition : str or None
        Name of the folder that is served.
    thumbnail_at : str or None
        Timecode picked for the thumbnail.
    picture : bool
        A picture of its own, picked or uploaded, is there.
    """

    playable: bool
    reason: str | None
    metadata: Mapping[str, Any]
    rendition: str | None
    thumbnail_at: str | None
    picture: bool
    qualities: tuple[Quality, ...]

    @property
    def finished(self) -> bool:
        """Whether every quality is encoded or failed."""
        ends = ("encoded", "failed")
        return bool(self.qualities) and all(q.status in ends for q in self.qualities)


def get(db: sqlite3.Connection, video_id: str) -> Encoding:
    """Return the state of a video that exists."""
    row = db.execute(
        "SELECT * FROM encodings WHERE video_id = ?", (video_id,)
    ).fetchone()
    qualities = db.execute(
        "SELECT type, quality, status FROM qualities WHERE video_id = ? ORDER BY place",
        (video_id,),
    )
    return Encoding(
        playable=bool(row["playable"]),
        reason=row["reason"],
        metadata=json.loads(row["metadata"]),
        rendition=row["rendition"],
        thumbnail_at=row["thumbnail_at"],
        picture=bool(row["picture"]),
        qualities=tuple(Quality(**quality) for quality in qualities),
    )


def plan(
    db: sqlite3.Connection,
    video_id: str,
    planned: Sequence[tuple[str, str]],
    metadata: Mapping[str, Any],
) -> None:
    """Note what is going to be made; what is made already keeps its state."""
    db.execute(
        "UPDATE encodings SET metadata = ?, reason = NULL WHERE video_id = ?",
        (json.dumps(metadata), video_id),
    )
    db.execute(
        "DELETE FROM qualities WHERE video_id = ? AND status <> 'encoded'", (video_id,)
    )
    db.executemany(
        "INSERT INTO qualities VALUES (?, ?, ?, ?, 'waiting')"
        " ON CONFLICT DO UPDATE SET place = excluded.place",
        [(video_id, place, *pair) for place, pair in enumerate(planned)],
    )


def set_quality(
    db: sqlite3.Connection, video_id: str, kind: str, quality: str, status: str
) -> None:
    """Move one quality on; never back from ``encoded``."""
    db.execute(
        "UPDATE qualities SET status = ?"
        " WHERE video_id = ? AND type = ? AND quality = ? AND status <> 'encoded'",
        (status, video_id, kind, quality),
    )


def serve(db: sqlite3.Connection, video_id: str, rendition: str) -> None:
    """Serve the files of `rendition` from now on: the video is playable."""
    db.execute(
        "UPDATE encodings SET playable = 1, rendition = ? WHERE video_id = ?",
        (rendition, video_id),
    )


def fail(
    db: sqlite3.Connection,
    video_id: str,
    reason: str,
    planned: Sequence[tuple[str, str]],
) -> None:
    """Give up: what is not encoded has failed, and `planned` if nothing was planned."""
    db.execute("UPDATE encodings SET reason = ? WHERE video_id = ?", (reason, video_id))
    (known,) = db.execute(
        "SELECT count(*) FROM qualities WHERE video_id = ?", (video_id,)
    ).fetchone()
    if not known:
        plan_rows = [(video_id, place, *pair) for place, pair in enumerate(planned)]
        db.executemany("INSERT INTO qualities VALUES (?, ?, ?, ?, 'failed')", plan_rows)
    db.execute(
        "UPDATE qualities SET status = 'failed'"
        " WHERE video_id = ? AND status <> 'encoded'",
        (video_id,),
    )


def pick_thumbnail(db: sqlite3.Connection, video_id: str, timecode: str | None) -> None:
    """Remember the moment that the thumbnail is to show; None for an own picture."""
    db.execute(
        "UPDATE encodings SET thumbnail_at = ? WHERE video_id = ?", (timecode, video_id)
    )


def set_picture(db: sqlite3.Connection, video_id: str) -> None:
    """Note that the video has a picture of its own."""
    db.execute("UPDATE encodings SET picture = 1 WHERE video_id = ?", (video_id,))
