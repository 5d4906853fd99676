"""Video objects: the fields people set, and lists of them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..rules.discarding import RESTORABLE
from ..rules.lists import ListQuery, VideoFilter
from ..rules.video_fields import NewVideo

SORTABLE: Final = ("title", "createdAt", "publishedAt", "updatedAt")
_SORT_COLUMNS: Final = {
    "title": "title_folded",
    "createdAt": "created_at",
    "publishedAt": "published_at",
    "updatedAt": "updated_at",
}
_PLAIN: Final = frozenset(
    (
        "title",
        "description",
        "public",
        "panoramic",
        "mp4_support",
        "player_id",
        "language",
        "transcript",
        "transcript_summary",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One video as it is stored.

    Attributes
    ----------
    transcript, transcript_summary, transcript_summary_attributes
        What was asked for; remembered, since nothing here understands speech.
    discarded_at : int or None
        When it was discarded; None for a video that is seen.
    """

    seq: int
    video_id: str
    project: str
    title: str
    description: str
    public: bool
    panoramic: bool
    mp4_support: bool
    player_id: str | None
    language: str | None
    clip: tuple[str | None, str | None]
    token_epoch: int
    created_at: int
    published_at: int
    updated_at: int
    transcript: bool = False
    transcript_summary: bool = False
    transcript_summary_attributes: tuple[str, ...] = ()
    discarded_at: int | None = None
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


def add(
    db: sqlite3.Connection, video_id: str, project: str, new: NewVideo, *, now: int
) -> None:
    """Insert an empty container."""
    row = {
        "video_id": video_id,
        "project": project,
        "title": new.title,
        "title_folded": new.title.casefold(),
        "description": new.description,
        "description_folded": new.description.casefold(),
        "public": new.public,
        "panoramic": new.panoramic,
        "mp4_support": new.mp4_support,
        "player_id": new.player_id,
        "language": new.language,
        "clip_start": new.clip[0],
        "clip_end": new.clip[1],
        "transcript": new.transcript,
        "transcript_summary": new.transcript_summary,
        "transcript_summary_attributes": json.dumps(new.transcript_summary_attributes),
        "created_at": now,
        "published_at": now,
        "updated_at": now,
    }
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO videos ({names}) VALUES ({marks})", row)  # noqa: S608 - constants
    _put_tags(db, video_id, new.tags)
    _put_metadata(db, video_id, new.metadata)
    db.execute("INSERT INTO encodings (video_id) VALUES (?)", (video_id,))


def get(
    db: sqlite3.Connection,
    video_id: str,
    project: str | None = None,
    *,
    discarded: bool | None = False,
) -> Video | None:
    """Return a video.

    Parameters
    ----------
    db : Connection
        Where it is.
    video_id : str
        Which one.
    project : str, optional
        Whose it must be.
    discarded : bool or None, default False
        Whether it must be discarded; None for either.
    """
    row = db.execute(
        "SELECT * FROM videos WHERE video_id = ? AND project = coalesce(?, project)"
        " AND coalesce((discarded_at IS NOT NULL) = ?, 1)",
        (video_id, project, discarded),
    ).fetchone()
    return None if row is None else _load(db, [row])[0]


def change(
    db: sqlite3.Connection, video_id: str, changes: Mapping[str, Any], *, now: int
) -> None:
    """Set fields, by the names of `NewVideo`, and move ``updatedAt``."""
    values = {name: value for name, value in changes.items() if name in _PLAIN}
    for name in ("title", "description"):
        if name in values:
            values[f"{name}_folded"] = values[name].casefold()
    if "transcript_summary_attributes" in changes:
        named = json.dumps(changes["transcript_summary_attributes"])
        values["transcript_summary_attributes"] = named
    values["updated_at"] = now
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE videos SET {assignments} WHERE video_id = :video_id",  # noqa: S608 - constants
        {**values, "video_id": video_id},
    )
    if "tags" in changes:
        _put_tags(db, video_id, changes["tags"])
    if "metadata" in changes:
        _put_metadata(db, video_id, changes["metadata"])


def touch(db: sqlite3.Connection, video_id: str, *, now: int) -> None:
    """Move ``updatedAt``."""
    change(db, video_id, {}, now=now)


def revoke_tokens(db: sqlite3.Connection, video_id: str) -> None:
    """Make all private tokens of a video worthless, and close its sessions."""
    db.execute(
        "UPDATE videos SET token_epoch = token_epoch + 1 WHERE video_id = ?",
        (video_id,),
    )
    db.execute("DELETE FROM viewings WHERE video_id = ?", (video_id,))


def ids(db: sqlite3.Connection) -> frozenset[str]:
    """Return the ids of all videos there are, the discarded ones too."""
    return frozenset(row[0] for row in db.execute("SELECT video_id FROM videos"))


def remove(db: sqlite3.Connection, project: str, video_id: str) -> bool:
    """Delete a video and all that hangs on it; tell whether there was one."""
    done = db.execute(
        "DELETE FROM videos"
        " WHERE project = ? AND video_id = ? AND discarded_at IS NULL",
        (project, video_id),
    )
    return done.rowcount == 1


def discard(db: sqlite3.Connection, project: str, video_id: str, *, now: int) -> bool:
    """Put a video aside, from where it can be restored; tell whether there was one."""
    done = db.execute(
        "UPDATE videos SET discarded_at = ?"
        " WHERE project = ? AND video_id = ? AND discarded_at IS NULL",
        (now, project, video_id),
    )
    return done.rowcount == 1


