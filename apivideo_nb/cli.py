"""``apivideo-nb``, also ``python -m apivideo_nb``: what needs no notebook."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__, config
from .errors import ApiVideoError, ConfigurationError

if TYPE_CHECKING:
    from .magic.expand import Word

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

#: how a program ends that was called wrongly, or interrupted (128 + SIGINT)
WRONG_CALL, INTERRUPTED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return what the process exits with.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after the program's name; by default those of this process.

    Returns
    -------
    int
        0 for success, 1 for a readable failure, 2 for a wrong call, 130 for Ctrl-C.
    """
    args, rest = _parser().parse_known_args(argv)
    try:
        return int(args.run(args, rest) or 0)
    except BrokenPipeError:  # whoever read it has seen enough: `… list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (ApiVideoError, ValueError, OSError) as exc:
        hint = _as_shell(getattr(exc, "hint", ""))
        print(f"apivideo-nb: {exc}" + (f"\n{hint}" if hint else ""), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="apivideo-nb",
        description="Host, show and share videos with api.video.",
        epilog="`apivideo-nb COMMAND --help` explains a command.",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=20),
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in (_add_demo, _add_magic, _add_offload, _add_sandbox):
        add(commands)
    return parser


def _add_demo(commands: "Commands") -> None:
    demo = commands.add_parser("demo", help="run the quickstart and show its result")
    demo.add_argument(
        "--dir", type=Path, default=Path("demo"), help="where it goes (%(default)s)"
    )
    demo.add_argument(
        "--no-browser",
        action="store_const",
        const=False,
        dest="browse",
        help="only write notebook and page; do not open JupyterLab",
    )
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace, rest: Sequence[str]) -> None:
    from .demo import run_demo  # noqa: PLC0415  # slow to load

    _nothing_more(rest)
    run_demo(args.dir, browse=args.browse, say=lambda text: print(text, flush=True))


def _add_magic(commands: "Commands") -> None:
    for name, text in (
        ("upload", "upload a video and print the link of its player"),
        ("list", "list videos, the latest first"),
        ("status", "say how far a video has got"),
        ("update", "change a video's details"),
        ("thumbnail", "choose a video's thumbnail"),
        ("captions", "give a video captions"),
        ("chapters", "give a video chapters"),
        ("delete", "delete a video, after a question"),
        ("login", "ask for an API key and keep it in the system's keyring"),
        ("logout", "forget the API key"),
        ("whoami", "say where videos go, and where the key comes from"),
    ):
        # the grammar of the magic reads the rest, --help included
        command = commands.add_parser(name, help=text, add_help=False)
        command.set_defaults(run=_magic, name=name)


def _magic(args: argparse.Namespace, words: Sequence[str]) -> None:
    """Do what the magic's command of the same name does, and print its value."""
    from IPython.core.error import UsageError  # noqa: PLC0415  # slow to load

    from .magic.shell import perform  # noqa: PLC0415

    as_json = "--json" in words
    options = _options(args.name, [word for word in words if word != "--json"])
    try:
        perform(args.name, options, as_json=as_json)
    except UsageError as exc:
        _refuse(str(exc))


def _options(command: str, words: Sequence[str]) -> dict[str, Any]:
    """Read the words by the grammar of the magic; ends the program for ``--help``."""
    from IPython.core.error import UsageError  # noqa: PLC0415  # slow to load

    from .magic.catalog import COMMANDS  # noqa: PLC0415
    from .magic.manual import manual  # noqa: PLC0415
    from .magic.parser import parse  # noqa: PLC0415

    try:
        request = parse([*_spoken([command]), *_spoken(words)])
    except UsageError as exc:
        _refuse(str(exc))
    if request.command == "help":
        lines = manual(COMMANDS[command]).splitlines()
        # what stands in braces is a notebook's variable
        print(
            _as_shell(
                "\n".join(x for x in lines if "apivideo" not in x or "{" not in x)
            )
        )
        print("\n    --json                print the result as JSON")
        raise SystemExit
    return request.options


def _refuse(text: str) -> NoReturn:
    print(f"apivideo-nb: {_as_shell(text)}", file=sys.stderr)
    raise SystemExit(WRONG_CALL) from None


def _spoken(words: Iterable[str]) -> "Iterator[Word]":
    from .magic.expand import Word  # noqa: PLC0415  # slow to load

    for word in words:
        name, equals, value = word.partition("=")
        if name.startswith("--") and equals:
            yield Word(name, name)
            yield Word(value, word, held=True, joined=True)
        else:
            yield Word(word, word)


def _as_shell(text: str) -> str:
    return text.replace("%apivideo", "apivideo-nb")


