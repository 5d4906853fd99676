"""``/discarded/videos``: deleted videos that can be taken back for 90 days.

Only a server that runs with video restore has any.
https://docs.api.video/vod/video-restore
"""

import sqlite3
from typing import Final

from starlette.responses import JSONResponse, Response

from ..rules.discarding import check_restore
from ..rules.lists import envelope, parse_list_query, parse_video_filter
from ..rules.problems import problem
from ..store import videos
from .answers import video_json
from .plumbing import Call, resource
from .site import moment


def list_all(call: Call) -> Response:
    """Show one page of a project's discarded videos."""
    query = parse_list_query(call.pairs, videos.SORTABLE, "createdAt")
    wanted = parse_video_filter(call.pairs)
    with call.site.db.read() as db:
        found, total = videos.find_page(db, call.project, query, wanted, discarded=True)
    items = [video_json(call.site, call.request, video) for video in found]
    answer = envelope("/discarded/videos", call.pairs, query, items, total)
    return JSONResponse(answer)


def show(call: Call) -> Response:
    """Show a discarded video."""
    with call.site.db.read() as db:
        video = _get(db, call)
    return JSONResponse(video_json(call.site, call.request, video))


def restore(call: Call) -> Response:
    """Take a video back, as it was."""
    with call.site.db.write() as db:
        _get(db, call)  # an unknown video comes before a bad body
        check_restore(call.json())
        videos.restore(db, call.video_id, now=moment())
        video = videos.get(db, call.video_id, call.project)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    return JSONResponse(video_json(call.site, call.request, video))


def _get(db: sqlite3.Connection, call: Call) -> videos.Video:
    video = videos.get(db, call.video_id, call.project, discarded=True)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    return video


ROUTES: Final = [
    resource("/discarded/videos", GET=list_all),
    resource("/discarded/videos/{video_id}", GET=show, PATCH=restore),
]
