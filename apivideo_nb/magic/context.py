"""What every command can ask of the shell it runs in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.display import display

if TYPE_CHECKING:
    from ..client import Client


class Marks(Protocol):
    """Remembers what need not be drawn again; `Shown` does, in a notebook."""

    def mark(self, value: object) -> None:
        """Let the running cell not draw `value`, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What applies unless a line says otherwise: ``%config ApiVideo``.

    Attributes
    ----------
    wait : str
        What an upload waits for.
    width : int
        Width of a player in CSS pixels.
    limit : int
        Length of a list.
    fields : mapping
        Fields of every new video: public, tags, language.
    """

    wait: str
    width: int
    limit: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What surrounds one command.

    Attributes
    ----------
    settings : Settings
        The defaults.
    shown : Marks
        Remembers what need not be drawn again.
    silent : bool
        Whether the line ended in ``;``.
    """

    settings: Settings
    shown: Marks
    silent: bool

    def client(self) -> "Client":
        """Give the client of the configured key."""
        from ..client import Client  # noqa: PLC0415  # slow to load

        return Client.from_config()

    def show(self, bundle: Mapping[str, str], value: object) -> None:
        """Show a bundle for `value` now, unless silenced, and not once more later."""
        if not self.silent:
            display(dict(bundle), raw=True)
        self.shown.mark(value)

    def say(self, text: str) -> None:
        """Print a line, unless silenced."""
        if not self.silent:
            print(text)  # noqa: T201  # what a magic says goes under its cell

    def confirm(self, question: str) -> bool:
        """Ask a question whose answer is no unless it is yes.

        Raises
        ------
        UsageError
            If nobody can be asked here.
        """
        try:
            answer = input(f"{question} [y/N] ")
        except EOFError:
            answer = ""
        except StdinNotImplementedError as exc:
            raise UsageError(f"{question} Nobody can be asked here: add --yes") from exc
        return answer.strip().lower() in {"y", "yes"}