def restore(db: sqlite3.Connection, video_id: str, *, now: int) -> None:
    """Take a video back that was discarded."""
    db.execute(
        "UPDATE videos SET discarded_at = NULL, updated_at = ? WHERE video_id = ?",
        (now, video_id),
    )


def purge(db: sqlite3.Connection, *, now: int) -> list[str]:
    """Delete what was discarded too long ago to be restored; return the ids."""
    gone = db.execute(
        "DELETE FROM videos WHERE discarded_at <= ? RETURNING video_id",
        (now - RESTORABLE,),
    ).fetchall()
    return [row["video_id"] for row in gone]


def find_page(
    db: sqlite3.Connection,
    project: str,
    query: ListQuery,
    wanted: VideoFilter,
    *,
    discarded: bool = False,
) -> tuple[list[Video], int]:
    """Return one page of a project's videos, and how many match in all."""
    if wanted.live_stream_id is not None:  # nothing here was recorded from a stream
        return [], 0
    conditions, values = _conditions(project, wanted, discarded=discarded)
    (total,) = db.execute(
        f"SELECT count(*) FROM videos WHERE {conditions}",  # noqa: S608 - placeholders only
        values,
    ).fetchone()
    offset = (query.page - 1) * query.page_size
    count = min(query.page_size, total - offset)
    if count <= 0:
        return [], total
    # the second half of a long list is walked from its end
    backwards = offset > total - offset - count
    skipped = total - offset - count if backwards else offset
    order = "DESC" if query.descending != backwards else "ASC"
    column = _SORT_COLUMNS[query.sort_by]
    found = db.execute(
        f"SELECT seq FROM videos WHERE {conditions}"  # noqa: S608 - from a fixed list
        f" ORDER BY {column} {order}, seq {order} LIMIT ? OFFSET ?",
        (*values, count, skipped),
    )
    places = [row["seq"] for row in found]
    if backwards:
        places.reverse()
    rows = db.execute(
        "SELECT * FROM videos WHERE seq IN (SELECT value FROM json_each(?))",
        (json.dumps(places),),
    )
    by_place = {row["seq"]: row for row in rows}
    return _load(db, [by_place[place] for place in places]), total


def _conditions(
    project: str, wanted: VideoFilter, *, discarded: bool
) -> tuple[str, list[str]]:
    state = "IS NOT NULL" if discarded else "IS NULL"
    conditions, values = ["project = ?", f"discarded_at {state}"], [project]
    for name in ("title", "description"):
        text = getattr(wanted, name)
        if text:
            conditions.append(f"instr({name}_folded, ?) > 0")
            values.append(text.casefold())
    for tag in wanted.tags:
        conditions.append("video_id IN (SELECT video_id FROM tags WHERE value = ?)")
        values.append(tag)
    for pair in wanted.metadata:
        conditions.append(
            "video_id IN (SELECT video_id FROM metadata WHERE key = ? AND value = ?)"
        )
        values.extend(pair)
    return " AND ".join(conditions), values


def _put_tags(db: sqlite3.Connection, video_id: str, tags: Iterable[str]) -> None:
    db.execute("DELETE FROM tags WHERE video_id = ?", (video_id,))
    rows = [(video_id, place, tag) for place, tag in enumerate(tags)]
    db.executemany("INSERT INTO tags VALUES (?, ?, ?)", rows)


def _put_metadata(
    db: sqlite3.Connection, video_id: str, pairs: Iterable[tuple[str, str]]
) -> None:
    db.execute("DELETE FROM metadata WHERE video_id = ?", (video_id,))
    rows = [(video_id, place, *pair) for place, pair in enumerate(pairs)]
    db.executemany("INSERT INTO metadata VALUES (?, ?, ?, ?)", rows)


def _load(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Video]:
    ids = [row["video_id"] for row in rows]
    tags: dict[str, list[str]] = {video_id: [] for video_id in ids}
    pairs: dict[str, list[tuple[str, str]]] = {video_id: [] for video_id in ids}
    wanted = (json.dumps(ids),)
    for row in db.execute(
        "SELECT * FROM tags WHERE video_id IN (SELECT value FROM json_each(?))"
        " ORDER BY video_id, place",
        wanted,
    ):
        tags[row["video_id"]].append(row["value"])
    for row in db.execute(
        "SELECT * FROM metadata WHERE video_id IN (SELECT value FROM json_each(?))"
        " ORDER BY video_id, place",
        wanted,
    ):
        pairs[row["video_id"]].append((row["key"], row["value"]))
    return [
        Video(
            seq=row["seq"],
            video_id=row["video_id"],
            project=row["project"],
            title=row["title"],
            description=row["description"],
            public=bool(row["public"]),
            panoramic=bool(row["panoramic"]),
            mp4_support=bool(row["mp4_support"]),
            player_id=row["player_id"],
            language=row["language"],
            clip=(row["clip_start"], row["clip_end"]),
            token_epoch=row["token_epoch"],
            created_at=row["created_at"],
            published_at=row["published_at"],
            updated_at=row["updated_at"],
            transcript=bool(row["transcript"]),
            transcript_summary=bool(row["transcript_summary"]),
            transcript_summary_attributes=tuple(
                json.loads(row["transcript_summary_attributes"])
            ),
            discarded_at=row["discarded_at"],
            tags=tuple(tags[row["video_id"]]),
            metadata=tuple(pairs[row["video_id"]]),
        )
        for row in rows
    ]
