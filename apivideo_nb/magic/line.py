"""From a line, and perhaps a cell, to a value: split, expand, parse, do."""

from collections.abc import Mapping
from typing import Any

from IPython.core.error import UsageError

from .actions import ACTIONS
from .cell import read_cell, run_cell
from .context import Context, Settings
from .expand import Word, expand
from .parser import Request, parse
from .readable import readable_errors
from .shown import Shown
from .split import split


def run(
    line: str, names: Mapping[str, object], settings: Settings, shown: Shown
) -> object:
    """Do what a line asks for.

    Parameters
    ----------
    line : str
        Everything after ``%apivideo``.
    names : mapping of str to object
        The variables that ``{expression}`` and ``$name`` may use.
    settings : Settings
        What applies unless the line says otherwise.
    shown : Shown
        Told what the cell need not draw again.

    Returns
    -------
    object
        The command's value; None where there is nothing to give back.

    Raises
    ------
    UsageError
        If the line is wrong, the core says no, or the user interrupts.
    """
    with readable_errors():
        written = split(line)
        request = parse(expand(written.tokens, names))
    return _do(request, Context(settings=settings, shown=shown, silent=written.silent))


def run_with_cell(
    line: str, cell: str, shell: Any, settings: Settings, shown: Shown
) -> object:
    """Run a cell, then upload what its last expression gives.

    The line is read first, so that a slip in it does not cost the cell's time. What
    the cell raises is the user's own, and keeps its traceback.

    Parameters
    ----------
    line : str
        Everything after ``%%apivideo``: ``upload`` and its options, without a source.
    cell : str
        The rest of the cell.
    shell : InteractiveShell
        Whose namespace the cell runs in.
    settings : Settings
        What applies unless the line says otherwise.
    shown : Shown
        Told what the cell need not draw again.

    Returns
    -------
    Video
        As `run` gives it.

    Raises
    ------
    UsageError
        If the line is wrong, the cell ends in no expression, or the core says no.
    """
    with readable_errors():
        written = split(line)
        command, *rest = expand(written.tokens, shell.user_ns) or [Word("help", "help")]
        request = parse([command, Word(cell, "the cell", held=True), *rest])
        if request.command not in {"upload", "help"}:
            raise UsageError("a cell can be used with `%%apivideo upload` only")
    if request.command == "upload":
        value = run_cell(read_cell(shell, cell), shell.user_ns)
        if value is None:
            raise UsageError("the last expression of the cell gives None: no video")
        request.options["source"] = value
    return _do(request, Context(settings=settings, shown=shown, silent=written.silent))


def _do(request: Request, context: Context) -> object:
    with readable_errors():
        value = ACTIONS[request.command](context, **request.options)
    if context.silent and value is not None:
        context.shown.mark(value)
    return value
