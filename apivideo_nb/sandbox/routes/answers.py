"""Stored rows as the JSON objects of the API."""

from typing import Any

from starlette.requests import Request

from ..rules.assets import asset_urls
from ..rules.discarding import deletes_at
from ..rules.identity import atom
from ..rules.tokens import private_token
from ..store.encodings import Encoding
from ..store.sources import Source
from ..store.videos import Video
from .site import Site


def fresh_token(site: Site, video: Video) -> str | None:
    """Mint a token for one answer; a public video needs none."""
    if video.public:
        return None
    return private_token(site.signing_key, video.video_id, video.token_epoch)


def video_json(site: Site, request: Request, video: Video) -> dict[str, Any]:
    """Show a video; a private one with a token made for this answer only."""
    discarded_at = video.discarded_at
    assets = None
    if discarded_at is None:
        token = fresh_token(site, video)
        assets = asset_urls(
            site.base(request), video.video_id, token=token, mp4=video.mp4_support
        )
    answer = {
        "videoId": video.video_id,
        "title": video.title,
        "description": video.description,
        "public": video.public,
        "panoramic": video.panoramic,
        "mp4Support": video.mp4_support,
        "publishedAt": atom(video.published_at),
        "createdAt": atom(video.created_at),
        "updatedAt": atom(video.updated_at),
        "tags": list(video.tags),
        "metadata": [{"key": key, "value": value} for key, value in video.metadata],
        "source": {"type": "upload", "uri": f"/videos/{video.video_id}/source"},
        "assets": assets,
        "discarded": discarded_at is not None,
        "discardedAt": atom(discarded_at),
        "deletesAt": atom(None if discarded_at is None else deletes_at(discarded_at)),
    }
    # absent rather than null: the vendor's Python client takes no null here
    if video.player_id is not None:
        answer["playerId"] = video.player_id
    if video.language is not None:
        answer |= {"language": video.language, "languageOrigin": "api"}
    return answer


def status_json(video: Video, source: Source, encoding: Encoding) -> dict[str, Any]:
    """Show how far a video is.

    ``encoding.reason`` is this server's addition: why it failed, in words for the
    user, or null.
    """
    return {
        "ingest": None if source.ingest is None else _ingest(source),
        "encoding": {
            "playable": encoding.playable,
            "qualities": [
                {"type": q.type, "quality": q.quality, "status": q.status}
                for q in encoding.qualities
                if q.type != "mp4" or video.mp4_support
            ],
            "metadata": {name: encoding.metadata.get(name) for name in _FACTS},
            "reason": encoding.reason,
        },
    }


_FACTS = (
    "width",
    "height",
    "bitrate",
    "duration",
    "framerate",
    "samplerate",
    "videoCodec",
    "audioCodec",
    "aspectRatio",
)


def _ingest(source: Source) -> dict[str, Any]:
    held = source.progress
    by_bytes, by_part = held.unit == "bytes", held.unit == "part"
    return {
        "status": source.ingest,
        "filesize": source.filesize or (held.total if by_bytes else None),
        "receivedBytes": [
            {"from": first, "to": last, "total": total}
            for (first, last), total in zip(held.ranges, source.totals, strict=True)
        ]
        if by_bytes
        else [],
        "receivedParts": {
            "parts": [first for first, _ in held.ranges] if by_part else [],
            "total": held.total if by_part else None,
        },
    }
