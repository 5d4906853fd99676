"""Who watched what: what the player page reported, and totals of plays."""

import sqlite3
from collections.abc import Collection, Mapping
from typing import Final

from ..rules.beacons import MAX_WATCH, Beacon
from ..rules.metrics import Event
from ..rules.user_agents import UNKNOWN, Agent

#: events that are kept at most; anybody who sees a video can make them
MAX_EVENTS: Final = 1_000_000

_ANY: Final[Mapping[str, Collection[str]]] = {}


def record(
    db: sqlite3.Connection,
    video_id: str,
    beacon: Beacon,
    *,
    agent: Agent,
    viewer: str,
    now: float,
) -> None:
    """Keep one report."""
    held = db.execute("SELECT max(rowid) - min(rowid) FROM view_events").fetchone()
    if (held[0] or 0) >= MAX_EVENTS:
        return
    db.execute(
        "INSERT INTO views (video_id, mark, viewer, browser, operating_system,"
        " device_type, referrer) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (video_id, mark) DO NOTHING",
        (
            video_id,
            beacon.mark,
            viewer,
            agent.browser,
            agent.operating_system,
            agent.device_type,
            beacon.referrer,
        ),
    )
    (view,) = db.execute(
        "SELECT seq FROM views WHERE video_id = ? AND mark = ?", (video_id, beacon.mark)
    ).fetchone()
    db.executemany(
        "INSERT INTO view_events (view, at, kind, value) VALUES (?, ?, ?, ?)",
        [(view, now, kind, value) for kind, value in beacon.events],
    )
    plays = sum(kind == "play" for kind, _ in beacon.events)
    if plays:
        db.execute(
            "INSERT INTO play_totals VALUES (?, ?) ON CONFLICT (video_id)"
            " DO UPDATE SET plays = plays + excluded.plays",
            (video_id, plays),
        )


def events(
    db: sqlite3.Connection,
    project: str,
    span: tuple[float, float],
    filters: Mapping[str, Collection[str]] = _ANY,
) -> list[Event]:
    """Return what was reported of a project's videos.

    Parameters
    ----------
    project : str
        Whose videos.
    span : (float, float)
        From, up to, in seconds since 1970. What was being watched at the end is there
        too, though it was reported later.
    filters : mapping, optional
        Allowed values by dimension, all of which must fit.
    """
    tags = list(filters.get("tag", ()))
    rows = db.execute(
        "SELECT e.at, e.kind, e.value, v.* FROM view_events AS e"
        " JOIN views AS v ON v.seq = e.view JOIN videos USING (video_id)"
        " WHERE project = ? AND e.at >= ? AND e.at < ? + (e.kind = 'watch') * ?"
        " AND (? IS NULL OR video_id IN (SELECT video_id FROM tags WHERE value = ?))",
        (project, *span, MAX_WATCH, *(tags * 2 or (None, None))),
    )
    return [event for event in map(_event, rows) if _fits(event.facts, filters)]


def play_totals(
    db: sqlite3.Connection, project: str, filters: Mapping[str, Collection[str]] = _ANY
) -> dict[str, int]:
    """Return how often each video was played since it is there."""
    rows = db.execute(
        "SELECT video_id, plays FROM play_totals JOIN videos USING (video_id)"
        " WHERE project = ?",
        (project,),
    )
    return {
        row["video_id"]: row["plays"]
        for row in rows
        if _fits({"mediaId": row["video_id"], "mediaType": "video"}, filters)
    }


def forget(db: sqlite3.Connection, *, before: float) -> None:
    """Delete what was reported before a moment; totals stay."""
    done = db.execute("DELETE FROM view_events WHERE at < ?", (before,))
    if done.rowcount:
        db.execute(
            "DELETE FROM views WHERE NOT EXISTS"
            " (SELECT 1 FROM view_events WHERE view = views.seq)"
        )


def _event(row: sqlite3.Row) -> Event:
    return Event(
        at=row["at"],
        kind=row["kind"],
        value=row["value"],
        view=row["seq"],
        viewer=row["viewer"],
        facts={
            "mediaId": row["video_id"],
            "mediaType": "video",
            # where an address is in the world is not known here, and not asked for
            "continent": UNKNOWN,
            "country": UNKNOWN,
            "deviceType": row["device_type"],
            "operatingSystem": row["operating_system"],
            "browser": row["browser"],
            "referrer": row["referrer"],
        },
    )


def _fits(facts: Mapping[str, str], filters: Mapping[str, Collection[str]]) -> bool:
    return all(
        facts[name] in allowed for name, allowed in filters.items() if name != "tag"
    )
