r"""Split the line after ``%apivideo`` into tokens, the same way on every system.

The rules, chosen because IPython's own splitter keeps quotes on POSIX, drops them on
Windows and refuses ``--title="A B"``:

* white space separates tokens; quotes of either kind hold a token together and are
  removed, wherever in the token they stand;
* a backslash is a character like any other, so ``C:\new\talk.mp4`` survives;
* a closed ``{…}`` is one unit, with whatever quotes and spaces are inside;
  ``{{`` and ``}}`` stand for plain braces;
* a ``;`` at the end of the line, outside quotes, asks for silence.

Expansion comes after splitting (`expand`), so that a value with a space in it is one
argument.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["plain", "double", "single", "braces"]

_QUOTES: dict[str, Kind] = {'"': "double", "'": "single"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one token that share one way of quoting.

    Attributes
    ----------
    text : str
        The characters, without quotes; for ``"braces"`` without the outer braces.
    kind : {"plain", "double", "single", "braces"}
        How they stood in the line.
    """

    text: str
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Token:
    """One argument of the line, not yet expanded.

    Attributes
    ----------
    pieces : tuple of Piece
        What the token is made of; empty pieces stand for empty quotes.
    raw : str
        The token as written, quotes and all.
    start : int
        Offset of its first character in the line.
    open_quote : str
        The quote that is still open at the end of the line; only from `split_partial`.
    """

    pieces: tuple[Piece, ...]
    raw: str
    start: int
    open_quote: str = ""

    @property
    def text(self) -> str:
        """The token without quotes, braces as written."""
        return "".join(
            f"{{{piece.text}}}" if piece.kind == "braces" else piece.text
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A split line.

    Attributes
    ----------
    tokens : tuple of Token
        The arguments, in order.
    silent : bool
        Whether the line ended in ``;``.
    """

    tokens: tuple[Token, ...]
    silent: bool = False


def split(line: str) -> Line:
    r"""Split a magic's line into tokens.

    Parameters
    ----------
    line : str
        Everything after ``%apivideo``.

    Returns
    -------
    Line
        The tokens, and whether a ``;`` asked for silence.

    Raises
    ------
    ValueError
        If a quotation mark is never closed.

    Examples
    --------
    >>> [token.text for token in split(r'upload C:\new\talk.mp4 --title "A B"').tokens]
    ['upload', 'C:\\new\\talk.mp4', '--title', 'A B']
    >>> split("list;").silent
    True
    """
    tokens = _scan(line)
    if tokens and (quote := tokens[-1].open_quote):
        written = tokens[-1].raw
        shown = written if len(written) < 40 else written[:37] + "…"  # noqa: PLR2004
        other = "'" if quote == '"' else '"'
        raise ValueError(
            f"no closing {quote} for {shown}  (write {other}{quote}{other} "
            "for a quotation mark that is part of the text)"
        )
    silent = False
    while tokens and tokens[-1].pieces[-1].kind == "plain" and line.rstrip()[-1] == ";":
        silent = True
        line = line.rstrip()[:-1]
        tokens = _scan(line)
    return Line(tuple(tokens), silent)


def split_partial(line: str) -> tuple[tuple[Token, ...], Token]:
    """Split a line that is still being typed.

    Parameters
    ----------
    line : str
        Everything between ``%apivideo`` and the cursor.

    Returns
    -------
    tuple of Token, Token
        The finished tokens and the one at the cursor, which may be empty. Nothing
        is ever refused.

    Examples
    --------
    >>> done, current = split_partial('upload "my cl')
    >>> [token.text for token in done], current.text, current.open_quote
    (['upload'], 'my cl', '"')
    """
    tokens = _scan(line)
    if tokens and tokens[-1].start + len(tokens[-1].raw) == len(line):
        return tuple(tokens[:-1]), tokens[-1]
    return tuple(tokens), Token((), "", len(line))


def _scan(line: str) -> list[Token]:
    tokens = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        token = _token(line, at)
        tokens.append(token)
        at += len(token.raw)
    return tokens


def _token(line: str, start: int) -> Token:
    pieces: list[Piece] = []
    at = start
    while at < len(line) and not line[at].isspace():
        if kind := _QUOTES.get(quote := line[at]):
            stop = line.find(quote, at + 1)
            if stop < 0:
                pieces += _pieces(line[at + 1 :], kind)
                return Token(tuple(pieces), line[start:], start, quote)
            pieces += _pieces(line[at + 1 : stop], kind) or [Piece("", kind)]
            at = stop + 1
        elif end := _closing_brace(line, at):
            pieces.append(Piece(line[at + 1 : end], "braces"))
            at = end + 1
        else:
            width = 2 if line.startswith("{{", at) else 1
            _append(pieces, line[at : at + width], "plain")
            at += width
    return Token(tuple(pieces), line[start:at], start)


def _pieces(quoted: str, kind: Kind) -> list[Piece]:
    """Find the ``{…}`` in a quoted stretch, which itself ends at the next quote."""
    pieces: list[Piece] = []
    at = 0
    while at < len(quoted):
        if end := _closing_brace(quoted, at):
            pieces.append(Piece(quoted[at + 1 : end], "braces"))
            at = end + 1
        else:
            width = 2 if quoted.startswith("{{", at) else 1
            _append(pieces, quoted[at : at + width], kind)
            at += width
    return pieces


def _append(pieces: list[Piece], text: str, kind: Kind) -> None:
    if pieces and pieces[-1].kind == kind:
        text = pieces.pop().text + text
    pieces.append(Piece(text, kind))


def _closing_brace(text: str, at: int) -> int:
    """Give the offset of the brace that closes the one at `at`; 0 if none does."""
    if not text.startswith("{", at) or text.startswith("{{", at):
        return 0
    expected: list[str] = []
    while at < len(text):
        char = text[at]
        if char in _QUOTES:
            at = _string_end(text, at)
            continue
        if char in _BRACKETS:
            expected.append(_BRACKETS[char])
        elif char in _BRACKETS.values():
            if char != expected.pop():
                return 0
            if not expected:
                return at
        at += 1
    return 0


def _string_end(text: str, at: int) -> int:
    """Give the offset just after a Python string that begins at `at`."""
    quote = text[at]
    at += 1
    while at < len(text) and text[at] != quote:
        at += 2 if text[at] == "\\" else 1
    return at + 1
