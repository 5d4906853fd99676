"""A source into what browsers play, told to the database step by step."""

import secrets
import time
from contextlib import suppress
from typing import Any

from .. import media
from ..store import deliveries, encodings, sources, videos
from .thumbnail import (
    SANDBOX_LIMIT,
    burn_in,
    clip_seconds,
    draw_thumbnail,
    watermark_of,
)
from .work import Work


def encode(work: Work) -> None:
    """Make the qualities, the MP4 and the thumbnail of a video.

    Each run writes to a folder of its own. The first one is served from its first
    ready quality on; a later one, which adds an MP4 or starts over after a crash,
    only when it is complete, so that what was playable stays so.

    Raises
    ------
    media.MediaError
        If the source is no video.
    media.Cancelled
        If the work is no longer wanted.
    """
    video_id = work.video_id
    with work.db.read() as db:
        video = videos.get(db, video_id, discarded=None)
        if video is None:
            return
        source = sources.get(db, video_id)
        before = encodings.get(db, video_id)
    again = before.playable
    # what a run that was killed left; its ffmpeg, if it lives on, ends without it
    work.files.remove_renditions(video_id, keep=before.rendition)
    work.files.join_chunks(video_id, source.chunks)
    path = work.files.source(video_id)
    probe = media.probe(path)
    clip = clip_seconds(video, probe.framerate)
    limit = SANDBOX_LIMIT if video.project == "sandbox" else None
    planned = media.planned(probe, mp4=video.mp4_support)
    with work.db.write() as db:
        encodings.plan(db, video_id, planned, _facts(probe, clip, limit))
    rendition = secrets.token_hex(8)

    def on_quality(kind: str, quality: str, status: str) -> None:
        if again and status == "encoded":
            return  # not before all of it can be served
        with work.db.write() as db:
            encodings.set_quality(db, video_id, kind, quality, status)
            if status == "encoded":
                encodings.serve(db, video_id, rendition)
            deliveries.announce(db, video_id, now=time.time())
        work.announced()

    try:
        media.encode(
            path,
            work.files.rendition(video_id, rendition),
            probe=probe,
            mp4=video.mp4_support,
            clip=clip,
            limit_s=limit,
            burn_in=burn_in(video),
            watermark=watermark_of(work.db, video_id),
            on_quality=on_quality,
            cancelled=work.cancelled,
        )
        if again:
            with work.db.write() as db:
                encodings.serve(db, video_id, rendition)
                for kind, quality in planned:
                    encodings.set_quality(db, video_id, kind, quality, "encoded")
                deliveries.announce(db, video_id, now=time.time())
            work.announced()
        with suppress(media.MediaError):  # the video has a thumbnail all the same
            draw_thumbnail(work.db, work.files, video_id)
    finally:
        with work.db.read() as db:
            known = videos.get(db, video_id, discarded=None) is not None
            served = encodings.get(db, video_id).rendition if known else None
        work.files.remove_renditions(video_id, keep=served)


def _facts(
    probe: media.Probe,
    clip: tuple[float | None, float | None],
    limit: float | None,
) -> dict[str, Any]:
    """Describe what is made of a source, under the API's names."""
    start, end = clip[0] or 0.0, clip[1]
    ends = [seconds for seconds in (probe.duration, end) if seconds is not None]
    duration = max(0.0, min(ends) - start) if ends else None
    if limit is not None:
        duration = limit if duration is None else min(duration, limit)
    return {
        "width": probe.width,
        "height": probe.height,
        "bitrate": probe.bitrate,
        # whole numbers: the vendor's clients refuse any other
        "duration": _whole(duration),
        "framerate": _whole(probe.framerate),
        "samplerate": _whole(probe.samplerate),
        "videoCodec": probe.video_codec,
        "audioCodec": probe.audio_codec,
        "aspectRatio": probe.aspect_ratio,
    }


def _whole(number: float | None) -> int | None:
    return None if number is None else max(1, round(number))
