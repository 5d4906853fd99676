"""How a command of ``%apivideo`` is described.

Parser, help and completion all read the `catalog`, so that none can forget an option.
An option's `dest` is the keyword of the core's function that it is handed to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Completes = Literal["path", "video", "command", "tag", "language", ""]


@dataclass(frozen=True, slots=True)
class Option:
    """One argument of a command.

    Attributes
    ----------
    name : str
        ``--title``; a positional argument in capitals: ``SOURCE``.
    help : str
        What it is, without a full stop.
    dest : str
        Key of the parsed value.
    convert : callable, optional
        From what was typed to the value, raising `ValueError`; None for a switch.
    metavar : str
        Stands for the value in the help.
    const : object
        What a switch means.
    choices : tuple of str
        The allowed values, if they are few.
    gather : callable, optional
        Makes one value of all, for what may be repeated.
    rivals : str
        Options with the same word here exclude each other.
    required : bool
        Whether it, or one of its rivals, must be there.
    completes : {"path", "video", "command", "tag", "language", ""}
        What Tab offers for the value.
    """

    name: str
    help: str
    dest: str
    convert: Callable[[object], object] | None = None
    metavar: str = ""
    const: object = True
    choices: tuple[str, ...] = ()
    gather: Callable[[list[Any]], object] | None = None
    rivals: str = ""
    required: bool = False
    completes: Completes = ""

    @property
    def positional(self) -> bool:
        """Whether it is told by its place rather than by its name."""
        return not self.name.startswith("-")


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes
    ----------
    name : str
        The word after ``%apivideo``.
    summary : str
        What it does, one sentence.
    options : tuple of Option
        Its arguments.
    examples : tuple of str
        Complete lines.
    """

    name: str
    summary: str
    options: tuple[Option, ...]
    examples: tuple[str, ...]
