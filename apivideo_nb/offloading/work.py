"""What the notebooks of one offload share, and how each of them is written."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..errors import UploadInterruptedError
from .files import ChangedError, Opened
from .hosting import OnStep, Step
from .jsonedit import Pieces
from .report import Item, NotebookReport
from .trust import Trust

if TYPE_CHECKING:
    from ..client import Client

T = TypeVar("T")


class Way(Protocol[T]):
    """One of the two ways that a notebook can go.

    Attributes
    ----------
    note : str
        What there is to know about its videos.
    """

    note: str

    def look(self, data: bytes) -> T:
        """See what there is to do; raises `UnsupportedError`."""

    def plan(self, opened: Opened, seen: T) -> NotebookReport:
        """Say what would be done."""

    def run(self, opened: Opened, seen: T) -> NotebookReport:
        """Do it."""


class Work:
    """One call's client, and its wishes.

    Parameters
    ----------
    client : Client or None
        None for the one of the configured key, made when it is needed.
    backup : bool
        Whether old files are kept.
    on_step : callable
        Told of each `Step`.
    cancel : threading.Event
        Set it to stop.
    """

    def __init__(
        self,
        client: "Client | None",
        *,
        backup: bool,
        on_step: OnStep,
        cancel: threading.Event,
    ) -> None:
        self._given, self._backup = client, backup
        self.on_step, self.cancel = on_step, cancel

    @property
    def client(self) -> "Client":
        """The one who uploads and downloads; a plan needs none."""
        if self._given is None:
            from ..client import Client  # noqa: PLC0415  # slow to load

            self._given = Client.from_config()
        return self._given

    def step(self, path: Path, title: str, number: int, count: int) -> Step:
        """Go on to the next video; raises `UploadInterruptedError` if told to stop."""
        if self.cancel.is_set():
            raise UploadInterruptedError("Stopped; run it again to go on.")
        return Step(path=path, title=title, number=number, count=count, stage="waiting")

    def written(
        self, opened: Opened, pieces: Pieces, items: tuple[Item, ...]
    ) -> NotebookReport:
        """Replace a notebook, if there is anything new; say how it went."""
        if not pieces:
            return unchanged(opened, items)
        before, after, kept, problem = len(opened.data), len(opened.data), None, ""
        trust = Trust.of(opened)
        try:
            kept = opened.replace(pieces, backup=self._backup)
        except ChangedError as exc:
            problem = f"{exc}."
        except OSError as exc:
            problem = f"cannot be written: {exc.strerror or exc}. Run this again, "
            problem += "nothing is uploaded twice."
        else:
            after = sum(map(len, pieces))
            trust.renew(opened.path)
        return NotebookReport(
            path=opened.path,
            before=before,
            after=after,
            items=items,
            backup=kept,
            problem=problem,
        )


def unchanged(
    opened: Opened, items: tuple[Item, ...] = (), problem: str = ""
) -> NotebookReport:
    """Report a notebook that stays as it is."""
    size = len(opened.data)
    return NotebookReport(
        path=opened.path, before=size, after=size, items=items, problem=problem
    )
