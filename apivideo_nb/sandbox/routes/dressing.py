"""What the player page of a video wears: its captions, chapters and theme."""

import sqlite3
from typing import Any, Final

from ..page import Look, Track
from ..rules.languages import native_name
from ..store import players, text_tracks
from ..store.text_tracks import Kind
from ..store.videos import Video

UNHEARD: Final = "No captions: the local sandbox recognises no speech."


def dress(
    db: sqlite3.Connection, video: Video, under: str, query: str
) -> dict[str, Any]:
    """Return what `page.render` is to be told about looks and text.

    Parameters
    ----------
    db : Connection
        Where it is.
    video : Video
        Whose page it is.
    under, query : str
        How URLs of its files begin, relative to the page, and how they end.
    """
    captions = _tracks(db, video, "captions", under, query)
    player = players.get(db, video.player_id) if video.player_id else None
    look = None
    if player is not None:
        logo = None
        if player.logo_type is not None:
            logo = f"../players/{player.player_id}/logo.{player.logo_type}"
        look = Look(player.theme, logo, player.logo_link)
    return {
        "captions": captions,
        "chapters": _tracks(db, video, "chapters", under, query),
        "look": look,
        "note": UNHEARD if video.transcript and not captions else "",
    }


def _tracks(
    db: sqlite3.Connection, video: Video, kind: Kind, under: str, query: str
) -> list[Track]:
    return [
        Track(
            src=f"{under}/{kind}/{track.language}.vtt{query}",
            language=track.language,
            label=native_name(track.language),
            default=track.is_default,
        )
        for track in text_tracks.find_all(db, video.video_id, kind)
    ]
