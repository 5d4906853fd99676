"""``apivideo-nb``, also ``python -m apivideo_nb``: what needs no notebook."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__, config
from .errors import ApiVideoError

#: how a program ends that was interrupted (128 + SIGINT)
INTERRUPTED = 130


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
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except (ApiVideoError, ValueError, OSError) as exc:
        hint = getattr(exc, "hint", "")
        print(f"apivideo-nb: {exc}" + (f"\n{hint}" if hint else ""), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="apivideo-nb", description="Host, show and share videos with api.video."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in (_add_demo, _add_sandbox):
        add(commands)
    return parser


_Commands = argparse._SubParsersAction  # type: ignore[type-arg]  # noqa: SLF001


def _add_demo(commands: _Commands) -> None:
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


def _demo(args: argparse.Namespace) -> None:
    from .demo import run_demo  # noqa: PLC0415  # slow to load

    run_demo(args.dir, browse=args.browse, say=lambda text: print(text, flush=True))


def _add_sandbox(commands: _Commands) -> None:
    sandbox = commands.add_parser(
        "sandbox", help="run the local sandbox in the foreground"
    )
    add = sandbox.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, help="port to listen on; by default always the same")
    add("--data", type=Path, help="directory of its data")
    add("--api-key", help="production-kind key to accept; by default a random one")
    add("--sandbox-key", help="sandbox-kind key to accept; by default a random one")
    add("--public-url", help="URL it is reached by from outside, behind a proxy")
    add(
        "--idle-timeout",
        type=float,
        metavar="SECONDS",
        help="end after so long without a request",
    )
    sandbox.set_defaults(run=_sandbox)


def _sandbox(args: argparse.Namespace) -> int:
    try:
        from .sandbox.server import run  # noqa: PLC0415  # an extra
    except ImportError as exc:
        print(
            f"apivideo-nb: The local sandbox needs {exc.name}.\n"
            "Run `pip install 'apivideo-nb[sandbox]'`.",
            file=sys.stderr,
        )
        return 1
    return run(
        data=args.data or config.home() / "sandbox",
        host=args.host,
        port=args.port,
        # keys on a command line can be seen by others: the environment is better
        api_key=args.api_key or os.environ.get("APIVIDEO_NB_SANDBOX_API_KEY"),
        sandbox_key=args.sandbox_key,
        public_url=args.public_url,
        idle_timeout=args.idle_timeout,
    )
