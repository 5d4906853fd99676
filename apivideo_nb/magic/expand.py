"""Put values in place of ``{expression}`` and ``$name``, one argument at a time.

IPython's own rules, kept: any expression in braces, ``{x!r}`` conversions, ``$name``
and ``$name.attribute``, ``$$`` for a dollar sign, ``{{`` and ``}}`` for braces, no
``$`` inside single quotes. What differs is what happens otherwise:

* expansion follows splitting, so a value is one argument whatever is in it, and never
  an option;
* an argument that is nothing but ``{expression}`` or ``$name`` is the object itself;
* an undefined name or a failing expression is an error that names it, where IPython
  would leave the whole line as it was;
* braces whose inside is not a Python expression (JSON, CSS, templates) stay as they
  are, and so does a ``$`` that no name follows, as in ``$5``.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import CodeType

from .split import Piece, Token

_DOLLAR = r"\$(?:\$|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*))"
_IN_TEXT = re.compile(rf"\{{\{{|\}}\}}|{_DOLLAR}")
_IN_SINGLE_QUOTES = re.compile(r"\{\{|\}\}")
_CONVERSION = re.compile(r"(?s)(?P<source>.*)!(?P<how>[rsa])\s*")
_JOINED = re.compile(r"(--[A-Za-z][\w-]*)=")
_CONVERT: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}


@dataclass(frozen=True, slots=True)
class Word:
    """One expanded argument.

    Attributes
    ----------
    value : object
        What the argument means: a string, or the object that an expression gave.
    written : str
        The argument as it stands in the line, for error texts.
    held : bool
        Whether it can only be a value, never an option: it came out of quotes, of an
        expansion, or stood behind ``--option=``.
    joined : bool
        Whether it stood behind ``--option=``.
    """

    value: object
    written: str
    held: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class _Result:
    """What an expression gave, told apart from the text around it."""

    value: object


def expand(tokens: Iterable[Token], namespace: Mapping[str, object]) -> list[Word]:
    """Expand the tokens of a line.

    Parameters
    ----------
    tokens : iterable of Token
        What `split` gave.
    namespace : mapping of str to object
        The variables that expressions may use.

    Returns
    -------
    list of Word
        One a token; two where a value is joined to its option (``--title=Talk``).

    Raises
    ------
    ValueError
        If a name is undefined or an expression fails.

    Examples
    --------
    >>> from apivideo_nb.magic.split import split
    >>> words = expand(split("$n --title={n*2}s").tokens, {"n": 21})
    >>> [word.value for word in words]
    [21, '--title', '42s']
    """
    words: list[Word] = []
    for token in tokens:
        first, *rest = token.pieces
        raw, joined = token.raw, False
        if first.kind == "plain" and (option := _JOINED.match(first.text)):
            words.append(Word(option[1], option[1]))
            first = Piece(first.text[option.end() :])
            raw, joined = raw[option.end() :], True
        parts = [
            part for piece in (first, *rest) for part in _parts(piece, raw, namespace)
        ]
        held = joined or raw[0] in "\"'" or any(isinstance(p, _Result) for p in parts)
        words.append(Word(_join(parts), raw, held, joined))
    return words


def _join(parts: list[str | _Result]) -> object:
    match [part for part in parts if part != ""]:
        case [_Result(value)]:
            return value
        case several:
            return "".join(
                format(part.value) if isinstance(part, _Result) else part
                for part in several
            )


def _parts(
    piece: Piece, raw: str, namespace: Mapping[str, object]
) -> list[str | _Result]:
    if piece.kind == "braces":
        return [_braces(piece.text, raw, namespace)]
    special = _IN_SINGLE_QUOTES if piece.kind == "single" else _IN_TEXT
    parts: list[str | _Result] = []
    at = 0
    for found in special.finditer(piece.text):
        parts.append(piece.text[at : found.start()])
        at = found.end()
        if name := found.groupdict().get("name"):
            code = compile(name, found[0], "eval")
            parts.append(_Result(_evaluate(code, found[0], raw, namespace)))
        else:
            parts.append(found[0][0])  # half of a doubled brace or dollar sign
    return [*parts, piece.text[at:]]


def _braces(inside: str, raw: str, namespace: Mapping[str, object]) -> str | _Result:
    written = f"{{{inside}}}"
    if code := _compile(inside, written):
        return _Result(_evaluate(code, written, raw, namespace))
    conversion = _CONVERSION.fullmatch(inside)
    if conversion and (code := _compile(conversion["source"], written)):
        value = _evaluate(code, written, raw, namespace)
        return _Result(_CONVERT[conversion["how"]](value))
    return written


def _compile(source: str, written: str) -> CodeType | None:
    try:
        return compile(source.strip(), written, "eval")
    except (SyntaxError, ValueError):  # ValueError: a null byte, before Python 3.12
        return None


def _evaluate(
    code: CodeType, written: str, raw: str, namespace: Mapping[str, object]
) -> object:
    try:
        # the user's own expression, typed by the user in the user's own session
        return eval(code, dict(namespace))  # noqa: S307
    except NameError as exc:
        reason = f"there is no variable {exc.name!r}" if exc.name else str(exc)
        close = difflib.get_close_matches(exc.name or "", namespace, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else _escape(written)
    except Exception as exc:  # noqa: BLE001  whatever the user's expression may raise
        reason = f"{type(exc).__name__}: {exc}".strip(": ")
        name, dot, rest = written.removeprefix("$").partition(".")
        attribute = dot and written[0] == "$" and isinstance(exc, AttributeError)
        hint = f"; write {{{name}}}.{rest} if .{rest} is text" if attribute else ""
    where = "" if written == raw else f" of {raw}"
    raise ValueError(f"{written}{where}: {' '.join(reason.split())}{hint}")


def _escape(written: str) -> str:
    if written.startswith("$"):
        return "; write $$ for a dollar sign"
    return "; write {{ and }} for braces that are meant as text"
