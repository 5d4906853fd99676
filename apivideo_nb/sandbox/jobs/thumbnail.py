"""The frame that somebody picked as the thumbnail of a video."""

from typing import Final

from .. import media
from ..rules.timecodes import seconds
from ..store import encodings, videos, watermarks
from ..store.database import Database
from ..store.files import Files

SANDBOX_LIMIT: Final = 30.0
SANDBOX_TEXT: Final = "FOR DEVELOPMENT PURPOSES ONLY"


def clip_seconds(
    video: videos.Video, framerate: float | None
) -> tuple[float | None, float | None]:
    """Return where the clip of a video starts and ends, in seconds of its source."""
    start, end = video.clip
    return (
        None if start is None else seconds(start, framerate),
        None if end is None else seconds(end, framerate),
    )


def burn_in(video: videos.Video) -> str | None:
    """Return the text that everything made of a video must bear."""
    return SANDBOX_TEXT if video.project == "sandbox" else None


def watermark_of(db: Database, video_id: str) -> media.Watermark | None:
    """Return the watermark that a video was created with."""
    with db.read() as connection:
        mark = watermarks.mark_of(connection, video_id)
    return None if mark is None else media.Watermark(mark.image, mark.placement)


def draw_thumbnail(db: Database, files: Files, video_id: str) -> None:
    """Make the picked frame the picture of an encoded video, if one was picked.

    Raises
    ------
    media.MediaError
        If no frame can be read.
    """
    with db.read() as connection:
        video = videos.get(connection, video_id, discarded=None)
        if video is None:
            return
        encoding = encodings.get(connection, video_id)
    if encoding.thumbnail_at is None:
        return
    framerate = encoding.metadata.get("framerate")
    start = clip_seconds(video, framerate)[0] or 0.0
    at = seconds(encoding.thumbnail_at, framerate)
    length = encoding.metadata.get("duration")
    if length is not None and at > length:
        at = 0.0  # the contract: out of range means the first frame
    temporary = files.new_file()
    try:
        media.thumbnail(
            files.source(video_id),
            temporary,
            at=start + at,
            burn_in=burn_in(video),
            watermark=watermark_of(db, video_id),
        )
        with db.write() as connection:
            encodings.set_picture(connection, video_id)
            files.put_picture(video_id, temporary)
    finally:
        temporary.unlink(missing_ok=True)