def _add_offload(commands: "Commands") -> None:
    offload = commands.add_parser(
        "offload",
        help="host the videos inside notebooks and make the notebooks small",
        description="Host the videos inside notebooks; a picture that plays the video "
        "comes in each one's place, the rest stays byte for byte.",
    )
    add = offload.add_argument
    add(
        "files",
        nargs="+",
        type=Path,
        metavar="NOTEBOOK",
        help="a notebook, or a folder of them",
    )
    add(
        "--min-size",
        type=_size,
        default="200kB",
        metavar="SIZE",
        help="leave smaller videos in (%(default)s)",
    )
    add("--private", action="store_true", help="host private videos")
    add("--no-backup", action="store_true", help="keep no NAME.ipynb.bak")
    way = offload.add_mutually_exclusive_group()
    way.add_argument(
        "--dry-run", action="store_true", help="only say what would be done"
    )
    way.add_argument(
        "--check",
        action="store_true",
        help="the same, and end with 1 if there is anything: for pre-commit and CI",
    )
    add("--restore", action="store_true", help="embed the hosted videos again")
    offload.set_defaults(run=_offload)


def _size(text: str) -> int:
    from .offloading.sizes import parse_size  # noqa: PLC0415  # slow to load

    try:
        return parse_size(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(str(exc)) from None


def _offload(args: argparse.Namespace, rest: Sequence[str]) -> int:
    from .display.place import Lines  # noqa: PLC0415  # slow to load
    from .offloading.job import offload  # noqa: PLC0415
    from .offloading.progress import drawn_steps  # noqa: PLC0415

    _nothing_more(rest)
    if args.check and args.restore:
        _refuse("--check looks for what --restore brings back")
    report = offload(
        args.files,
        min_size=args.min_size,
        dry_run=args.dry_run or args.check,
        restore=args.restore,
        private=args.private,
        backup=not args.no_backup,
        on_step=drawn_steps(Lines(sys.stderr).show),
    )
    if args.check:
        if text := report.complaint():
            print(text)
        return int(bool(text))
    print(report)
    return int(not report.ok)


def _add_sandbox(commands: "Commands") -> None:
    sandbox = commands.add_parser(
        "sandbox",
        help="run the local sandbox in the foreground, or look after it",
        description="Without an action, run the local sandbox until Ctrl-C.",
    )
    add = sandbox.add_argument
    add(
        "action",
        nargs="?",
        choices=("start", "stop", "status"),
        help="the one that runs in the background, shared with notebooks",
    )
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, help="port to listen on; by default always the same")
    add("--data", type=Path, help="directory of its data")
    add("--api-key", help="production-kind key to accept; by default a random one")
    add("--sandbox-key", help="sandbox-kind key to accept; by default a random one")
    add("--public-url", help="URL it is reached by from outside, behind a proxy")
    add(
        "--rate-limits",
        choices=("none", "sandbox", "all"),
        default="sandbox",
        help="kinds of key whose requests are limited as api.video's (%(default)s)",
    )
    add(
        "--restore",
        action="store_true",
        help="deleted videos are kept for 90 days and can be restored",
    )
    add(
        "--idle-timeout",
        type=float,
        metavar="SECONDS",
        help="end after so long without a request",
    )
    sandbox.set_defaults(run=_sandbox)


def _sandbox(args: argparse.Namespace, rest: Sequence[str]) -> int:
    _nothing_more(rest)
    if args.action is not None:
        return _look_after_sandbox(args.action, args.data)
    try:
        from .sandbox.server import run  # noqa: PLC0415  # an extra
    except ImportError as exc:
        raise ConfigurationError(
            f"The local sandbox needs {exc.name}.",
            hint="Run `pip install 'apivideo-nb[sandbox]'`.",
        ) from None
    return run(
        data=args.data or config.home() / "sandbox",
        host=args.host,
        port=args.port,
        api_key=args.api_key,
        sandbox_key=args.sandbox_key,
        public_url=args.public_url,
        rate_limits=args.rate_limits,
        restore=args.restore,
        idle_timeout=args.idle_timeout,
    )


def _look_after_sandbox(action: str, data: Path | None) -> int:
    from .display.words import mib  # noqa: PLC0415  # slow to load
    from .local import LocalSandbox  # noqa: PLC0415

    local = LocalSandbox(data)
    if action == "stop":
        print("stopped" if local.stop() else "not running")
        return 0
    running = local.start() if action == "start" else local.running()
    print(f"running at {running.url} (pid {running.pid})" if running else "not running")
    if running and (usage := running.usage()):
        print(f"{usage.videos} videos, {usage.jobs} jobs, {mib(usage.size)} MiB")
    return 0


def _nothing_more(rest: Sequence[str]) -> None:
    if rest:
        _refuse(f"unknown argument {rest[0]}")
