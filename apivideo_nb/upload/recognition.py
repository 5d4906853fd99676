"""Whether a source still is what was sent: noted part by part, compared later."""

import hashlib
import threading
from collections.abc import Collection
from dataclasses import replace

from .ledger import Entry, Slot
from .plan import MiB, plan_upload
from .readers import ByteSource

#: files up to this size, in bytes, are recognised by what is in them even if they were
#: touched or copied; hashing a larger one takes longer than sending it over a fast line
COMPARED_UP_TO = 64 * MiB


def is_compared_later(entry: Entry) -> bool:
    """Tell whether digests are worth their time."""
    return entry.stamp is not None and entry.size <= COMPARED_UP_TO


def is_same(source: ByteSource, entry: Entry, parts: Collection[int] | None) -> bool:
    """Tell whether a source still is what an entry says was sent of it.

    A file that nobody touched is; of another, the bytes are read and compared.

    Parameters
    ----------
    source : ByteSource
        What is to be sent now.
    entry : Entry
        What was sent then.
    parts : collection of int or None
        The parts to compare; None for all.
    """
    if source.size != entry.size:
        return False
    if source.stamp == entry.stamp:
        return True
    return all(
        entry.digests.get(str(chunk.part)) == _digest(source, chunk.start, chunk.stop)
        for chunk in plan_upload(source.size, chunk_size=entry.chunk_size)
        if parts is None or chunk.part in parts
    )


def _digest(source: ByteSource, start: int, stop: int) -> str:
    digest = hashlib.sha256()
    for view in source.views(start, stop):
        digest.update(view)
    return digest.hexdigest()


class Notes:
    """Writes down part after part; safe from any thread.

    Parameters
    ----------
    slot : Slot
        Where to.
    entry : Entry
        What is known when it begins.
    """

    def __init__(self, slot: Slot, entry: Entry) -> None:
        self._slot, self._entry = slot, entry
        self._lock = threading.Lock()

    def add(self, part: int, digest: str | None) -> None:
        """Note that a part was taken, and its SHA-256."""
        with self._lock:
            digests = {**self._entry.digests, **({str(part): digest} if digest else {})}
            self._entry = replace(self._entry, digests=digests)
            if self._entry.size > self._entry.chunk_size:  # else `finish` comes next
                self._slot.write(self._entry)

    def finish(self) -> None:
        """Note that all of it was taken."""
        with self._lock:
            self._entry = replace(self._entry, finished=True)
            self._slot.write(self._entry)
