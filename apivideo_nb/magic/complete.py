"""What Tab offers in a half-typed ``%apivideo`` line, by the grammar."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..api.languages import LANGUAGES
from .catalog import COMMANDS
from .grammar import Command, Option
from .split import Token, split_partial

_VARIABLE = re.compile(r"(?<!\$)\$(?P<name>\w*)$|(?<!\{)\{(?P<braced>\w*)$")
_NEEDS_QUOTES = re.compile(r"[\s'\";]|^-")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to put into the line.

    Attributes
    ----------
    text : str
        What replaces the fragment.
    kind : str
        What front ends say beside it: ``option``, ``path``, a video's title …
    """

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Known:
    """Where offers come from.

    Attributes
    ----------
    names : callable
        Gives the names of the user's variables.
    paths : callable
        Gives the paths that begin with a text; directories end in a slash.
    videos : callable
        Gives ids and titles.
    tags : callable
        Gives tags, and in words how many videos have them.
    """

    names: Callable[[], Iterable[str]]
    paths: Callable[[str], Iterable[str]]
    videos: Callable[[], Iterable[tuple[str, str]]]
    tags: Callable[[], Iterable[tuple[str, str]]]


def complete(before: str, known: Known) -> tuple[str, list[Offer]]:
    """Say what may stand at the cursor.

    Parameters
    ----------
    before : str
        The line between ``%apivideo`` and the cursor.
    known : Known
        Where variables, paths and videos come from.

    Returns
    -------
    str, list of Offer
        The end of `before` that an offer replaces, and the offers, best first.

    Examples
    --------
    >>> nothing = Known(list, lambda _: [], list, list)
    >>> complete("upload clip.mp4 --wait pl", nothing)
    ('pl', [Offer(text='playable', kind='choice')])
    """
    done, current = split_partial(before)
    if current.open_quote != "'" and (found := _VARIABLE.search(current.raw)):
        return found[0], _variables(found, known)
    if not done:
        return current.raw, _starting(COMMANDS, current.text, "command")
    command = COMMANDS.get(done[0].text)
    return _arguments(command, done, current, known) if command else (current.raw, [])


def quoted(path: str, quote: str = "") -> str:
    """Write a path or a tag so that it comes out as it is; a directory's stays open.

    Examples
    --------
    >>> quoted("my clip.mp4"), quoted("my dir/"), quoted("a{1}.mp4")
    ('"my clip.mp4"', '"my dir/', 'a{{1}}.mp4')
    """
    if not quote and _NEEDS_QUOTES.search(path):
        quote = "'" if '"' in path else '"'
    path = path.replace("{", "{{").replace("}", "}}")
    if quote != "'":
        path = path.replace("$", "$$")
    return f"{quote}{path}" if path.endswith(("/", "\\")) else f"{quote}{path}{quote}"


def _arguments(
    command: Command, done: Sequence[Token], current: Token, known: Known
) -> tuple[str, list[Offer]]:
    options = {option.name: option for option in command.options}
    name, joined, value = current.raw.partition("=")
    if joined and (option := options.get(name)) and option.convert:
        quote = current.open_quote
        text = value.removeprefix(quote) if quote else value
        return value, _values(option, text, quote, known)
    previous = options.get(done[-1].raw)
    if previous is not None and previous.convert and len(done) > 1:
        return current.raw, _values(previous, current.text, current.open_quote, known)
    switches = _starting(_unused(command, done), current.raw, "option")
    if current.raw.startswith("-"):
        return current.raw, switches
    place = _place(command, done)
    if place is None:
        return current.raw, switches
    offers = _values(place, current.text, current.open_quote, known)
    return current.raw, offers if current.raw else offers + switches


def _variables(found: re.Match[str], known: Known) -> list[Offer]:
    if found["braced"] is None:
        return [
            Offer(f"${n}", "variable") for n in _begin(known.names(), found["name"])
        ]
    names = _begin(known.names(), found["braced"])
    return [Offer(f"{{{name}}}", "variable") for name in names]


def _values(option: Option, text: str, quote: str, known: Known) -> list[Offer]:
    found: Iterable[Offer] = ()
    if option.choices:
        found = _starting(option.choices, text, "choice")
    elif option.completes == "command":
        found = _starting(COMMANDS, text, "command")
    elif option.completes == "path":
        found = (Offer(quoted(path, quote), "path") for path in known.paths(text))
    elif option.completes == "tag":
        begun = (item for item in known.tags() if _begins(item[0], text))
        found = (Offer(quoted(tag, quote), kind) for tag, kind in begun)
    elif option.completes in {"video", "language"}:
        video = option.completes == "video"
        pairs = known.videos() if video else LANGUAGES.items()
        begun = (item for item in pairs if item[0].startswith(text))
        found = (Offer(name, kind or "video") for name, kind in begun)
    return list(found)


def _begins(tag: str, text: str) -> bool:
    return tag.casefold().startswith(text.casefold())


def _unused(command: Command, done: Sequence[Token]) -> list[str]:
    used = {token.raw.partition("=")[0] for token in done}
    spent = {
        option.rivals or option.name
        for option in command.options
        if option.name in used and not option.gather
    }
    again = {option.dest for option in command.options if option.name in used}
    return [
        option.name
        for option in command.options
        if not option.positional
        and (option.rivals or option.name) not in spent
        # after --tag comes another --tag, but no --no-tags
        and (option.gather or option.dest not in again)
    ]


def _place(command: Command, done: Sequence[Token]) -> Option | None:
    """Find the positional argument that comes next."""
    takes_value = {o.name for o in command.options if o.convert and not o.positional}
    count = 0
    for before, token in pairwise(done):
        if before.raw not in takes_value and not token.raw.startswith("-"):
            count += 1
    places = [option for option in command.options if option.positional]
    return places[count] if count < len(places) else None


def _starting(words: Iterable[str], text: str, kind: str) -> list[Offer]:
    return [Offer(word, kind) for word in words if word.startswith(text)]


def _begin(names: Iterable[str], text: str) -> list[str]:
    return sorted(name for name in names if name.startswith(text))
