"""A notebook file: whether it is one, its cells, its outputs, its widgets. Pure."""

from collections.abc import Iterator

from .jsontext import MalformedError, Value, read

#: where this package writes what it did, in the metadata of an output or a cell
RECORD = "apivideo_nb"

_WIDGETS = "application/vnd.jupyter.widget-state+json"
_OUTPUTS = {"display_data", "execute_result", "update_display_data"}
_BOM = b"\xef\xbb\xbf"


class UnsupportedError(ValueError):
    """A notebook that is none, or one of a format that is not written any more."""


def open_notebook(data: bytes) -> tuple[Value, tuple[Value, ...]]:
    """Read a notebook; gives the document and its cells.

    Raises
    ------
    UnsupportedError
        If it is no notebook of format 4; it says why.
    """
    if data.startswith(_BOM):
        raise UnsupportedError(
            "begins with a byte order mark, which Jupyter does not read: save it as "
            "UTF-8 without one"
        )
    try:
        root = read(data)
    except MalformedError as exc:
        raise UnsupportedError(f"is no valid JSON: {exc}") from None
    number = root.get("nbformat")
    major = bytes(number.raw) if number else b""
    if major in {b"1", b"2", b"3"}:
        raise UnsupportedError(
            f"is of the old format {major.decode()}: open it in Jupyter and save it, "
            "then try again"
        )
    cells = root.get("cells", "[")
    if major != b"4" or cells is None:
        raise UnsupportedError("is no notebook of format 4")
    return root, tuple(cell for cell in cells.items() if cell.kind == "{")


def outputs_of(owner: Value) -> Iterator[tuple[int, Value]]:
    """Go through the outputs that hold a mime bundle, with their numbers.

    Parameters
    ----------
    owner : Value
        A cell, or the state of an `Output` widget.
    """
    outputs = owner.get("outputs", "[")
    for number, output in enumerate(outputs.items() if outputs else (), 1):
        if word(output, "output_type") in _OUTPUTS and output.get("data", "{"):
            yield number, output


def widgets(root: Value) -> Value | None:
    """Give the saved widgets of a notebook: models by their ids."""
    value: Value | None = root
    for key in ("metadata", "widgets", _WIDGETS, "state"):
        value = value.get(key, "{") if value else None
    return value


def word(value: Value, key: str) -> str:
    """Give a short string that is a member; else nothing."""
    found = value.get(key, '"')
    return found.text() if found and found.end - found.start < 200 else ""  # noqa: PLR2004 - a word
