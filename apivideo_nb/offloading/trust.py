"""Jupyter's trust in a notebook, handed on to what it becomes.

Jupyter shows frames only of notebooks that it trusts, and knows them by a signature of
their content. What comes in a video's place is ours: who trusted the old, trusts it.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import Opened

#: bytes of a notebook above which nobody looks: it would have to be decoded as a whole
LARGEST = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether a notebook is trusted.

    Attributes
    ----------
    given : bool
        Whether it is.
    """

    given: bool

    @classmethod
    def of(cls, opened: Opened) -> "Trust":
        """Ask Jupyter's list of signatures; no list, no trust."""
        if len(opened.data) > LARGEST:
            return cls(given=False)
        given = False
        with suppress(Exception):  # whatever is wrong with the list, it is no trust
            notary = _notary()
            if notary is not None:
                try:
                    given = notary.check_signature(_read(opened.data))
                finally:
                    notary.store.close()
        return cls(given=given)

    def renew(self, path: Path) -> None:
        """Trust the new content, if the old was trusted."""
        if not self.given:
            return
        with suppress(Exception):  # then Jupyter asks, as of any other notebook
            notary = _notary()
            if notary is not None:
                try:
                    notary.sign(_read(path.read_bytes()))
                finally:
                    notary.store.close()


def _notary() -> Any:
    from nbformat.sign import NotebookNotary  # noqa: PLC0415  # slow to load

    notary = NotebookNotary()
    return notary if Path(notary.db_file).is_file() else None


def _read(data: bytes) -> Any:
    from nbformat import v4  # noqa: PLC0415  # slow to load

    return v4.reads(data.decode())  # its lines joined, as Jupyter signs it
