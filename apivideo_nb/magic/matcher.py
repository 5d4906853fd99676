"""Hands Tab's offers to IPython, and through it to JupyterLab and the terminal."""

import re
from typing import TYPE_CHECKING, Any

from IPython.core.completer import SimpleCompletion

from .candidates import (
    Remembered,
    frequent_tags,
    paths,
    recent_videos,
    variables,
)
from .complete import Known, complete

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_LINE = re.compile(r"\s*(?:(?:[^=%]+=\s*)?%{1,2})?apivideo(?P<rest>\s.*)")
_LONGEST_KIND = 40


class Completion:
    """Completes ``%apivideo`` lines, and keeps Python's own offers out of them.

    Parameters
    ----------
    shell : InteractiveShell
        Whose variables are offered.
    """

    def __init__(self, shell: "InteractiveShell") -> None:
        self._videos = Remembered(recent_videos)
        self._tags = Remembered(frequent_tags)
        self._known = Known(
            names=lambda: variables(shell.user_ns, shell.user_ns_hidden),
            paths=paths,
            videos=self._videos,
            tags=self._tags,
        )

    def expire(self) -> None:
        """Ask anew for videos and tags: a command may have changed them."""
        self._videos.expire()
        self._tags.expire()

    def match(self, line: str) -> dict[str, Any]:
        """Answer as a matcher of IPython's second kind; never raises.

        Parameters
        ----------
        line : str
            The cell's line up to the cursor.

        Returns
        -------
        dict
            IPython's ``SimpleMatcherResult``.
        """
        nothing: dict[str, Any] = {"completions": [], "suppress": False}
        found = _LINE.fullmatch(line)
        if found is None:
            return nothing
        try:
            fragment, offers = complete(found["rest"], self._known)
        except Exception:  # noqa: BLE001  # Tab must never put a traceback into a cell
            return nothing
        return {
            "completions": [
                SimpleCompletion(offer.text, type=offer.kind[:_LONGEST_KIND])
                for offer in offers
            ],
            "matched_fragment": fragment,
            "suppress": True,
            "ordered": True,
        }
