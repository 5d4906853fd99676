"""``/vod``: the player page and the files behind it.

https://docs.api.video/vod/delivery
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)

from .. import page
from ..rules.identity import is_video_id
from ..rules.manifests import with_session
from ..store import encodings, text_tracks, videos
from ..store.encodings import Encoding
from ..store.text_tracks import Kind
from .access import Visit, admit, enter, remember
from .dressing import dress
from .plumbing import Call, Handler, resource

_TYPES: Final = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
}
_HLS_PATH: Final = re.compile(
    r"(?:[0-9A-Za-z][0-9A-Za-z_-]*/){0,2}"
    r"[0-9A-Za-z][0-9A-Za-z_-]*\.(?:m3u8|ts|m4s|mp4)",
    re.ASCII,
)

_NEVER_KEPT: Final = {"Cache-Control": "no-store"}

Locate = Callable[[Call, videos.Video, Encoding], Path | None]


def show_page(call: Call) -> Response:
    """Show the player page; every URL in it is relative.

    Before there is something to play it spends no token, so that it can wait and then
    load itself again, in browsers too that keep no cookies inside a notebook.
    """
    token = call.request.query_params.get("token")
    found = _visit(call, token)
    if found is None:
        return _page_missing()
    visit, encoding = found
    spends = encoding.playable and not _is_head(call)
    entered = enter(call.site, visit) if spends else visit
    if entered is None:
        return _page_missing()
    response = HTMLResponse(_player(call, entered, encoding), headers=_NEVER_KEPT)
    response.headers["Referrer-Policy"] = "no-referrer"  # the page's URL holds a token
    remember(call.site, call.request, entered, response)
    return response


def show_library(call: Call) -> Response:  # noqa: ARG001 - the same for all
    """Serve the script that plays HLS where a browser cannot by itself."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(page.library(), media_type="text/javascript", headers=headers)


def ready(call: Call) -> Response:
    """Tell the player page whether there is something to play yet; spends nothing."""
    found = _visit(call, call.request.path_params.get("token"))
    if found is None:
        return _missing()
    encoding = found[1]
    answer = {"playable": encoding.playable, "reason": encoding.reason}
    return JSONResponse(answer, headers=_NEVER_KEPT)


def open_session(call: Call) -> Response:
    """Give out a session token, for pages that use several assets of one video."""
    found = _visit(call, call.request.path_params.get("token"))
    visit = found and enter(call.site, found[0])
    if visit is None or visit.session is None:
        return _missing()
    answer = {"session_token": visit.session}
    response = JSONResponse(answer, headers=_NEVER_KEPT)
    remember(call.site, call.request, visit, response)
    return response


def _asset(locate: Locate) -> Handler:
    """Make the endpoint that serves the file which `locate` finds."""

    def serve(call: Call) -> Response:
        found = _visit(call, call.request.path_params.get("token"))
        if found is None:
            return _missing()
        visit, encoding = found
        path = locate(call, visit.video, encoding)
        if path is None:
            return _missing()
        if not path.is_file():
            # what is not there yet spends no token: uploaders ask again and again
            never = encoding.finished or encoding.reason is not None
            status = 404 if never or _is_segment(path) else 202
            return Response(status_code=status, headers=_NEVER_KEPT)
        entered = visit if _is_head(call) else enter(call.site, visit)
        if entered is None:
            return _missing()
        response = _file(call, path, entered)
        remember(call.site, call.request, entered, response)
        return response

    return serve


def _track(kind: Kind) -> Handler:
    """Make the endpoint that serves captions or chapters, as they were sent."""

    def serve(call: Call) -> Response:
        found = _visit(call, call.request.path_params.get("token"))
        if found is None:
            return _missing()
        video_id = found[0].video.video_id
        language = call.request.path_params["language"]
        with call.site.db.read() as db:
            text = text_tracks.content(db, video_id, kind, language)
        if text is None:
            return _missing()
        entered = found[0] if _is_head(call) else enter(call.site, found[0])
        if entered is None:
            return _missing()
        scope = "private" if entered.token is not None else "public"
        headers = {"Cache-Control": f"{scope}, no-cache"}
        response = Response(text, media_type="text/vtt", headers=headers)
        remember(call.site, call.request, entered, response)
        return response

    return serve


