"""What is still to be sent to webhooks; a row is gone when it is taken or given up.

Events enter in the transaction that makes them true, so that a crash loses none.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ..rules.webhooks import QUALITY_COMPLETED, quality_completed
from . import webhooks

_OVER: Final = ("encoded", "failed")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook.

    Attributes
    ----------
    delivery_id : int
        Counts up in the order of the events.
    webhook_id, body : str
        Where to, and what.
    tries : int
        How often that has failed.
    """

    delivery_id: int
    webhook_id: str
    body: str
    tries: int


def announce(db: sqlite3.Connection, video_id: str, *, now: float) -> None:
    """Put the finished qualities of a video in line that nobody was told of yet.

    The order is that of the plan, HLS from the lowest rung and then MP4: one that is
    ready early waits for those before it.
    """
    video = db.execute(
        "SELECT project FROM videos WHERE video_id = ?", (video_id,)
    ).fetchone()
    if video is None:
        return
    rows = db.execute(
        "SELECT q.type, q.quality, q.status, a.video_id IS NOT NULL AS told"
        " FROM qualities AS q LEFT JOIN announcements AS a"
        " USING (video_id, type, quality) WHERE q.video_id = ? ORDER BY q.place",
        (video_id,),
    ).fetchall()
    for row in rows:
        if row["status"] not in _OVER:
            return
        if row["status"] != "encoded" or row["told"]:
            continue
        db.execute(
            "INSERT INTO announcements VALUES (?, ?, ?)",
            (video_id, row["type"], row["quality"]),
        )
        body = quality_completed(
            at=now, video_id=video_id, encoding=row["type"], quality=row["quality"]
        )
        for webhook in webhooks.wanting(db, video["project"], QUALITY_COMPLETED):
            db.execute(
                "INSERT INTO deliveries (webhook_id, body, due_at) VALUES (?, ?, ?)",
                (webhook.webhook_id, body, now),
            )


def next_due(
    db: sqlite3.Connection, *, now: float, busy: Collection[str]
) -> Delivery | float:
    """Return what is to be sent now, or else for how many seconds nothing is.

    Parameters
    ----------
    busy : collection of str
        Webhooks that are being sent something at this moment.
    """
    row = db.execute(
        "SELECT delivery_id, webhook_id, body, tries, due_at FROM deliveries"
        " WHERE webhook_id NOT IN (SELECT value FROM json_each(?))"
        " ORDER BY due_at, delivery_id LIMIT 1",
        (json.dumps(list(busy)),),
    ).fetchone()
    if row is None:
        return float("inf")
    if row["due_at"] > now:
        return float(row["due_at"] - now)
    return Delivery(row["delivery_id"], row["webhook_id"], row["body"], row["tries"])


def remove(db: sqlite3.Connection, delivery: Delivery) -> None:
    """Forget a delivery that was taken, or given up."""
    db.execute("DELETE FROM deliveries WHERE delivery_id = ?", (delivery.delivery_id,))


def put_off(db: sqlite3.Connection, delivery: Delivery, *, until: float) -> None:
    """Note a failure, and when to try again."""
    db.execute(
        "UPDATE deliveries SET tries = tries + 1, due_at = ? WHERE delivery_id = ?",
        (until, delivery.delivery_id),
    )


def any_left(db: sqlite3.Connection) -> bool:
    """Tell whether there is anything to send."""
    return db.execute("SELECT 1 FROM deliveries LIMIT 1").fetchone() is not None
