"""One line for what went wrong, in place of a traceback."""

import contextlib
from collections.abc import Iterator

from IPython.core.error import UsageError

from ..display.words import one_line
from ..errors import ApiVideoError

#: what the core raises on purpose; whatever else is raised is a bug
EXPECTED = (ApiVideoError, ValueError, OSError)
_LONGEST = 600


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Make one line of what the core says went wrong, and of an interrupt.

    Whatever else is raised keeps its traceback.
    """
    try:
        yield
    except EXPECTED as exc:
        hint = getattr(exc, "hint", "")
        text = reason(exc)
        raise UsageError(f"{text.rstrip('. ')}. {hint}" if hint else text) from exc
    except KeyboardInterrupt:
        raise UsageError("Stopped.") from None


def reason(exc: Exception) -> str:
    """Say on one line what an error says, without class names and numbers.

    Examples
    --------
    >>> reason(FileNotFoundError(2, "No such file or directory", "talk.mp4"))
    'No such file or directory: talk.mp4'
    """
    text = str(exc)
    if isinstance(exc, OSError) and exc.strerror:
        text = f"{exc.strerror}: {exc.filename}" if exc.filename else exc.strerror
    return one_line(text, _LONGEST) or type(exc).__name__
