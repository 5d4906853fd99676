"""What captions and chapters have in common: a WebVTT text a language.

Whether a text is well-formed is not looked at, as with the service: players show what
they understand of it.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..rules.assets import track_url
from ..rules.lists import envelope, parse_paging
from ..rules.problems import problem
from ..store import text_tracks, videos
from ..store.text_tracks import Kind, TextTrack
from .answers import fresh_token
from .intake import Upload, receive
from .plumbing import Call, Handler, Streaming, video_id_of
from .site import Site

MAX_TRACK: Final = 10 * 2**20

Show = Callable[[str, TextTrack, str], dict[str, Any]]
Parse = Callable[[str], str]


def uploading(kind: Kind, parse: Parse, show: Show) -> Streaming:
    """Make the endpoint that takes a text.

    Parameters
    ----------
    kind : str
        ``captions`` or ``chapters``.
    parse : callable
        Checks the language in the path, and spells it.
    show : callable
        Makes the JSON object, of video id, track and URL.
    """

    async def upload(request: Request, site: Site) -> Response:
        project = await run_in_threadpool(site.let_in, request)
        video_id = video_id_of(request)
        await run_in_threadpool(_foresee, site, project, video_id)
        language = parse(request.path_params["language"])
        async with receive(request, site.files, MAX_TRACK) as file:
            video, track = await run_in_threadpool(
                _accept, site, project, (video_id, kind, language), file
            )
        src = where(site, request, video, kind, language)
        return JSONResponse(show(video_id, track, src))

    return upload


def listing(kind: Kind, show: Show) -> Handler:
    """Make the endpoint that shows one page of the tracks of a video."""

    def list_all(call: Call) -> Response:
        with call.site.db.read() as db:
            video = video_of(db, call.project, call.video_id)
            query = parse_paging(call.pairs)
            tracks, total = text_tracks.find_page(db, call.video_id, kind, query)
        items = [
            show(
                call.video_id,
                track,
                where(call.site, call.request, video, kind, track.language),
            )
            for track in tracks
        ]
        path = f"/videos/{call.video_id}/{kind}"
        return JSONResponse(envelope(path, call.pairs, query, items, total))

    return list_all


def showing(kind: Kind, parse: Parse, show: Show) -> Handler:
    """Make the endpoint that shows one track."""

    def get(call: Call) -> Response:
        with call.site.db.read() as db:
            video = video_of(db, call.project, call.video_id)
            language = parse(call.request.path_params["language"])
            track = track_of(db, call.video_id, kind, language)
        src = where(call.site, call.request, video, kind, language)
        return JSONResponse(show(call.video_id, track, src))

    return get


def deleting(kind: Kind, parse: Parse) -> Handler:
    """Make the endpoint that deletes one track."""

    def delete(call: Call) -> Response:
        with call.site.db.write() as db:
            video_of(db, call.project, call.video_id)
            language = parse(call.request.path_params["language"])
            if not text_tracks.remove(db, call.video_id, kind, language):
                raise problem("resource-not-found", name="language")
        return Response(status_code=204)

    return delete


def video_of(db: sqlite3.Connection, project: str, video_id: str) -> videos.Video:
    """Return a video of a project.

    Raises
    ------
    Problem
        404, if there is none.
    """
    video = videos.get(db, video_id, project)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    return video


def track_of(
    db: sqlite3.Connection, video_id: str, kind: Kind, language: str
) -> TextTrack:
    """Return a track of a video.

    Raises
    ------
    Problem
        404, if there is none in that language.
    """
    track = text_tracks.get(db, video_id, kind, language)
    if track is None:
        raise problem("resource-not-found", name="language")
    return track


def where(
    site: Site, request: Request, video: videos.Video, kind: Kind, language: str
) -> str:
    """Return the URL of a track, for this answer only if the video is private."""
    base, token = site.base(request), fresh_token(site, video)
    return track_url(base, video.video_id, kind, language, token=token)


def _foresee(site: Site, project: str, video_id: str) -> None:
    with site.db.read() as db:
        video_of(db, project, video_id)


def _accept(
    site: Site, project: str, track: tuple[str, Kind, str], file: Upload
) -> tuple[videos.Video, TextTrack]:
    file.check(MAX_TRACK)
    content = file.path.read_bytes()
    with site.db.write() as db:
        video = video_of(db, project, track[0])
        text_tracks.put(db, *track, content)
        return video, track_of(db, *track)
