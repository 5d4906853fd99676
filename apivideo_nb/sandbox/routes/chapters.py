"""``/videos/{id}/chapters``: where the parts of a video begin, a language each.

https://docs.api.video/vod/add-chapters
"""

from typing import Any, Final

from ..rules.languages import chapter_language
from ..store.text_tracks import TextTrack
from .plumbing import resource
from .text_tracks import deleting, listing, showing, uploading


def _json(video_id: str, track: TextTrack, src: str) -> dict[str, Any]:
    return {
        "uri": f"/videos/{video_id}/chapters/{track.language}",
        "src": src,
        "language": track.language,
    }


ROUTES: Final = [
    resource("/videos/{video_id}/chapters", GET=listing("chapters", _json)),
    resource(
        "/videos/{video_id}/chapters/{language}",
        POST=uploading("chapters", chapter_language, _json),
        GET=showing("chapters", chapter_language, _json),
        DELETE=deleting("chapters", chapter_language),
    ),
]
