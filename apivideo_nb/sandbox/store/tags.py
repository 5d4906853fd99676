"""Tags over all videos of a project."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from ..rules.folding import folded
from ..rules.lists import ListQuery

SORTABLE: Final = ("value", "videoCount")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many videos have it."""

    value: str
    count: int


def find_page(
    db: sqlite3.Connection, project: str, query: ListQuery, part: str
) -> tuple[list[Tag], int]:
    """Return one page of the tags of a project, and how many match in all.

    Parameters
    ----------
    db : Connection
        Where they are.
    project : str
        Whose they are.
    query : ListQuery
        Which page.
    part : str
        What a tag must contain, without regard to case and accents.
    """
    rows = db.execute(
        "SELECT value, count(DISTINCT video_id) AS count"
        " FROM tags JOIN videos USING (video_id)"
        " WHERE project = ? AND discarded_at IS NULL GROUP BY value",
        (project,),
    )
    wanted = folded(part)
    # SQLite can neither fold nor sort the way people do
    found = [Tag(**row) for row in rows if wanted in folded(row["value"])]
    found.sort(key=lambda tag: (folded(tag.value), tag.value))
    if query.sort_by == "videoCount":
        found.sort(key=lambda tag: tag.count, reverse=query.descending)
    elif query.descending:
        found.reverse()
    start = (query.page - 1) * query.page_size
    return found[start : start + query.page_size], len(found)
