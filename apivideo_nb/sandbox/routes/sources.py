"""``/videos/{id}/source`` and ``/upload``: the bytes of a video.

https://docs.api.video/vod/upload-a-video-regular-upload
"""

import sqlite3
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..rules.content_range import (
    MAX_CHUNK,
    Range,
    check_file,
    check_header,
    check_new,
    is_complete,
    parse_range,
)
from ..rules.identity import is_video_id, new_id
from ..rules.problems import problem
from ..rules.source_state import check_source_state
from ..rules.video_fields import NewVideo
from ..store import jobs, sources, upload_tokens, videos
from ..store.files import move_into_place
from .answers import video_json
from .intake import Upload, receive
from .plumbing import resource, video_id_of
from .site import Site, moment


async def upload(request: Request, site: Site) -> Response:
    """Take the source of a video, whole or a chunk of it."""
    project = await run_in_threadpool(site.let_in, request)
    video_id, header = video_id_of(request), request.headers.get("content-range")
    await run_in_threadpool(_foresee, site, project, video_id, header)
    async with receive(request, site.files, MAX_CHUNK) as file:
        video = await run_in_threadpool(_accept, site, project, video_id, header, file)
    return JSONResponse(video_json(site, request, video), status_code=201)


async def upload_with_token(request: Request, site: Site) -> Response:
    """Take a source from somebody who holds an upload token only."""
    project = await run_in_threadpool(
        _project_of_token, site, request.query_params.get("token")
    )
    site.meter.admit(request, project)
    header = request.headers.get("content-range")
    async with receive(request, site.files, MAX_CHUNK) as file:
        # which video is meant may come after the file
        video_id = file.fields.get("videoId") or None
        video = await run_in_threadpool(_accept, site, project, video_id, header, file)
    return JSONResponse(video_json(site, request, video), status_code=201)


def _project_of_token(site: Site, token: str | None) -> str:
    if not token:
        raise problem("authentication-missing-upload-token")
    with site.db.read() as db:
        row = upload_tokens.find(db, token, now=moment())
    if row is None:
        raise problem("authentication-invalid-upload-token")
    return row.project


def _foresee(site: Site, project: str, video_id: str, header: str | None) -> None:
    """Refuse what can be refused before the body is read."""
    with site.db.read() as db:
        _check(db, project, video_id, header)


def _check(
    db: sqlite3.Connection, project: str, video_id: str, header: str | None
) -> tuple[Range | None, sources.Source]:
    if videos.get(db, video_id, project) is None:
        raise problem("resource-not-found", name="videoId")
    source = sources.get(db, video_id)
    check_source_state(
        origin=source.origin,
        ingest=source.ingest,
        unit=source.progress.unit,
        ranged=header is not None,
    )
    if header is None:
        return None, source
    chunk = parse_range(header)
    check_header(chunk, source.progress)
    return chunk, source


def _accept(
    site: Site, project: str, video_id: str | None, header: str | None, file: Upload
) -> videos.Video:
    """Make a file part of a video's source, or leave everything as it was."""
    with site.db.write() as db:
        if video_id is None:
            video_id = new_id("vi")
            new = NewVideo(title=file.filename or "Untitled")
            videos.add(db, video_id, project, new, now=moment())
        elif not is_video_id(video_id):
            raise problem("resource-not-found", name="videoId")
        chunk, source = _check(db, project, video_id, header)
        if chunk is None or chunk.unit == "part":
            file.check(MAX_CHUNK)
        else:  # the size of the range is judged before that of the file
            file.check(file.size)
        check_file(chunk, source.progress, file.size)
        first = 0
        if chunk is not None:
            check_new(chunk, source.progress)
            first = chunk.first
        sources.add_chunk(db, video_id, chunk, file.size)
        held = sources.get(db, video_id).progress
        if chunk is None or is_complete(held):
            sources.set_ingest(db, video_id, "uploaded", held.size)
            jobs.add(db, video_id, "encode")
        # last: a file may only take its place when its row is certain to follow
        move_into_place(file.path, site.files.chunk(video_id, first))
        video = videos.get(db, video_id)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    site.workers.wake()
    return video


ROUTES: Final = [
    resource("/videos/{video_id}/source", POST=upload),
    resource("/upload", POST=upload_with_token),
]
