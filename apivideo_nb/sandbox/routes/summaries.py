"""``/summaries``: what a video is about, in the words of whoever stored it.

Nothing is generated here. A summary that is asked for with ``origin: auto`` says so at
once: it has ``failed``, or is ``unprocessable`` where a video has no sound.
https://docs.api.video/vod/generate-a-summary
"""

import sqlite3
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.identity import atom, is_video_id, new_id
from ..rules.lists import envelope, parse_choice, parse_list_query
from ..rules.problems import problem
from ..rules.summaries import (
    ALREADY,
    ORIGINS,
    STATES,
    outcome,
    parse_new_summary,
    parse_source,
)
from ..store import encodings, summaries, videos
from ..store.summaries import Summary
from .plumbing import Call, deleting, resource
from .site import moment


def create(call: Call) -> Response:
    """Make the summary of a video, to be stored or asked for."""
    new = parse_new_summary(call.json())
    with call.site.db.write() as db:
        known = is_video_id(new.video_id)
        if not known or videos.get(db, new.video_id, call.project) is None:
            raise problem("resource-not-found", name="videoId")
        summary = add_summary(db, call.project, new.video_id, origin=new.origin)
        if summary is None:
            raise problem("summary-already-exists", name="videoId", detail=ALREADY)
    return JSONResponse(_json(summary), status_code=201)


def add_summary(
    db: sqlite3.Connection, project: str, video_id: str, *, origin: str
) -> Summary | None:
    """Give a video a summary without a text.

    Returns
    -------
    Summary or None
        None, if the video has one.
    """
    encoding, now = encodings.get(db, video_id), moment()
    speechless = bool(encoding.metadata) and not encoding.metadata.get("audioCodec")
    summary = Summary(
        summary_id=new_id("summary_"),
        video_id=video_id,
        project=project,
        origin=origin,
        source_status=outcome(origin=origin, speechless=speechless),
        created_at=now,
        updated_at=now,
    )
    return summary if summaries.add(db, summary) else None


def list_all(call: Call) -> Response:
    """Show one page of a project's summaries."""
    query = parse_list_query(call.pairs, summaries.SORTABLE, "createdAt")
    wanted = {
        "video_id": dict(call.pairs).get("videoId") or None,
        "origin": parse_choice(call.pairs, "origin", ORIGINS),
        "source_status": parse_choice(call.pairs, "sourceStatus", STATES),
    }
    with call.site.db.read() as db:
        rows, total = summaries.find_page(db, call.project, query, wanted)
    items = [_json(row) for row in rows]
    return JSONResponse(envelope("/summaries", call.pairs, query, items, total))


def show_source(call: Call) -> Response:
    """Show the text of a summary, once there is one."""
    with call.site.db.read() as db:
        summary = _get(db, call)
    if summary.source_status != "completed":
        raise problem("resource-not-found", name="summaryId")
    return JSONResponse(_source_json(summary))


def update_source(call: Call) -> Response:
    """Store the text of a summary, or a part of it."""
    with call.site.db.write() as db:
        summary = _get(db, call)  # an unknown one comes before a bad body
        source = parse_source(call.json())
        if source:
            summaries.put_source(db, summary.summary_id, source, now=moment())
        summary = _get(db, call)
    return JSONResponse(_source_json(summary), status_code=201)


def _get(db: sqlite3.Connection, call: Call) -> Summary:
    summary = summaries.get(db, call.project, call.request.path_params["summary_id"])
    if summary is None:
        raise problem("resource-not-found", name="summaryId")
    return summary


def _json(row: Summary) -> dict[str, Any]:
    return {
        "summaryId": row.summary_id,
        "createdAt": atom(row.created_at),
        "updatedAt": atom(row.updated_at),
        "videoId": row.video_id,
        "origin": row.origin,
        "sourceStatus": row.source_status,
    }


def _source_json(row: Summary) -> dict[str, Any]:
    source: dict[str, Any] = {}
    if row.abstract is not None:
        source["abstract"] = row.abstract
    if row.takeaways is not None:
        source["takeaways"] = list(row.takeaways)
    return source


_delete: Final = deleting(summaries.remove, "summary_id", "summaryId")

ROUTES: Final = [
    resource("/summaries", GET=list_all, POST=create),
    resource("/summaries/{summary_id}", DELETE=_delete),
    resource("/summaries/{summary_id}/source", GET=show_source, PATCH=update_source),
]
