"""Work to be done, in the order it came; a row is gone when its work is."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["download", "copy", "encode"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work on one video."""

    job_id: int
    video_id: str
    kind: Kind


def add(db: sqlite3.Connection, video_id: str, kind: Kind) -> None:
    """Put work at the end of the line."""
    db.execute("INSERT INTO jobs (video_id, kind) VALUES (?, ?)", (video_id, kind))


def claim(db: sqlite3.Connection, kinds: Collection[Kind]) -> Job | None:
    """Take the oldest job of these kinds whose video has nothing running."""
    row = db.execute(
        "UPDATE jobs SET running = 1 WHERE job_id = ("
        "SELECT min(job_id) FROM jobs WHERE NOT running"
        " AND kind IN (SELECT value FROM json_each(?))"
        " AND video_id NOT IN (SELECT video_id FROM jobs WHERE running))"
        " RETURNING job_id, video_id, kind",
        (json.dumps(list(kinds)),),
    ).fetchall()
    return Job(**row[0]) if row else None


def remove(db: sqlite3.Connection, job: Job) -> None:
    """Forget work that is done, or that failed for good."""
    db.execute("DELETE FROM jobs WHERE job_id = ?", (job.job_id,))


def release_all(db: sqlite3.Connection) -> None:
    """Put back what an earlier process had begun."""
    db.execute("UPDATE jobs SET running = 0")


def count(db: sqlite3.Connection) -> int:
    """Count what is to do or being done."""
    (found,) = db.execute("SELECT count(*) FROM jobs").fetchone()
    return int(found)
