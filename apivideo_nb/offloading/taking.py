"""Videos taken out of notebooks: hosted first, then the notebook is written."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..display.words import one_line
from .files import Opened
from .find import STILL, find
from .finding import Finding, Notebook
from .hosting import Host, LeftError
from .report import HOSTED, LEFT, PLANNED, Item, NotebookReport
from .rewrite import offloaded
from .texts import Hosted
from .work import Work, unchanged

if TYPE_CHECKING:
    from ..api.models import Video

PRIVATE = (
    "Private videos open with a link that holds a token; `%apivideo show ID` makes one."
)
_LONGEST_TITLE = 200


class Taking:
    """The way out of a notebook, onto the web.

    Parameters
    ----------
    work : Work
        What the notebooks share.
    min_size : int
        Videos of fewer bytes stay.
    private : bool
        Whether the videos are hosted as private ones.
    """

    def __init__(self, work: Work, *, min_size: int, private: bool) -> None:
        self._work, self._min_size, self._private = work, min_size, private
        self._hosting: Host | None = None
        self.note = ""

    def look(self, data: bytes) -> Notebook:
        """Find what moves; raises `UnsupportedError`."""
        return find(data)

    def plan(self, opened: Opened, seen: Notebook) -> NotebookReport:
        """Say what would be hosted."""
        wanted = self._wanted(seen.findings)
        return unchanged(opened, tuple(_item(one, PLANNED) for one in wanted))

    def run(self, opened: Opened, seen: Notebook) -> NotebookReport:
        """Host what can be hosted, and write the notebook."""
        wanted = self._wanted(seen.findings)
        if any(not one.problem for one in wanted) and (why := opened.obstacle()):
            return unchanged(opened, problem=why)
        taken, problems = self._hosted(opened.path, wanted)
        items = tuple(
            _item(one, LEFT, problem=problems[id(one)])
            if id(one) in problems
            else _item(one, HOSTED, video_id=taken[id(one)].video_id)
            for one in wanted
        )
        pairs = [(one, taken[id(one)]) for one in wanted if id(one) in taken]
        pieces = offloaded(seen, pairs) if pairs else []
        return self._work.written(opened, pieces, items)

    def _wanted(self, findings: Sequence[Finding]) -> list[Finding]:
        """Leave out what is small; of what is broken always something is said."""
        return [
            one
            for one in findings
            if one.problem != STILL and (one.problem or one.size >= self._min_size)
        ]

    def _hosted(
        self, path: Path, wanted: Sequence[Finding]
    ) -> tuple[dict[int, Hosted], dict[int, str]]:
        """Upload all, then wait for all: the service works meanwhile."""
        problems = {id(one): one.problem for one in wanted if one.problem}
        going = [one for one in wanted if not one.problem]
        titles, on_step = titles_of(path, going), self._work.on_step
        sent: dict[int, Video] = {}
        taken: dict[int, Hosted] = {}
        for number, (one, title) in enumerate(zip(going, titles, strict=True), 1):
            step = self._work.step(path, title, number, len(going))
            try:
                sent[id(one)] = self._host().send(one, step, on_step)
            except LeftError as exc:
                problems[id(one)] = str(exc)
        for number, (one, title) in enumerate(zip(going, titles, strict=True), 1):
            if (video := sent.get(id(one))) is None:
                continue
            step = self._work.step(path, title, number, len(going))
            try:
                taken[id(one)] = self._host().draw(
                    video, step, on_step, width_px=one.width
                )
            except LeftError as exc:
                problems[id(one)] = str(exc)
        return taken, problems

    def _host(self) -> Host:
        if self._hosting is None:
            self._hosting = Host(
                self._work.client, private=self._private, cancel=self._work.cancel
            )
            about = PRIVATE if self._private else ""
            self.note = " ".join(filter(None, (self._hosting.note, about)))
        return self._hosting


def titles_of(path: Path, findings: Sequence[Finding]) -> list[str]:
    """Name videos after their notebook and the heading or cell they stand under."""
    titles, seen = list[str](), Counter[str]()
    for one in findings:
        cell = f"cell {one.cell}" if one.cell else one.place
        title = one_line(f"{path.stem} · {one.heading or cell}", _LONGEST_TITLE)
        seen[title] += 1
        titles.append(f"{title} ({seen[title]})" if seen[title] > 1 else title)
    return titles


def _item(
    finding: Finding, state: str, *, problem: str = "", video_id: str | None = None
) -> Item:
    problem = problem or finding.problem
    return Item(
        cell=finding.cell,
        place=finding.place,
        kind=finding.kind,
        size=finding.size,
        state=LEFT if problem else state,
        video_id=video_id,
        problem=problem,
    )
