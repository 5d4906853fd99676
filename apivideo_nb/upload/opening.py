"""From what the caller gave to what can be sent, and everything closed afterwards."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..api.status import OnProgress
from .readers import ContentReader
from .source import Copy, Link, Source, open_source


@contextmanager
def opened(
    source: object,
    *,
    fps: float | None = None,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Source]:
    """Open anything that can be uploaded; what moves but is no file is rendered first.

    Parameters
    ----------
    source : object
        Whatever `Client.upload` takes.
    fps : float, optional
        Frames per second, for frames and animations.
    on_progress : callable, optional
        Told how far the rendering is.
    cancel : threading.Event, optional
        Set it, from any thread, to stop the rendering.

    Raises
    ------
    SourceError
        If there is nothing to send.
    """
    if fps is None and _is_file(source):
        with _closed_afterwards(open_source(source)) as found:
            yield found
        return
    from .rendering.film import Frames, Written, rendered  # noqa: PLC0415  # slow to load
    from .rendering.kinds import resolve  # noqa: PLC0415

    match resolve(source, fps):
        case Frames() | Written() as film:
            with rendered(film, on_progress=on_progress, cancel=cancel) as path:
                yield ContentReader(path, film.name)
        case plain:
            with _closed_afterwards(open_source(plain)) as found:
                yield found


def _is_file(source: object) -> bool:
    """Tell what needs no rendering without loading all that renders.

    Once that is loaded it decides: somebody may have taught it any type.
    """
    loaded = f"{__package__}.rendering.kinds" in sys.modules
    return isinstance(source, str | bytes | Path) and not loaded


@contextmanager
def _closed_afterwards(source: Source) -> Iterator[Source]:
    try:
        yield source
    finally:
        if not isinstance(source, Link | Copy):
            source.close()
