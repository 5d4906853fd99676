"""The commands of the magic in a terminal without a notebook: text, or JSON."""

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..display.live import LiveCard
from ..display.place import Lines
from ..publishing import name_of
from .account import login
from .actions import ACTIONS, Action
from .context import Context, Settings

_DEFAULTS = Settings(wait="playable", width=640, limit=20)


class _Nothing:
    """Stands where a notebook remembers what it has shown: here nothing is drawn."""

    def mark(self, value: object) -> None:
        """Forget it."""


def perform(command: str, options: Mapping[str, Any], *, as_json: bool = False) -> None:
    """Do what a command does, and print what it gives.

    Parameters
    ----------
    command : str
        A command of the magic that gives no widget.
    options : mapping
        Its arguments, as `parser.parse` gives them.
    as_json : bool, default False
        Print the value as JSON, for programs.

    Raises
    ------
    ApiVideoError, ValueError, OSError
        If it fails.
    UsageError
        If something is missing, or nobody can be asked.
    """
    context = Context(settings=_DEFAULTS, shown=_Nothing(), silent=as_json)
    actions: dict[str, Action] = {**ACTIONS, "upload": _upload, "login": _login}
    value = actions[command](context, **options)
    if as_json:
        print(json.dumps(_plain(value), indent=2, ensure_ascii=False))  # noqa: T201
    elif value is not None:
        print(_text(command, value))  # noqa: T201


def _upload(context: Context, source: Any, **options: Any) -> object:
    wait = options.pop("wait", context.settings.wait)
    card = LiveCard(
        options.get("title") or name_of(source), show=Lines(sys.stderr).show
    )
    return context.client().upload(
        source, wait=wait, on_progress=card.progress, **options
    )


def _login(context: Context, *, save: bool = True) -> None:
    del save  # a key that is not kept ends with the program
    login(context, save=True)


def _text(command: str, value: Any) -> str:
    if command == "upload":
        return str(value.assets.player)
    if command == "status":
        from .results import status_bundle  # noqa: PLC0415  # as commands.py does

        return status_bundle(value)["text/plain"]
    return repr(value)


def _plain(value: Any) -> Any:
    """Give a value as JSON has them: models by their fields."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
