"""``/videos/{id}/captions``: what is said, as text, a language each.

https://docs.api.video/vod/add-captions
"""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.bodies import flag, read
from ..rules.languages import caption_language, native_name
from ..store import text_tracks
from ..store.text_tracks import TextTrack
from .plumbing import Call, resource
from .text_tracks import (
    deleting,
    listing,
    showing,
    track_of,
    uploading,
    video_of,
    where,
)


def update(call: Call) -> Response:
    """Make a caption the default of its video, or no longer."""
    with call.site.db.write() as db:
        video = video_of(db, call.project, call.video_id)
        language = caption_language(call.request.path_params["language"])
        track_of(db, call.video_id, "captions", language)
        wanted = read(call.json(), {"default": flag}).get("default")
        if wanted is not None:
            text_tracks.set_default(db, call.video_id, language, is_default=wanted)
        track = track_of(db, call.video_id, "captions", language)
    src = where(call.site, call.request, video, "captions", language)
    return JSONResponse(_json(call.video_id, track, src))


def _json(video_id: str, track: TextTrack, src: str) -> dict[str, Any]:
    return {
        "uri": f"/videos/{video_id}/captions/{track.language}",
        "src": src,
        "srclang": track.language,
        "languageName": native_name(track.language),
        "default": track.is_default,
    }


ROUTES: Final = [
    resource("/videos/{video_id}/captions", GET=listing("captions", _json)),
    resource(
        "/videos/{video_id}/captions/{language}",
        POST=uploading("captions", caption_language, _json),
        GET=showing("captions", caption_language, _json),
        PATCH=update,
        DELETE=deleting("captions", caption_language),
    ),
]
