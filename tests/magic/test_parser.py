from pathlib import Path

import pytest
from IPython.core.error import UsageError

from apivideo_nb.magic.catalog import COMMANDS
from apivideo_nb.magic.expand import expand
from apivideo_nb.magic.parser import Request, parse
from apivideo_nb.magic.split import split


class Video:
    video_id = "vi4blUQJFrYWbaG44NChkH27"


NAMES = {
    "buffer": b"\0\1",
    "video": Video(),
    "tags": ["x", "y z"],
    "marks": {"0:00": "Why"},
    "place": {"id": "watermark_1", "top": "5%"},
    "vtt": "WEBVTT\n",
    "meta": {"year": 2026},
    "sly": "--private",
    "word": "upload",
}


def read(line):
    return parse(expand(split(line).tokens, NAMES))


@pytest.mark.parametrize(
    ("line", "command", "options"),
    [
        ("upload a.mp4", "upload", {"source": "a.mp4"}),
        ("upload 'my talk.mp4'", "upload", {"source": "my talk.mp4"}),
        ("upload {buffer}", "upload", {"source": b"\0\1"}),
        ("$word a.mp4", "upload", {"source": "a.mp4"}),
        ('upload a --title "A B"', "upload", {"source": "a", "title": "A B"}),
        ('upload a --title="A B"', "upload", {"source": "a", "title": "A B"}),
        ("--title x upload", None, None),
        ("upload --title T a", "upload", {"source": "a", "title": "T"}),
        ("upload a --private", "upload", {"source": "a", "public": False}),
        (
            "upload a --no-mp4 --panoramic",
            "upload",
            {"source": "a", "mp4_support": False, "panoramic": True},
        ),
        (
            "upload a --tag p --tag {tags} --tag='q r'",
            "upload",
            {"source": "a", "tags": ("p", "x", "y z", "q r")},
        ),
        (
            "upload a --meta k=v=w --meta {meta} --meta 'a b=c d'",
            "upload",
            {"source": "a", "metadata": {"k": "v=w", "year": "2026", "a b": "c d"}},
        ),
        ("upload a --clip 0:05-0:10", "upload", {"source": "a", "clip": (5.0, 10.0)}),
        ("upload a --clip -10", "upload", {"source": "a", "clip": (None, 10.0)}),
        ("upload a --clip=-0:10", "upload", {"source": "a", "clip": (None, 10.0)}),
        ("upload a --wait encoded", "upload", {"source": "a", "wait": "encoded"}),
        (
            "upload a --language no --transcript --player pl1 --public",
            "upload",
            {
                "source": "a",
                "language": "no",
                "transcript": True,
                "player_id": "pl1",
                "public": True,
            },
        ),
        (
            "upload a --watermark watermark_1",
            "upload",
            {"source": "a", "watermark": {"id": "watermark_1"}},
        ),
        (
            "upload a --watermark {place}",
            "upload",
            {"source": "a", "watermark": {"id": "watermark_1", "top": "5%"}},
        ),
        ("update v --no-player", "update", {"video_id": "v", "player_id": None}),
        (
            "captions v en a.srt --default",
            "captions",
            {
                "video_id": "v",
                "language": "en",
                "file": Path("a.srt"),
                "default": True,
            },
        ),
        (
            "captions v fr-CA {vtt}",
            "captions",
            {"video_id": "v", "language": "fr-CA", "file": "WEBVTT\n"},
        ),
        (
            "chapters v en $marks",
            "chapters",
            {"video_id": "v", "language": "en", "file": {"0:00": "Why"}},
        ),
        ("upload -- -a.mp4", "upload", {"source": "-a.mp4"}),
        ("upload '-a.mp4'", "upload", {"source": "-a.mp4"}),
        (
            'upload a --title "--private"',
            "upload",
            {"source": "a", "title": "--private"},
        ),
        ("upload {sly}", "upload", {"source": "--private"}),
        ("upload a --title ''", "upload", {"source": "a", "title": ""}),
        ("show {video}", "show", {"video_id": Video.video_id}),
        (
            "show vi1 --width 480 --play",
            "show",
            {"video_id": "vi1", "width": 480, "play": True},
        ),
        ("list", "list", {}),
        (
            "list --tag a --title b --limit 3",
            "list",
            {"tags": ("a",), "title": "b", "limit": 3},
        ),
        ("update v --public", "update", {"video_id": "v", "public": True}),
        ("update v --no-tags", "update", {"video_id": "v", "tags": ()}),
        ("update v --no-meta", "update", {"video_id": "v", "metadata": {}}),
        ("update v --mp4", "update", {"video_id": "v", "mp4_support": True}),
        ("update v --no-panoramic", "update", {"video_id": "v", "panoramic": False}),
        ("delete v --yes", "delete", {"video_id": "v", "yes": True}),
        ("thumbnail v --at 1:30", "thumbnail", {"video_id": "v", "at": 90.0}),
        ("login --save", "login", {"save": True}),
        ("sandbox", "sandbox", {}),
        ("sandbox stop", "sandbox", {"action": "stop"}),
        ("", "help", {}),
        ("--help", "help", {}),
        ("-h", "help", {}),
        ("help", "help", {}),
        ("help upload", "help", {"topic": "upload"}),
        ("upload --help", "help", {"topic": "upload"}),
        ("thumbnail v -h", "help", {"topic": "thumbnail"}),
    ],
)
def test_lines_become_commands_and_the_cores_keywords(line, command, options):
    if command is None:
        with pytest.raises(UsageError):
            read(line)
    else:
        assert read(line) == Request(command, options)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("uplaod a.mp4", r"no command 'uplaod'; did you mean 'upload'\?"),
        ("Upload a.mp4", r"no command 'Upload'; did you mean 'upload'\?"),
        ("frobnicate", r"no command 'frobnicate'; the commands are upload, show"),
        ("a.mp4", r"did you mean `%apivideo upload a\.mp4`\?"),
        ("https://x/y", r"did you mean `%apivideo upload https://x/y`\?"),
        ('"a b.mp4"', r'did you mean `%apivideo upload "a b\.mp4"`\?'),
        ("{buffer}", r"did you mean `%apivideo upload \{buffer\}`\?"),
        ("upload", r"^upload: the following arguments are required: SOURCE"),
        ("upload a --titel x", r"no option --titel; did you mean '--title'\?"),
        ("upload a --tit x", r"no option --tit; did you mean '--title'\?"),
        ("upload a -q", "no option -q"),
        ("upload a --clip -0:10", "no option -0:10 .*quote it if it is a value"),
        ("upload a b", r"one argument too many: b .*quotes hold a value"),
        ("upload a {buffer}", r"one argument too many: \{buffer\}"),
        ("upload a --title", r"--title: expected one argument"),
        ("upload a --title --private", r"--title: expected one argument"),
        ("upload a --private=yes", r"--private takes no value"),
        ("upload a --wait never", r"--wait: invalid choice: 'never'"),
        ("upload a --meta x", r"--meta: 'x' is not KEY=VALUE"),
        ("upload a --clip 5", r"--clip: '5' is not START-END"),
        ("upload a --title {buffer}", r"--title: bytes is not text"),
        ("list --limit 0", r"--limit: '0' is not a whole number above 0"),
        ("show {tags}", r"ID: \['x', 'y z'\] is neither a video nor its id"),
        ("update v --public --private", "not allowed with argument --public"),
        ("update v --tag a --no-tags", "not allowed with argument --tag"),
        ("thumbnail v", "one of the arguments --at --file is required"),
        ("thumbnail v --at 1 --file f", "not allowed with argument --at"),
        ("sandbox explode", "ACTION: invalid choice: 'explode'"),
        ("captions v en", "the following arguments are required: FILE"),
        ("captions v en {video}", "FILE: Video is neither a path nor bytes"),
        ("chapters v en {0:'A'}", r"FILE: a mapping is given by its name: .*\$marks"),
        ("update v --player p --no-player", "not allowed with argument --player"),
        ("whoami really", "one argument too many: really"),
    ],
)
def test_a_wrong_line_is_one_readable_line(line, message):
    with pytest.raises(UsageError, match=message) as caught:
        read(line)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda c: c.name)
def test_every_example_of_the_help_can_be_read(command):
    names = dict.fromkeys(["video", "buffer", "marks"], Video())
    names["marks"] = {"0:00": "Why"}
    for example in command.examples:
        line = example.partition("%apivideo ")[2]
        assert parse(expand(split(line).tokens, names)).command == command.name


def test_one_parser_reads_many_lines_alike():
    assert read("upload a --tag x") == read("upload a --tag x")
    assert read("upload a").options == {"source": "a"}
