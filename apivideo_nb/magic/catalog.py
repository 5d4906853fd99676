"""The commands of ``%apivideo``, as data."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from . import values
from .grammar import Command, Option


def _tuple(found: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(found))


def _dict(found: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    return dict(chain.from_iterable(found))


def _switch(name: str, text: str, dest: str, *, const: object = True) -> Option:
    return Option(name, text, dest, const=const, rivals=dest)


_ID = Option(
    "ID",
    "id of the video, or {video}",
    "video_id",
    values.video_id,
    required=True,
    completes="video",
)
_TITLE = Option("--title", "title", "title", values.text, "TITLE")
_DESCRIPTION = Option(
    "--description", "description", "description", values.text, "TEXT"
)
_TAG = Option(
    "--tag",
    "a tag; repeat it for more, or give {a_list}",
    "tags",
    values.texts,
    "TAG",
    gather=_tuple,
    rivals="tags",
)
_META = Option(
    "--meta",
    "a pair of metadata; repeat it for more, or give {a_dict}",
    "metadata",
    values.pairs,
    "KEY=VALUE",
    gather=_dict,
    rivals="metadata",
)
_PRIVATE = _switch(
    "--private", "only who has its link can see it", "public", const=False
)
_NO_MP4 = _switch("--no-mp4", "no MP4 to download", "mp4_support", const=False)
_PANORAMIC = _switch("--panoramic", "a 360° video", "panoramic")
_WIDTH = Option("--width", "width of the picture", "width", values.count, "PIXELS")

_UPLOAD = Command(
    "upload",
    "Upload a video, show its progress, then its player; gives the Video.",
    (
        Option(
            "SOURCE",
            "a path, a URL (fetched by the service itself), the id of a video to copy, "
            "or {expression} / $name: a path, bytes, an open file; not given with "
            "%%apivideo upload, which takes the cell's last expression",
            "source",
            values.source,
            required=True,
            completes="path",
        ),
        Option("--title", "title; else the file's name", "title", values.text, "TITLE"),
        _DESCRIPTION,
        _PRIVATE,
        _NO_MP4,
        _PANORAMIC,
        _TAG,
        _META,
        Option(
            "--clip",
            "only this stretch of the source: 0:05-0:20, 30- or -10",
            "clip",
            values.clip,
            "START-END",
        ),
        Option(
            "--wait",
            "come back when it has got so far; else when it is playable",
            "wait",
            values.text,
            choices=("uploaded", "playable", "encoded"),
        ),
        _switch("--force", "a new video, even if these bytes are one already", "force"),
    ),
    (
        '%apivideo upload talk.mp4 --title "My talk" --tag pycon --private',
        "video = %apivideo upload {buffer} --title=Pendulum --wait encoded",
    ),
)

_UPDATE = Command(
    "update",
    "Change a video's details, those that are named; gives the Video.",
    (
        _ID,
        _TITLE,
        _DESCRIPTION,
        _switch("--public", "everybody can see it", "public"),
        _PRIVATE,
        _switch("--mp4", "an MP4 to download", "mp4_support"),
        _NO_MP4,
        _PANORAMIC,
        _switch("--no-panoramic", "an ordinary video", "panoramic", const=False),
        _TAG,
        _switch("--no-tags", "remove all tags", "tags", const=()),
        _META,
        _switch("--no-meta", "remove all metadata", "metadata", const={}),
    ),
    ('%apivideo update {video} --title "A better title" --tag pycon --tag keynote',),
)

_THUMBNAIL = Command(
    "thumbnail",
    "Choose a video's thumbnail; gives the Video.",
    (
        _ID,
        Option(
            "--at",
            "the moment to show: seconds, mm:ss or hh:mm:ss",
            "at",
            values.seconds,
            "TIME",
            rivals="picture",
            required=True,
        ),
        Option(
            "--file",
            "a picture: JPEG, PNG or WebP up to 8 MiB",
            "file",
            values.picture,
            "FILE",
            rivals="picture",
            required=True,
            completes="path",
        ),
    ),
    ("%apivideo thumbnail {video} --at 0:05",),
)

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        _UPLOAD,
        Command(
            "show",
            "Show a video under the cell; gives the Video.",
            (
                _ID,
                _WIDTH,
                _switch("--play", "load the player at once, not on a click", "play"),
            ),
            ("%apivideo show vi4blUQJFrYWbaG44NChkH27 --width 480",),
        ),
        Command(
            "status",
            "Say how far a video has got; gives the VideoStatus.",
            (_ID,),
            ("%apivideo status {video}",),
        ),
        Command(
            "list",
            "List videos, the latest first; gives them as a sequence.",
            (
                _TAG,
                Option(
                    "--title",
                    "only with this in the title",
                    "title",
                    values.text,
                    "TEXT",
                ),
                Option("--limit", "at most so many", "limit", values.count, "N"),
            ),
            ("%apivideo list --tag pycon --limit 10",),
        ),
        _UPDATE,
        Command(
            "delete",
            "Delete a video, after a question.",
            (_ID, _switch("--yes", "do not ask", "yes")),
            ("%apivideo delete {video} --yes",),
        ),
        _THUMBNAIL,
        Command("panel", "Open the upload panel.", (), ("%apivideo panel",)),
        Command(
            "login",
            "Ask for an API key, without echo, and use it.",
            (_switch("--save", "keep it in the system's keyring", "save"),),
            ("%apivideo login --save",),
        ),
        Command("logout", "Forget the API key.", (), ("%apivideo logout",)),
        Command(
            "whoami",
            "Say where videos go, and where the key comes from; never the key.",
            (),
            ("%apivideo whoami",),
        ),
        Command(
            "sandbox",
            "Start, stop, look at or empty the local sandbox.",
            (
                Option(
                    "ACTION",
                    "what to do; else say how it is",
                    "action",
                    values.text,
                    choices=("start", "stop", "status", "reset"),
                ),
                _switch("--yes", "do not ask before a reset", "yes"),
            ),
            ("%apivideo sandbox start",),
        ),
        Command(
            "help",
            "Explain a command, or list them all.",
            (
                Option(
                    "COMMAND",
                    "the command",
                    "topic",
                    values.text,
                    completes="command",
                ),
            ),
            ("%apivideo help upload",),
        ),
    )
}
