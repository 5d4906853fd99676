"""Paths to go on with, while one is being typed."""

import os
from itertools import islice
from pathlib import Path

_MOST_READ, _MOST_SHOWN = 2000, 30


def complete_path(text: str) -> tuple[str, ...]:
    """Suggest paths that begin with what was typed.

    Parameters
    ----------
    text : str
        The beginning of a path; ``~`` stays as it is.

    Returns
    -------
    tuple of str
        At most 30, directories with a slash at their end; none for a link.

    Examples
    --------
    >>> complete_path("https://example.org/")
    ()
    """
    folder, slash, start = text.rpartition("/")
    if "://" in text or not text.strip():
        return ()
    try:
        with os.scandir(Path(folder + slash or ".").expanduser()) as entries:
            found = [
                f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}"
                for entry in islice(entries, _MOST_READ)
                if entry.name.startswith(start)
                and (start or not entry.name.startswith("."))
            ]
    except (OSError, ValueError, RuntimeError):
        return ()  # no such directory, or none that may be read
    return tuple(sorted(found)[:_MOST_SHOWN])
