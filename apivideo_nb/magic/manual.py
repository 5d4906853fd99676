"""The help texts of ``%apivideo``, made from the grammar."""

import textwrap

from .catalog import COMMANDS
from .grammar import Command, Option

_WIDTH = 79
_COLUMN = 22
_RULES = """\
{expression} and $name stand for your variables; an argument that is nothing else is
handed on as the object it is. Quotes hold a value with spaces together:
--title "My talk". A backslash is just a backslash, $$ is a dollar sign, {{ and }} are
braces. A ; at the end keeps the output small."""


def overview() -> str:
    """Give the commands, a line each."""
    names = "\n".join(f"  {c.name:<10}  {c.summary}" for c in COMMANDS.values())
    return (
        "%apivideo COMMAND ...: put videos on the web and look after them.\n\n"
        f"{names}\n\n{_RULES}\n\n"
        "%apivideo COMMAND --help explains a command."
    )


def manual(command: Command) -> str:
    """Give all there is to know about one command."""
    lines = [*_synopsis(command), "", *_indented(command.summary, 4), ""]
    for option in command.options:
        lines += _entry(option)
    if command.options:
        lines.append("")
    lines.append("    Example:")
    lines += [f"        {example}" for example in command.examples]
    return "\n".join(lines)


def reference() -> str:
    """Give the whole manual: what ``%apivideo?`` shows."""
    return "\n\n".join([overview(), *(manual(c) for c in COMMANDS.values())])


def _synopsis(command: Command) -> list[str]:
    start = f"%apivideo {command.name} "
    parts: list[str] = []
    for members in _groups(command.options):
        inside = " | ".join(_usage(option) for option in members)
        if not members[0].required:
            inside = f"[{inside}]"
        elif len(members) > 1:
            inside = f"({inside})"
        parts.append(inside + ("..." if any(o.gather for o in members) else ""))
    # a part such as [--tag TAG] is never broken over two lines
    text = " ".join(part.replace(" ", "\0") for part in parts)
    wrapped = textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\0", " ") for line in wrapped] or [start.rstrip()]


def _groups(options: tuple[Option, ...]) -> list[list[Option]]:
    groups: dict[str, list[Option]] = {}
    for option in options:
        groups.setdefault(option.rivals or option.name, []).append(option)
    return list(groups.values())


def _usage(option: Option) -> str:
    if option.positional:
        return "|".join(option.choices) or option.name
    return " ".join(filter(None, (option.name, _value_name(option))))


def _value_name(option: Option) -> str:
    return "|".join(option.choices) or option.metavar


def _entry(option: Option) -> list[str]:
    name = option.name if option.positional else _usage(option)
    choices = f" ({', '.join(option.choices)})" if option.choices else ""
    label = f"    {option.name if choices else name}  "
    first, *rest = _indented(option.help + choices, max(len(label), _COLUMN + 4))
    return [label + first[len(label) :], *rest]


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=" " * width, subsequent_indent=" " * width
    )
