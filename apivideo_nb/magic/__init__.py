"""``%apivideo``: split the line, find the command, complete it.

`load` and `unload` are what ``%load_ext`` and ``%unload_ext`` call.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load(ipython: "InteractiveShell") -> None:
    """Bring the magic into a shell; loading it twice is the same as once."""
    from .commands import ApiVideo  # noqa: PLC0415  # needs IPython

    unload(ipython)
    ipython.register_magics(ApiVideo(ipython))


def unload(ipython: "InteractiveShell") -> None:
    """Take the magic out of a shell, and all that came with it."""
    manager = ipython.magics_manager
    magics = manager.registry.pop("ApiVideo", None)
    if magics is None:
        return
    for kind, names in magics.magics.items():
        for name in names:
            manager.magics[kind].pop(name, None)
    magics.close()
