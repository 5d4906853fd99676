"""What became of many uploads: a record each, drawn as a table."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ..display.table import text_table
from ..display.words import duration, mib, one_line

_SHOWN = 20  # rows of the table, those that went wrong first


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of a row.

    Attributes
    ----------
    source : str
        Path, link or id as it was given; of bytes and files what they are called.
    state : str
        ``done``, with all that was asked for; ``failed``; or ``stopped``.
    video_id : str or None
        The video, where there is one; of a row that was stopped the one that the same
        call goes on with.
    error : str or None
        Why it failed, and what to do.
    seconds : float
        How long it took.
    size : int
        Bytes in the source, as far as this machine knows; 0 of links and copies.

    Examples
    --------
    >>> from apivideo_nb import Record
    >>> record = Record(source="talk.mp4", state="failed", error="It is empty.")
    >>> print(f"{record.source} {record.state}: {record.error}")
    talk.mp4 failed: It is empty.
    """

    source: str
    state: str
    video_id: str | None = None
    error: str | None = None
    seconds: float = 0.0
    size: int = 0


OnRecord = Callable[[Record], object]


class Records(tuple[Record, ...]):
    """The records of many uploads; a tuple that a notebook draws as a table.

    Examples
    --------
    >>> done = Record(source="a.mp4", state="done", video_id="vi1", seconds=2.0)
    >>> print(Records([done, Record(source="b.mp4", state="failed", error="No.")]))
    2 videos: 1 done, 1 failed
    failed  b.mp4  No.
    """

    __slots__ = ()

    def __str__(self) -> str:
        lines = [
            f"{record.state:<7} {one_line(record.source, 60)}  "
            f"{one_line(record.error or '', 200)}".rstrip()
            for record in self
            if record.state != "done"
        ]
        more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        return "\n".join([self._summary(), *lines[:_SHOWN], *more])

    def _summary(self) -> str:
        counts = Counter(record.state for record in self)
        said = [
            f"{counts[state]:,} {state}"
            for state in ("done", "failed", "stopped")
            if counts[state]
        ]
        videos = f"{len(self):,} video{'' if len(self) == 1 else 's'}"
        return f"{videos}: {', '.join(said)}" if said else videos

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        first = sorted(self, key=lambda record: record.state == "done")[:_SHOWN]
        rows = [
            (
                record.source,
                record.state,
                record.error or record.video_id or "",
                f"{mib(record.size)} MiB" if record.size else "",
                duration(record.seconds) if record.seconds else "",
            )
            for record in first
        ]
        heads = ("Source", "State", "Video, or why not", "Size", "Took")
        more = len(self) - len(rows)
        below = [*([f"and {more:,} more"] if more else []), self._summary()]
        return {
            "text/html": text_table(heads, rows, below),
            "text/plain": str(self),
        }
