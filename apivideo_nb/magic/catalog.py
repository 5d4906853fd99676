"""The commands of ``%apivideo``, as data."""

from ..api.moments import seconds
from ..offloading.sizes import parse_size
from . import values
from .grammar import Command, Option
from .options import (
    DESCRIPTION,
    ID,
    LANG,
    LANGUAGE,
    META,
    NO_MP4,
    PANORAMIC,
    PLAYER,
    PRIVATE,
    PUBLIC,
    TAG,
    TITLE,
    TRANSCRIPT,
    WIDTH,
    switch,
)

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
        DESCRIPTION,
        PRIVATE,
        PUBLIC,
        NO_MP4,
        PANORAMIC,
        TAG,
        META,
        LANGUAGE,
        TRANSCRIPT,
        PLAYER,
        Option(
            "--watermark",
            "id of a watermark to burn in, or {a_dict} with its id and place",
            "watermark",
            values.watermark,
            "ID",
        ),
        Option(
            "--clip",
            "only this stretch of the source: 0:05-0:20, 30- or -10",
            "clip",
            values.clip,
            "START-END",
        ),
        Option(
            "--fps",
            "frames per second, for frames",
            "fps",
            values.number,
            "N",
        ),
        Option(
            "--wait",
            "come back when it has got so far; else when it is playable",
            "wait",
            values.text,
            choices=("uploaded", "playable", "encoded"),
        ),
        switch("--force", "a new video, even if these bytes are one already", "force"),
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
        ID,
        TITLE,
        DESCRIPTION,
        PUBLIC,
        PRIVATE,
        switch("--mp4", "an MP4 to download", "mp4_support"),
        NO_MP4,
        PANORAMIC,
        switch("--no-panoramic", "an ordinary video", "panoramic", const=False),
        TAG,
        switch("--no-tags", "remove all tags", "tags", const=()),
        META,
        switch("--no-meta", "remove all metadata", "metadata", const={}),
        LANGUAGE,
        TRANSCRIPT,
        PLAYER,
        switch("--no-player", "the usual look", "player_id", const=None),
    ),
    ('%apivideo update {video} --title "A better title" --tag pycon --tag keynote',),
)

_THUMBNAIL = Command(
    "thumbnail",
    "Choose a video's thumbnail; gives the Video.",
    (
        ID,
        Option(
            "--at",
            "the moment to show: seconds, mm:ss or hh:mm:ss",
            "at",
            seconds,
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

_CAPTIONS = Command(
    "captions",
    "Give a video captions in a language; gives the Caption.",
    (
        ID,
        LANG,
        Option(
            "FILE",
            "WebVTT or SubRip (.srt): a path, or {text}",
            "file",
            values.track,
            required=True,
            completes="path",
        ),
        switch("--default", "players show them without being asked", "default"),
    ),
    ("%apivideo captions {video} en talk.srt --default",),
)

_CHAPTERS = Command(
    "chapters",
    "Give a video chapters in a language; gives the Chapter.",
    (
        ID,
        LANG,
        Option(
            "FILE",
            "WebVTT: a path, or {text}; or {a_dict} of times and titles",
            "file",
            values.marks,
            required=True,
            completes="path",
        ),
    ),
    (
        "%apivideo chapters {video} en chapters.vtt",
        "%apivideo chapters {video} en $marks",
    ),
)

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        _UPLOAD,
        Command(
            "show",
            "Show a video under the cell; gives the Video.",
            (
                ID,
                WIDTH,
                switch("--play", "load the player at once, not on a click", "play"),
            ),
            ("%apivideo show vi4blUQJFrYWbaG44NChkH27 --width 480",),
        ),
        Command(
            "status",
            "Say how far a video has got; gives the VideoStatus.",
            (ID,),
            ("%apivideo status {video}",),
        ),
        Command(
            "list",
            "List videos, the latest first; gives them as a sequence.",
            (
                TAG,
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
            (ID, switch("--yes", "do not ask", "yes")),
            ("%apivideo delete {video} --yes",),
        ),
        _THUMBNAIL,
        _CAPTIONS,
        _CHAPTERS,
        Command(
            "offload",
            "Host the videos inside notebooks and make those small; gives a report.",
            (
                Option(
                    "NOTEBOOK",
                    "a notebook, a folder of them, or {a_list} of both",
                    "paths",
                    values.source,
                    required=True,
                    completes="path",
                ),
                switch("--dry-run", "only say what would be done", "dry_run"),
                switch("--check", "fail if there is anything to do", "check"),
                switch("--restore", "embed the hosted videos again", "restore"),
                Option(
                    "--min-size",
                    "leave smaller videos in; else 200kB",
                    "min_size",
                    parse_size,
                    "SIZE",
                ),
                switch("--private", "host private videos", "private"),
            ),
            (
                "%apivideo offload talk.ipynb --dry-run",
                "%apivideo offload lectures --min-size 1MB",
            ),
        ),
        Command("panel", "Open the upload panel.", (), ("%apivideo panel",)),
        Command(
            "library",
            "Open the library: find, play, change and delete videos.",
            (),
            ("%apivideo library",),
        ),
        Command(
            "login",
            "Ask for an API key, without echo, and use it.",
            (switch("--save", "keep it in the system's keyring", "save"),),
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
                switch("--yes", "do not ask before a reset", "yes"),
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
