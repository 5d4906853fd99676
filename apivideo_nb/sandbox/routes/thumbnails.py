"""``/videos/{id}/thumbnail``: a picture of one's own, or a moment of the video."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import media
from ..jobs.thumbnail import draw_thumbnail
from ..rules.problems import Fault, invalid, problem
from ..rules.timecodes import is_timecode
from ..store import encodings, videos
from .answers import video_json
from .intake import Upload, receive
from .plumbing import Call, resource, video_id_of
from .site import Site, moment

MAX_PICTURE: Final = 8 * 2**20


async def upload(request: Request, site: Site) -> Response:
    """Take a JPEG, PNG or WebP of at most 8 MiB."""
    project = await run_in_threadpool(site.let_in, request)
    video_id = video_id_of(request)
    await run_in_threadpool(_get, site, project, video_id)
    async with receive(request, site.files, MAX_PICTURE) as file:
        video = await run_in_threadpool(_accept, site, project, video_id, file)
    return JSONResponse(video_json(site, request, video))


def pick(call: Call) -> Response:
    """Take the frame at a timecode, at once or as soon as there is a video."""
    site, video_id = call.site, call.video_id
    _get(site, call.project, video_id)
    timecode = _timecode(call.json())
    with site.db.write() as db:
        if videos.get(db, video_id, call.project) is None:
            raise problem("resource-not-found", name="videoId")
        encodings.pick_thumbnail(db, video_id, timecode)
        videos.touch(db, video_id, now=moment())
        encoding = encodings.get(db, video_id)
    if encoding.playable:  # otherwise the encoder's last act is to do it
        try:
            draw_thumbnail(site.db, site.files, video_id)
        except media.MediaError as exc:
            raise invalid([Fault("invalid-attribute", "timecode", str(exc))]) from exc
    video = _get(site, call.project, video_id)
    return JSONResponse(video_json(site, call.request, video))


def _get(site: Site, project: str, video_id: str) -> videos.Video:
    with site.db.read() as db:
        video = videos.get(db, video_id, project)
    if video is None:
        raise problem("resource-not-found", name="videoId")
    return video


def _timecode(body: object) -> str:
    if not isinstance(body, dict):
        raise problem("invalid-payload")
    if body.get("timecode") is None:
        raise invalid([Fault("attribute-required", "timecode")])
    timecode = body["timecode"]
    if not isinstance(timecode, str) or not is_timecode(timecode):
        detail = 'This value must be a timecode such as "00:01:00.000" or "60".'
        raise invalid([Fault("invalid-attribute", "timecode", detail)])
    return timecode


def _accept(site: Site, project: str, video_id: str, file: Upload) -> videos.Video:
    file.check(MAX_PICTURE)
    drawn = site.files.new_file()
    try:
        media.picture(file.path, drawn)
        with site.db.write() as db:
            if videos.get(db, video_id, project) is None:
                raise problem("resource-not-found", name="videoId")
            encodings.pick_thumbnail(db, video_id, None)
            encodings.set_picture(db, video_id)
            videos.touch(db, video_id, now=moment())
            site.files.put_picture(video_id, drawn)
    except media.MediaError as exc:
        slug = "uploaded-file-extension-invalid"
        raise problem(slug, name="file", detail=str(exc)) from exc
    finally:
        drawn.unlink(missing_ok=True)
    return _get(site, project, video_id)


ROUTES: Final = [
    resource("/videos/{video_id}/thumbnail", POST=upload, PATCH=pick),
]
