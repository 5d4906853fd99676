"""What all nouns of the API share: a session, and how to ask it."""

from collections.abc import Iterable
from typing import Any

from . import wire
from .session import Session


class Noun:
    """One kind of thing that the service keeps.

    Parameters
    ----------
    session : Session
        Sends the requests.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def _call(self, method: str, path: str, **parts: Any) -> wire.Response:
        return self._session.call(wire.Request(method=method, path=path, **parts))

    def _json(self, method: str, path: str, **parts: Any) -> Any:
        return self._call(method, path, **parts).json()


def check_name(name: str, known: Iterable[str], what: str) -> None:
    """Refuse a keyword that the API does not know, and say which may be meant.

    Raises
    ------
    TypeError
        If `name` is not among `known`.

    Examples
    --------
    >>> check_name("hide_titel", ["hide_title", "name"], "a player theme")
    Traceback (most recent call last):
    TypeError: a player theme has no 'hide_titel'; did you mean 'hide_title'?
    """
    known = list(known)
    if name in known:
        return
    import difflib  # noqa: PLC0415  # most names are right

    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known)}"
    raise TypeError(f"{what} has no {name!r}; {hint}")
