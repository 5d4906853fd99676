"""Variables, paths and videos for Tab: quick, quiet, and starting nothing."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from .. import config
from ..api.wire import MAX_PAGE_SIZE
from ..local import LocalSandbox

if TYPE_CHECKING:
    from ..client import Client

#: seconds that Tab may wait for the service, and that an answer is good for
PATIENCE, FRESH = 0.35, 30.0
#: most videos and directory entries that are looked at
MOST_VIDEOS, MOST_ENTRIES = 50, 2000

_Pairs = list[tuple[str, str]]


class Remembered:
    """What the service answered lately, asked for in a thread.

    Whoever comes while the answer is still under way gets what is known.

    Parameters
    ----------
    fetch : callable
        Asks the service: texts to offer, and what to say beside each.
    """

    def __init__(self, fetch: Callable[[], _Pairs]) -> None:
        self._fetch = fetch
        self._known: _Pairs = []
        self._until = 0.0
        self._thread: threading.Thread | None = None

    def __call__(self) -> _Pairs:
        """Give what is known; never waits long, never raises."""
        if time.monotonic() >= self._until:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._ask, daemon=True)
                self._thread.start()
            self._thread.join(PATIENCE)
        return self._known

    def expire(self) -> None:
        """Ask again next time: something has changed."""
        self._until = 0.0

    def _ask(self) -> None:
        found: _Pairs = []
        # no network, no key, no server: then there is nothing to offer
        with contextlib.suppress(Exception):
            found = self._fetch()
        self._known, self._until = found, time.monotonic() + FRESH


def recent_videos() -> _Pairs:
    """Ask for ids and titles of the latest videos."""
    client = _client()
    if client is None:
        return []
    videos = client.videos.list(page_size=MOST_VIDEOS)
    return [(video.video_id, video.title) for video in islice(videos, MOST_VIDEOS)]


def frequent_tags() -> _Pairs:
    """Ask for the tags that are used most, and how often that is."""
    client = _client()
    if client is None:
        return []
    tags = client.tags.list(sort_by="videoCount", sort_order="desc")
    counted = ((tag.value, tag.video_count) for tag in islice(tags, MAX_PAGE_SIZE))
    return [(tag, "1 video" if n == 1 else f"{n} videos") for tag, n in counted]


def _client() -> "Client | None":
    """Give the client, unless the local sandbox would have to be started for it."""
    from ..client import Client  # noqa: PLC0415  # requests is slow to load

    if config.find_key() is not None:
        return Client.from_config()
    if config.base_url() is None and (running := LocalSandbox().running()):
        return Client(running.api_key, base_url=running.url)
    return None


def paths(text: str) -> list[str]:
    """Give the paths that begin with `text`; a leading ``~`` is left as it is.

    Parameters
    ----------
    text : str
        A path, perhaps unfinished.

    Returns
    -------
    list of str
        In alphabetical order; directories end in a slash. Hidden ones only when
        asked for by their dot.
    """
    folder, start = os.path.split(text)
    typed = text[: len(text) - len(start)]
    found = sorted(_entries(os.path.expanduser(folder) or os.curdir, start))  # noqa: PTH111  a "." must stay
    return [typed + name for name in found]


def _entries(folder: str, start: str) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in islice(entries, MOST_ENTRIES):
            hidden = entry.name.startswith(".") and not start.startswith(".")
            if entry.name.startswith(start) and not hidden:
                with contextlib.suppress(OSError):
                    yield f"{entry.name}/" if entry.is_dir() else entry.name


def variables(namespace: dict[str, object], hidden: Iterable[str]) -> list[str]:
    """Give the names that the user has made."""
    skip = set(hidden)
    return [
        name
        for name in list(namespace)
        if name not in skip and not name.startswith("_")
    ]
