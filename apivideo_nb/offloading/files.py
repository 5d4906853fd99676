"""Notebook files: found, read, and replaced in one step or not at all."""

import contextlib
import itertools
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .jsonedit import Pieces

#: a file of ours that somebody killed is removed when it is older, in seconds
STALE = 3600
_OURS = ".offload"


class ChangedError(OSError):
    """The file is not what was read."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was read.

    Attributes
    ----------
    path : Path
        Its name, as it was given.
    data : bytes
        What was in it.
    stamp : tuple of int
        Changes when the file does.
    """

    path: Path
    data: bytes
    stamp: tuple[int, ...]

    def replace(self, pieces: Pieces, *, backup: bool) -> Path | None:
        """Put new content in the place of the old; gives the backup, if one is made.

        Whatever happens meanwhile, the file is either the old or the new one. A link
        stays a link, and the file keeps its mode and, if that is allowed, its owner.

        Raises
        ------
        ChangedError
            If somebody else has written the file meanwhile: it stays theirs.
        """
        target = self.path.resolve()
        _sweep(target)
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=_OURS, dir=target.parent
        )
        new = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123  # a handle is no path
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            _take_after(target, new)
            self._check(target)
            kept = _backup(target) if backup else None
            self._check(target)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
        _sync(target.parent)
        return kept

    def obstacle(self) -> str:
        """Say why it could not be replaced, in words that follow its name, if so."""
        target = self.path.resolve()
        if not os.access(target, os.W_OK):
            return "is write-protected and is left as it is."
        if not os.access(target.parent, os.W_OK):
            return f"is left as it is: nothing can be written to {target.parent}."
        return ""

    def _check(self, target: Path) -> None:
        if _stamp(target) != self.stamp:
            raise ChangedError(
                "was changed meanwhile and is left as it is; run this again, nothing "
                "is uploaded twice"
            )


def open_file(path: Path) -> Opened:
    """Read a file; raises `OSError`."""
    if not path.is_file():  # opening a pipe could wait for ever
        raise OSError("it is no ordinary file")
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        return Opened(path, file.read(), _stamp_of(found))


def notebooks(paths: Iterable[Path]) -> Iterator[Path]:
    """Go through files, and through the notebooks of folders.

    Parameters
    ----------
    paths : iterable of Path
        Files are taken whatever they are called. In folders all that end in
        ``.ipynb`` are, at any depth, but for checkpoints and hidden folders.

    Raises
    ------
    FileNotFoundError
        If one of them is not there.
    """
    seen = set()
    for given in paths:
        if not given.exists():
            raise FileNotFoundError(f"There is no notebook or folder {given}.")
        for path in _within(given) if given.is_dir() else [given]:
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                yield path


def _within(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        # checkpoints are Jupyter's own copies, in a hidden folder
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix == ".ipynb" and not name.startswith(".") and path.is_file():
                yield path


def _backup(target: Path) -> Path:
    """Keep the old file under another name, one that nothing has yet."""
    for number in itertools.count(1):
        kept = target.with_name(f"{target.name}.bak{'' if number == 1 else number}")
        if kept.exists():
            if kept.samefile(target):
                break  # of a run that was killed right here
            continue
        try:
            os.link(target, kept)  # in no time, whatever its size
        except FileExistsError:
            continue
        except OSError:  # a file system without such links
            copy = target.with_name(f".{kept.name}{_OURS}")
            shutil.copy2(target, copy)
            copy.replace(kept)
        break
    return kept


def _take_after(target: Path, new: Path) -> None:
    was = target.stat()
    new.chmod(stat.S_IMODE(was.st_mode))
    chown: Callable[..., None] | None = getattr(os, "chown", None)
    if chown is not None:
        with contextlib.suppress(OSError):  # only root may give files away
            chown(new, was.st_uid, was.st_gid)
            new.chmod(stat.S_IMODE(was.st_mode))  # giving away takes bits away


def _sweep(target: Path) -> None:
    """Remove what a run left that was killed while it wrote."""
    prefix = f".{target.name}."
    for entry in target.parent.iterdir():
        if entry.name.startswith(prefix) and entry.name.endswith(_OURS):
            with contextlib.suppress(OSError):
                if time.time() - entry.stat().st_mtime > STALE:
                    entry.unlink()


def _sync(folder: Path) -> None:
    """Let the disk know the new name before anybody relies on it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(path: Path) -> tuple[int, ...]:
    return _stamp_of(path.stat())


def _stamp_of(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_mtime_ns, found.st_ino
