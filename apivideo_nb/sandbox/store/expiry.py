"""Videos whose time is over."""

import sqlite3

from ..rules.lifetimes import SANDBOX_VIDEO, UNFINISHED


def remove_expired(db: sqlite3.Connection, *, now: int) -> list[str]:
    """Delete videos of sandbox keys after a day, and unfinished ones after a week.

    Returns
    -------
    list of str
        Their ids; what is being done for them, and their files, are left to the caller.
    """
    rows = db.execute(
        "DELETE FROM videos WHERE video_id IN ("
        "SELECT video_id FROM videos LEFT JOIN sources USING (video_id)"
        " WHERE CASE WHEN coalesce(ingest, '') IN ('uploaded', 'ingested')"
        "  THEN project = 'sandbox' AND coalesce(complete_at, created_at) <= :uploaded"
        "  ELSE coalesce(began_at, created_at) <= :begun END)"
        " RETURNING video_id",
        {"uploaded": now - SANDBOX_VIDEO, "begun": now - UNFINISHED},
    )
    return [row["video_id"] for row in rows.fetchall()]
