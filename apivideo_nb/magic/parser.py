"""From expanded words to a command and its options, with ``argparse``."""

import argparse
import difflib
import functools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NoReturn, Self

from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser

from .catalog import COMMANDS
from .expand import Word
from .grammar import Command, Option

_NUMBER = re.compile(r"-\d+(\.\d*)?")
_LIKE_A_SOURCE = re.compile(r"\w+://|~|.*[/\\.]|vi[0-9A-Za-z]{20,}$|[{$]")
_SPOKEN = ("--help", "-h")
# told apart from None, which `--no-player` means; argparse's SUPPRESS fails for choices
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Request:
    """What a line asks for.

    Attributes
    ----------
    command : str
        Name of the command.
    options : dict of str to object
        Only what was given, under the keywords of the core's functions.
    """

    command: str
    options: dict[str, Any] = field(default_factory=dict)


def parse(words: Sequence[Word]) -> Request:
    """Read the words of a line.

    Parameters
    ----------
    words : sequence of Word
        What `expand` gave.

    Returns
    -------
    Request
        The command and its options; the command ``help`` for an empty line and for
        ``COMMAND --help``.

    Raises
    ------
    UsageError
        If the command is unknown or its arguments are wrong; one line that says how.
    """
    if not words:
        return Request("help")
    first, *rest = words
    if first.value in _SPOKEN and not first.held:
        return Request("help")
    command = COMMANDS.get(str(first.value))
    if command is None:
        raise UsageError(_unknown_command(first))
    if any(not word.held and word.value in _SPOKEN for word in rest):
        return Request("help", {"topic": command.name})
    _check_names(command, rest)
    parser = _parser(command.name)
    found, extra = parser.parse_known_args([_Argument.of(word) for word in rest])
    if extra:
        parser.error(
            f"one argument too many: {_written(extra[0])}  "
            '(quotes hold a value with spaces together: --title "My talk")'
        )
    return Request(command.name, _given(command, found))


class _Argument(str):
    """A word in the shape that ``argparse`` sorts right: a held one is no option."""

    __slots__ = ("word",)
    word: Word

    @classmethod
    def of(cls, word: Word) -> Self:
        self = cls(f"={word.written}" if word.held else str(word.value))
        self.word = word
        return self


class _Parser(MagicArgumentParser):
    """Errors are one line, and say where the help is."""

    def error(self, message: str) -> NoReturn:
        text = message.removeprefix("argument ")
        raise UsageError(f"{self.prog}: {text}  (see %apivideo {self.prog} --help)")


@functools.cache
def _parser(name: str) -> _Parser:
    parser = _Parser(prog=name)
    parser.allow_abbrev = False
    rivals: dict[str, Any] = {}
    for option in COMMANDS[name].options:
        place: Any = parser
        if option.rivals:
            if option.rivals not in rivals:
                rivals[option.rivals] = parser.add_mutually_exclusive_group(
                    required=option.required
                )
            place = rivals[option.rivals]
        place.add_argument(*_names(option), **_settings(option))
    return parser


def _names(option: Option) -> tuple[str, ...]:
    return (option.dest,) if option.positional else (option.name,)


def _settings(option: Option) -> dict[str, Any]:
    settings: dict[str, Any] = {"default": None if option.gather else _ABSENT}
    if option.convert is None:
        return settings | {
            "action": "store_const",
            "const": option.const,
            "dest": option.dest,
        }
    settings |= {"type": _converter(option), "choices": option.choices or None}
    if option.gather:
        settings["action"] = "append"
    if not option.positional:
        return settings | {"dest": option.dest, "metavar": option.metavar or None}
    return settings | {
        "metavar": option.name,
        "nargs": None if option.required else "?",
    }


def _converter(option: Option) -> Any:
    def convert(argument: str) -> object:
        value = argument.word.value if isinstance(argument, _Argument) else argument
        try:
            return option.convert(value) if option.convert else value
        except ValueError as exc:
            raise argparse.ArgumentTypeError(str(exc)) from exc

    return convert


def _given(command: Command, found: argparse.Namespace) -> dict[str, Any]:
    gathered = {option.dest for option in command.options if option.gather}
    given = {
        name: value
        for name, value in vars(found).items()
        if value is not _ABSENT and not (value is None and name in gathered)
    }
    for option in command.options:
        if option.gather and isinstance(value := given.get(option.dest), list):
            given[option.dest] = option.gather(value)
    return given


def _check_names(command: Command, words: Sequence[Word]) -> None:
    """Refuse unknown options before ``argparse`` takes them for something else."""
    options = {option.name: option for option in command.options}
    for word, after in zip_longest(words, words[1:]):
        name = "" if word.held else str(word.value)
        if not name.startswith("-") or _NUMBER.fullmatch(name):
            continue
        if name == "--":
            return
        option = options.get(name)
        if option is None:
            raise UsageError(
                f"{command.name} has no option {name}{_suggest(name, options)}  "
                f"(see %apivideo {command.name} --help; quote it if it is a value)"
            )
        if option.convert is None and after is not None and after.joined:
            raise UsageError(f"{command.name}: {name} takes no value")


def _unknown_command(word: Word) -> str:
    written = word.written
    if not word.held and (hint := _suggest(written.lower(), COMMANDS)):
        return f"there is no command {written!r}{hint}"
    if _LIKE_A_SOURCE.match(written.strip("\"'")) or os.path.exists(written):  # noqa: PTH110
        return f"a command is missing; did you mean `%apivideo upload {written}`?"
    return (
        f"there is no command {written!r}; the commands are "
        f"{', '.join(COMMANDS)}  (see %apivideo help)"
    )


def _suggest(name: str, known: Sequence[str] | dict[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _written(argument: str) -> str:
    return argument.word.written if isinstance(argument, _Argument) else argument
