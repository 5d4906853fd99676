"""From what the caller gave to what can be sent, and everything closed afterwards."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..api.status import OnProgress
from .readers import ContentReader
from .rendering.film import Frames, Written, rendered
from .rendering.kinds import resolve
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
    match resolve(source, fps):
        case Frames() | Written() as film:
            with rendered(film, on_progress=on_progress, cancel=cancel) as path:
                yield ContentReader(path, film.name)
        case plain:
            found = open_source(plain)
            try:
                yield found
            finally:
                if not isinstance(found, Link | Copy):
                    found.close()
