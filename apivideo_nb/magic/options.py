"""The options that several commands of ``%apivideo`` share."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from . import values
from .grammar import Option


def _tuple(found: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(found))


def _dict(found: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    return dict(chain.from_iterable(found))


def switch(name: str, text: str, dest: str, *, const: object = True) -> Option:
    """Describe an option that takes no value."""
    return Option(name, text, dest, const=const, rivals=dest)


ID = Option(
    "ID",
    "id of the video, or {video}",
    "video_id",
    values.video_id,
    required=True,
    completes="video",
)
TITLE = Option("--title", "title", "title", values.text, "TITLE")
DESCRIPTION = Option("--description", "description", "description", values.text, "TEXT")
TAG = Option(
    "--tag",
    "a tag; repeat it for more, or give {a_list}",
    "tags",
    values.texts,
    "TAG",
    gather=_tuple,
    rivals="tags",
    completes="tag",
)
META = Option(
    "--meta",
    "a pair of metadata; repeat it for more, or give {a_dict}",
    "metadata",
    values.pairs,
    "KEY=VALUE",
    gather=_dict,
    rivals="metadata",
)
PRIVATE = switch("--private", "only who has its link can see it", "public", const=False)
NO_MP4 = switch("--no-mp4", "no MP4 to download", "mp4_support", const=False)
PANORAMIC = switch("--panoramic", "a 360° video", "panoramic")
WIDTH = Option("--width", "width of the picture", "width", values.count, "PIXELS")
PUBLIC = switch("--public", "everybody can see it", "public")
PLAYER = Option(
    "--player",
    "id of a player theme",
    "player_id",
    values.text,
    "ID",
    rivals="player_id",
)
LANGUAGE = Option(
    "--language",
    "the language spoken in it: en, fr",
    "language",
    values.text,
    "LANG",
    completes="language",
)
TRANSCRIPT = switch(
    "--transcript", "have captions written from what is said", "transcript"
)
LANG = Option(
    "LANG",
    "the language: en, fr-CA",
    "language",
    values.text,
    required=True,
    completes="language",
)
