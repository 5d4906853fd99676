"""Hosted videos embedded again: downloaded first, then the notebook is written."""

from collections.abc import Sequence

from ..errors import NotFoundError
from .files import Opened
from .hosting import fetch
from .report import LEFT, RESTORED, TO_EMBED, Item, NotebookReport
from .restore import Place, embedded, hosted_in
from .work import Work, unchanged


class Embedding:
    """The way back into a notebook.

    Parameters
    ----------
    work : Work
        What the notebooks share.
    """

    note = ""

    def __init__(self, work: Work) -> None:
        self._work = work

    def look(self, data: bytes) -> tuple[Place, ...]:
        """Find the videos that were taken out; raises `UnsupportedError`."""
        return hosted_in(data)

    def plan(self, opened: Opened, seen: Sequence[Place]) -> NotebookReport:
        """Say what would be embedded again."""
        return unchanged(opened, tuple(_item(place, TO_EMBED) for place in seen))

    def run(self, opened: Opened, seen: Sequence[Place]) -> NotebookReport:
        """Embed the hosted videos of a notebook again."""
        if seen and (why := opened.obstacle()):
            return unchanged(opened, problem=why)
        found: dict[str, bytes] = {}
        problems: dict[str, str] = {}
        for number, place in enumerate(seen, 1):
            one = place.video_id
            if one in found or one in problems:
                continue
            step = self._work.step(opened.path, one, number, len(seen))
            try:
                found[one] = fetch(self._work.client, one, step, self._work.on_step)
            except NotFoundError as exc:
                problems[one] = f"cannot be downloaded: {exc}"
        items = tuple(
            _item(place, RESTORED, problems.get(place.video_id, "")) for place in seen
        )
        pieces = embedded(opened.data, found.__getitem__) if found else []
        return self._work.written(opened, pieces, items)


def _item(place: Place, state: str, problem: str = "") -> Item:
    return Item(
        cell=place.cell,
        place=place.place,
        kind=place.was,
        size=place.size,
        state=LEFT if problem else state,
        video_id=place.video_id,
        problem=problem,
    )
