"""``%%apivideo upload``: run a cell and take what its last expression gives."""

import ast
from typing import Any

from IPython.core.error import UsageError


def read_cell(shell: Any, cell: str) -> tuple[Any, Any]:
    """Compile a cell: its statements, and its last expression.

    Parameters
    ----------
    shell : InteractiveShell
        Knows magics and shell commands inside the cell, and keeps its source for
        tracebacks.
    cell : str
        Everything below the magic's line.

    Returns
    -------
    code, code
        What `run_cell` takes.

    Raises
    ------
    UsageError
        If the cell does not end in an expression.
    SyntaxError
        If it is not Python.
    """
    code = shell.transform_cell(cell)
    name = shell.compile.cache(code, shell.execution_count)
    tree = ast.parse(code, name)
    if not tree.body or not isinstance(last := tree.body.pop(), ast.Expr):
        raise UsageError(
            "the cell has to end in the video: an expression that gives a path, a "
            "link, bytes or an open file"
        )
    return (
        compile(tree, name, "exec"),
        compile(ast.Expression(last.value), name, "eval"),
    )


def run_cell(codes: tuple[Any, Any], namespace: dict[str, Any]) -> object:
    """Run what `read_cell` gave, in the user's namespace; give the last value."""
    statements, last = codes
    # the user's own cell, in the user's own session
    exec(statements, namespace)  # noqa: S102
    return eval(last, namespace)  # noqa: S307