def _player(call: Call, visit: Visit, encoding: Encoding) -> str:
    video, under, query = visit.video, visit.video.video_id, ""
    if visit.token is not None:
        under = f"{under}/token/{visit.token}"
    if visit.session is not None:
        query = f"?avh={visit.session}"
    folder = _served(call, video, encoding)
    hls = mp4 = download = None
    if (folder / "hls" / "manifest.m3u8").is_file():
        hls = f"{under}/hls/manifest.m3u8{query}"
    if video.mp4_support and (folder / "mp4" / "source.mp4").is_file():
        mp4 = f"{under}/mp4/source.mp4{query}"
        download = f"{mp4}{'&' if query else '?'}dl=1"
    with call.site.db.read() as db:
        worn = dress(db, video, under, query)
    return page.render(
        title=video.title,
        hls=hls,
        mp4=mp4,
        poster=f"{under}/thumbnail.jpg{query}",
        download=download,
        status=f"{under}/ready{query}",
        ready=encoding.playable,
        reason=encoding.reason,
        report=f"{under}/report{query}",
        **worn,
    )


def _visit(call: Call, token: str | None) -> tuple[Visit, Encoding] | None:
    video_id = call.request.path_params["video_id"]
    if not is_video_id(video_id):
        return None
    with call.site.db.read() as db:
        video = videos.get(db, video_id)
        if video is None:
            return None
        encoding = encodings.get(db, video_id)
    visit = admit(call.site, call.request, video, token)
    return None if visit is None else (visit, encoding)


def _hls(call: Call, video: videos.Video, encoding: Encoding) -> Path | None:
    name: str = call.request.path_params["path"]
    if _HLS_PATH.fullmatch(name) is None:
        return None
    return _served(call, video, encoding) / "hls" / name


def _mp4(call: Call, video: videos.Video, encoding: Encoding) -> Path | None:
    if not video.mp4_support:
        return None
    return _served(call, video, encoding) / "mp4" / "source.mp4"


def _thumbnail(call: Call, video: videos.Video, encoding: Encoding) -> Path | None:
    if encoding.picture:
        return call.site.files.picture(video.video_id)
    return _served(call, video, encoding) / "thumbnail.jpg"


def _served(call: Call, video: videos.Video, encoding: Encoding) -> Path:
    # before anything is served the name leads nowhere, which is what is meant
    return call.site.files.rendition(video.video_id, encoding.rendition or "none")


def _file(call: Call, path: Path, visit: Visit) -> Response:
    kind = _TYPES[path.suffix]
    # pictures and manifests change; who may see a private file is asked each time
    scope = "private" if visit.token is not None else "public"
    headers = {"Cache-Control": f"{scope}, no-cache"}
    if path.suffix == ".m3u8" and visit.session is not None:
        text = with_session(path.read_text(encoding="utf-8"), visit.session)
        return Response(text, media_type=kind, headers=headers)
    if path.suffix in (".ts", ".m4s"):
        headers["Cache-Control"] = f"{scope}, max-age=3600"
    download = None
    if call.request.query_params.get("dl") == "1":
        download = f"{visit.video.title}{path.suffix}"
    return FileResponse(path, media_type=kind, headers=headers, filename=download)


def _is_segment(path: Path) -> bool:
    return path.suffix in (".ts", ".m4s") or path.parent.parent.name == "hls"


def _is_head(call: Call) -> bool:
    return call.request.method == "HEAD"


def _page_missing() -> Response:
    return HTMLResponse(page.missing(), 404, headers=_NEVER_KEPT)


def _missing() -> Response:
    return PlainTextResponse("Not found", 404, headers=_NEVER_KEPT)


_FILES: Final = {
    "hls/{path:path}": _asset(_hls),
    "mp4/source.mp4": _asset(_mp4),
    "mp4/{quality}/source.mp4": _asset(_mp4),
    "thumbnail.jpg": _asset(_thumbnail),
    "captions/{language}.vtt": _track("captions"),
    "chapters/{language}.vtt": _track("chapters"),
    "ready": ready,
}

ROUTES: Final = [
    resource(f"/vod/{page.LIBRARY}", public=True, GET=show_library),
    resource("/vod/{video_id}", public=True, GET=show_page),
    resource("/vod/{video_id}/token/{token}/session", public=True, GET=open_session),
    *(
        resource(f"/vod/{{video_id}}/{under}{name}", public=True, GET=handler)
        for under in ("", "token/{token}/")
        for name, handler in _FILES.items()
    ),
]
