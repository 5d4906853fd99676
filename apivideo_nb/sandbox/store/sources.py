"""Sources: where a video's bytes come from, and which of them have arrived."""

import sqlite3
from dataclasses import dataclass
from typing import Final, Literal

from ..rules.content_range import Progress, Range

Origin = Literal["upload", "download", "copy"]

_NOTHING: Final = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row, and the chunks received.

    Attributes
    ----------
    origin : str
        ``upload``, ``download`` (from a URL) or ``copy`` (of another video).
    reference : str or None
        The URL, or the id of the other video.
    ingest : str or None
        State as the API words it; None until bytes arrive.
    filesize : int or None
        Bytes of the whole, once known.
    progress : Progress
        Chunks received.
    totals : tuple of int or None
        What each chunk's header said the total was.
    sizes : tuple of int
        Bytes of each chunk.
    """

    origin: Origin = "upload"
    reference: str | None = None
    ingest: str | None = None
    filesize: int | None = None
    progress: Progress = _NOTHING
    totals: tuple[int | None, ...] = ()
    sizes: tuple[int, ...] = ()

    @property
    def chunks(self) -> tuple[tuple[int, int], ...]:
        """First byte or number of each chunk, and its size in bytes."""
        firsts = (first for first, _ in self.progress.ranges)
        return tuple(zip(firsts, self.sizes, strict=True))

    @property
    def complete(self) -> bool:
        """Whether every byte is here."""
        return self.ingest in ("uploaded", "ingested")


def get(db: sqlite3.Connection, video_id: str) -> Source:
    """Return the state of a video's source; an untouched one if there is no row."""
    row = db.execute("SELECT * FROM sources WHERE video_id = ?", (video_id,)).fetchone()
    if row is None:
        return Source()
    chunks = db.execute(
        "SELECT * FROM chunks WHERE video_id = ? ORDER BY first", (video_id,)
    ).fetchall()
    return Source(
        origin=row["origin"],
        reference=row["reference"],
        ingest=row["ingest"],
        filesize=row["filesize"],
        progress=Progress(
            unit=row["unit"],
            total=row["total"],
            ranges=tuple((chunk["first"], chunk["last"]) for chunk in chunks),
            size=sum(chunk["size"] for chunk in chunks),
        ),
        totals=tuple(chunk["total"] for chunk in chunks),
        sizes=tuple(chunk["size"] for chunk in chunks),
    )


def start(
    db: sqlite3.Connection, video_id: str, origin: Origin, reference: str
) -> None:
    """Note that the bytes are to be fetched from somewhere."""
    db.execute(
        "INSERT INTO sources (video_id, origin, reference) VALUES (?, ?, ?)",
        (video_id, origin, reference),
    )


def add_chunk(
    db: sqlite3.Connection, video_id: str, chunk: Range | None, size: int
) -> None:
    """Note a received chunk; None stands for the whole source in one request."""
    unit, total = (None, None) if chunk is None else (chunk.unit, chunk.total)
    db.execute(
        "INSERT INTO sources (video_id, origin, ingest, unit, total)"
        " VALUES (?, 'upload', 'uploading', ?, ?) ON CONFLICT (video_id)"
        " DO UPDATE SET unit = excluded.unit, total = coalesce(excluded.total, total)",
        (video_id, unit, total),
    )
    first, last = (0, size - 1) if chunk is None else (chunk.first, chunk.last)
    db.execute(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
        (video_id, first, last, total, size),
    )


def set_ingest(
    db: sqlite3.Connection, video_id: str, state: str, filesize: int | None = None
) -> None:
    """Move a source to its next state, with its size once that is known."""
    db.execute(
        "UPDATE sources SET ingest = ?, filesize = coalesce(?, filesize)"
        " WHERE video_id = ?",
        (state, filesize, video_id),
    )
