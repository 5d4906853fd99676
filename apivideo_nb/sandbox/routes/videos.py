"""``/videos``: create, list, show, change and delete.

https://docs.api.video/reference/api/Videos
"""

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.identity import is_video_id, new_id
from ..rules.lists import envelope, parse_list_query, parse_video_filter
from ..rules.problems import Fault, invalid, problem
from ..rules.summaries import ALREADY
from ..rules.video_fields import NewVideo, parse_changes, parse_new_video
from ..store import encodings, jobs, players, sources, videos, watermarks
from .answers import status_json, video_json
from .plumbing import Call, resource
from .site import moment
from .summaries import add_summary


def create(call: Call) -> Response:
    """Make a container: empty, or to be filled from a URL or another video."""
    new = parse_new_video(call.json())
    video_id = new_id("vi")
    with call.site.db.write() as db:
        _check_player(db, call, new.player_id)
        videos.add(db, video_id, call.project, new, now=moment())
        if new.watermark is not None:
            _mark(db, call, video_id, new.watermark)
        if new.transcript_summary:
            add_summary(db, call.project, video_id, origin="auto")
        if new.source is not None:
            _order(db, call, video_id, new)
        video = _get(db, call, video_id)
    call.site.workers.wake()
    answer = video_json(call.site, call.request, video)
    return JSONResponse(answer, status_code=201 if new.source is None else 202)


def list_all(call: Call) -> Response:
    """Show one page of a project's videos."""
    query = parse_list_query(call.pairs, videos.SORTABLE, "createdAt")
    wanted = parse_video_filter(call.pairs)
    with call.site.db.read() as db:
        found, total = videos.find_page(db, call.project, query, wanted)
    items = [video_json(call.site, call.request, video) for video in found]
    return JSONResponse(envelope("/videos", call.pairs, query, items, total))


def show(call: Call) -> Response:
    """Show a video."""
    with call.site.db.read() as db:
        video = _get(db, call, call.video_id)
    return JSONResponse(video_json(call.site, call.request, video))


def update(call: Call) -> Response:
    """Change what the body names (JSON Merge Patch)."""
    with call.site.db.read() as db:
        _get(db, call, call.video_id)  # an unknown video comes before a bad body
    changes = parse_changes(call.json())
    with call.site.db.write() as db:
        _check_player(db, call, changes.get("player_id"))
        before = _get(db, call, call.video_id)
        if changes.get("transcript_summary"):
            _ask_for_summary(db, call)
        videos.change(db, call.video_id, changes, now=moment())
        if changes.get("public") and not before.public:
            videos.revoke_tokens(db, call.video_id)
        if changes.get("mp4_support"):
            _order_mp4(db, call.video_id)
        video = _get(db, call, call.video_id)
    call.site.workers.wake()
    return JSONResponse(video_json(call.site, call.request, video))


def delete(call: Call) -> Response:
    """Delete a video, its files, and what is being done for it.

    With video restore it is put aside instead, and what is being done goes on.
    """
    with call.site.db.write() as db:
        if call.site.restore:
            found = videos.discard(db, call.project, call.video_id, now=moment())
        else:
            found = videos.remove(db, call.project, call.video_id)
    if not found:
        raise problem("resource-not-found", name="videoId")
    if call.site.restore:
        return Response(status_code=204)
    call.site.workers.cancel(call.video_id)
    call.site.files.remove(call.video_id)
    return Response(status_code=204)


def status(call: Call) -> Response:
    """Show how far receiving and encoding are."""
    with call.site.db.read() as db:
        video = _get(db, call, call.video_id)
        source = sources.get(db, call.video_id)
        encoding = encodings.get(db, call.video_id)
    return JSONResponse(status_json(video, source, encoding))


def _get(db: sqlite3.Connection, call: Call, video_id: str) -> videos.Video:
    video = videos.get(db, video_id, call.project)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    return video


def _check_player(db: sqlite3.Connection, call: Call, player_id: str | None) -> None:
    if player_id is not None and players.get(db, player_id, call.project) is None:
        detail = "There is no such player."
        raise invalid([Fault("invalid-attribute", "playerId", detail)])


def _mark(
    db: sqlite3.Connection, call: Call, video_id: str, asked: Mapping[str, str]
) -> None:
    """Have a watermark burnt in, where and how the body says."""
    placement = dict(asked)
    watermark_id = placement.pop("id")
    if not watermarks.exists(db, call.project, watermark_id):
        raise problem("resource-not-found", name="watermarkId")
    watermarks.put_on(db, video_id, watermark_id, placement)


def _ask_for_summary(db: sqlite3.Connection, call: Call) -> None:
    if add_summary(db, call.project, call.video_id, origin="auto") is None:
        slug, name = "summary-already-exists", "transcriptSummary"
        raise problem(slug, name=name, detail=ALREADY)


def _order(db: sqlite3.Connection, call: Call, video_id: str, new: NewVideo) -> None:
    """Write down where the source comes from, and the job that gets it."""
    reference = new.source or ""
    if "://" in reference:
        sources.start(db, video_id, "download", reference)
        jobs.add(db, video_id, "download")
        return
    known = is_video_id(reference) and videos.get(db, reference, call.project)
    if not known:
        raise problem("resource-not-found", name="source")
    sources.start(db, video_id, "copy", reference)
    jobs.add(db, video_id, "copy")


def _order_mp4(db: sqlite3.Connection, video_id: str) -> None:
    """Have an MP4 made of a video that was encoded without one."""
    encoding = encodings.get(db, video_id)
    rungs = [q.quality for q in encoding.qualities if q.type == "hls"]
    has_mp4 = any(q.type == "mp4" for q in encoding.qualities)
    if encoding.playable and rungs and not has_mp4:
        facts: dict[str, Any] = dict(encoding.metadata)
        planned = [*(("hls", rung) for rung in rungs), ("mp4", rungs[-1])]
        encodings.plan(db, video_id, planned, facts)
        jobs.add(db, video_id, "encode")


ROUTES: Final = [
    resource("/videos", GET=list_all, POST=create),
    resource("/videos/{video_id}", GET=show, PATCH=update, DELETE=delete),
    resource("/videos/{video_id}/status", GET=status),
]
