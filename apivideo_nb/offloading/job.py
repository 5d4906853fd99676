"""Offload: from a path to a smaller notebook, and the way back."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import NotFoundError, UploadInterruptedError
from .files import ChangedError, Opened, notebooks, open_file
from .find import STILL, Finding, Notebook, UnsupportedError, find
from .hosting import Host, LeftError, OnStep, Step, fetch
from .jsonedit import Pieces
from .report import (
    HOSTED,
    LEFT,
    PLANNED,
    RESTORED,
    TO_EMBED,
    Item,
    NotebookReport,
    OffloadReport,
)
from .restore import Place, embedded, hosted_in
from .rewrite import offloaded
from .sizes import parse_size
from .texts import Hosted
from .trust import Trust

if TYPE_CHECKING:
    from ..api.models import Video
    from ..client import Client

#: below this, what comes in a video's place is about as large
MIN_SIZE = "200 kB"

PRIVATE = (
    "Private videos open with a link that holds a token; `%apivideo show ID` makes one."
)
_LONGEST_TITLE = 200

T = TypeVar("T")

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def offload(
    paths: Paths,
    *,
    min_size: str | int = MIN_SIZE,
    dry_run: bool = False,
    restore: bool = False,
    private: bool = False,
    backup: bool = True,
    client: "Client | None" = None,
    on_step: OnStep | None = None,
    cancel: threading.Event | None = None,
) -> OffloadReport:
    """Take the videos out of notebooks, host them, and keep the notebooks' looks.

    Found are videos in HTML outputs and in Markdown, ``video/*`` and animated GIF
    outputs, matplotlib's JavaScript animations, attachments and saved video widgets.
    Each is uploaded once, the same bytes are one video. In its place comes a picture
    that plays the hosted video when it is clicked. A notebook changes in one step, all
    else in it stays byte for byte, and what it was stays beside it as
    ``NAME.ipynb.bak``. Run again, it changes nothing; stopped or killed, it goes on.

    Parameters
    ----------
    paths : str, os.PathLike or iterable of them
        Notebooks, and folders of notebooks.
    min_size : str or int, default "200 kB"
        Videos that take less of the file stay in it.
    dry_run : bool, default False
        Only say what would be done; asks nobody and changes nothing.
    restore : bool, default False
        The way back: download the hosted MP4s and embed them.
    private : bool, default False
        Host private videos: the picture stays, and who has the key gets a player with
        ``%apivideo show``.
    backup : bool, default True
        Keep the old file beside the new one.
    client : Client, optional
        By default the one of the configured key.
    on_step : callable, optional
        Told of each `Step`, from any thread.
    cancel : threading.Event, optional
        Set it, from any thread, to stop.

    Returns
    -------
    OffloadReport
        Notebook by notebook: what was done, and what had to stay and why.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    ApiError, TransportError, ConfigurationError
        If the service refuses or does not answer; notebooks are then old or new, and
        the same call goes on.
    UploadInterruptedError
        If `cancel` was set.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "talk.ipynb")
    >>> notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    >>> _ = path.write_text(json.dumps(notebook))
    >>> offload(path, dry_run=True).left
    ()
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    job = _Job(
        client,
        min_size=parse_size(min_size),
        private=private,
        backup=backup,
        on_step=on_step or _nobody,
        cancel=cancel or threading.Event(),
    )
    found = list(notebooks(Path(path).expanduser() for path in given))
    if restore:
        embed = job.plan_restore if dry_run else job.restore
        reports = tuple(_report(path, hosted_in, embed) for path in found)
    else:
        host = job.plan if dry_run else job.run
        reports = tuple(_report(path, find, host) for path in found)
    return OffloadReport(
        notebooks=reports, min_size=parse_size(min_size), note=job.note
    )


def _nobody(_: Step) -> None:
    pass


class _Job:
    """What the notebooks of one call share."""

    def __init__(
        self,
        client: "Client | None",
        *,
        min_size: int,
        private: bool,
        backup: bool,
        on_step: OnStep,
        cancel: threading.Event,
    ) -> None:
        self._given, self._private = client, private
        self._hosting: Host | None = None
        self._min_size, self._backup = min_size, backup
        self._on_step, self._cancel = on_step, cancel
        self.note = ""

    def plan(self, opened: Opened, notebook: Notebook) -> NotebookReport:
        """Say what would be done."""
        items = tuple(
            _item(one, PLANNED if not one.problem else LEFT)
            for one in self._wanted(notebook.findings)
        )
        return _unchanged(opened, items)

    def run(self, opened: Opened, notebook: Notebook) -> NotebookReport:
        """Host what can be hosted, and write the notebook."""
        wanted = self._wanted(notebook.findings)
        taken, problems = self._hosted(opened.path, wanted)
        items = tuple(
            _item(one, LEFT, problem=problems[id(one)])
            if id(one) in problems
            else _item(one, HOSTED, video_id=taken[id(one)].video_id)
            for one in wanted
        )
        pairs = [(one, taken[id(one)]) for one in wanted if id(one) in taken]
        pieces = offloaded(notebook, pairs) if pairs else []
        return self._written(opened, pieces, items)

    def plan_restore(self, opened: Opened, places: Sequence[Place]) -> NotebookReport:
        """Say what would be embedded again."""
        return _unchanged(
            opened, tuple(_place_item(place, TO_EMBED) for place in places)
        )

    def restore(self, opened: Opened, places: Sequence[Place]) -> NotebookReport:
        """Embed the hosted videos of a notebook again."""
        found: dict[str, bytes] = {}
        problems: dict[str, str] = {}
        count = len(places)
        for number, place in enumerate(places, 1):
            self._stop_if_asked()
            step = Step(
                path=opened.path,
                title=place.video_id,
                number=number,
                count=count,
                stage="downloading",
            )
            if place.video_id in found or place.video_id in problems:
                continue
            self._on_step(step)
            try:
                found[place.video_id] = fetch(self._client(), place.video_id)
            except NotFoundError as exc:
                problems[place.video_id] = f"cannot be downloaded: {exc}"
        items = tuple(
            _place_item(place, LEFT, problems[place.video_id])
            if place.video_id in problems
            else _place_item(place, RESTORED)
            for place in places
        )
        pieces = embedded(opened.data, found.__getitem__) if found else []
        return self._written(opened, pieces, items)

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
        titles = dict(zip(map(id, going), titles_of(path, going), strict=True))
        sent: dict[int, Video] = {}
        taken: dict[int, Hosted] = {}
        for number, one in enumerate(going, 1):
            self._stop_if_asked()
            step = self._step(path, titles[id(one)], number, len(going))
            try:
                sent[id(one)] = self._host().send(one, step, self._on_step)
            except LeftError as exc:
                problems[id(one)] = str(exc)
        for number, one in enumerate(going, 1):
            if id(one) in sent:
                step = self._step(path, titles[id(one)], number, len(going))
                try:
                    taken[id(one)] = self._host().draw(
                        sent[id(one)], step, self._on_step, width_px=one.width
                    )
                except LeftError as exc:
                    problems[id(one)] = str(exc)
        return taken, problems

    def _written(
        self, opened: Opened, pieces: Pieces, items: tuple[Item, ...]
    ) -> NotebookReport:
        before = len(opened.data)
        kept, after, problem = None, before, ""
        if pieces:
            trust = Trust.of(opened)
            try:
                kept = opened.replace(pieces, backup=self._backup)
            except ChangedError as exc:
                problem = str(exc)
            else:
                after = sum(map(len, pieces))
                trust.renew(opened.path)
        return NotebookReport(
            path=opened.path,
            before=before,
            after=after,
            items=items,
            backup=kept,
            problem=problem,
        )

    def _step(self, path: Path, title: str, number: int, count: int) -> Step:
        return Step(path=path, title=title, number=number, count=count, stage="waiting")

    def _stop_if_asked(self) -> None:
        if self._cancel.is_set():
            raise UploadInterruptedError("Stopped; run it again to go on.")

    def _client(self) -> "Client":
        if self._given is None:
            from ..client import Client  # noqa: PLC0415  # slow to load

            self._given = Client.from_config()
        return self._given

    def _host(self) -> Host:
        """Give the one that uploads; a plan needs none."""
        if self._hosting is None:
            client = self._client()
            self._hosting = Host(client, private=self._private, cancel=self._cancel)
            self.note = " ".join(filter(None, (self._hosting.note, self._about())))
        return self._hosting

    def _about(self) -> str:
        return PRIVATE if self._private else ""


def titles_of(path: Path, findings: Sequence[Finding]) -> list[str]:
    """Name videos after their notebook and the heading or cell they stand under."""
    stem, titles = path.stem, list[str]()
    for one in findings:
        cell = f"cell {one.cell}" if one.cell else one.place
        title = f"{stem} · {one.heading or cell}"[:_LONGEST_TITLE]
        again = sum(known.partition(" (")[0] == title for known in titles)
        titles.append(f"{title} ({again + 1})" if again else title)
    return titles


def _report(
    path: Path,
    look: Callable[[bytes], T],
    work: Callable[[Opened, T], NotebookReport],
) -> NotebookReport:
    """Work on what `look` sees in a notebook; what cannot be read is reported."""
    try:
        opened = open_file(path)
        seen = look(opened.data)
    except (UnsupportedError, OSError) as exc:
        return _unread(path, exc)
    return work(opened, seen)


def _unchanged(opened: Opened, items: tuple[Item, ...]) -> NotebookReport:
    size = len(opened.data)
    return NotebookReport(path=opened.path, before=size, after=size, items=items)


def _unread(path: Path, exc: Exception) -> NotebookReport:
    reason = exc.strerror if isinstance(exc, OSError) else str(exc)
    text = f"cannot be read: {reason}" if isinstance(exc, OSError) else str(exc)
    size = 0
    with suppress(OSError):
        size = path.stat().st_size
    return NotebookReport(
        path=path, before=size, after=size, problem=f"{text.rstrip('.')}."
    )


def _item(
    finding: Finding, state: str, *, problem: str = "", video_id: str | None = None
) -> Item:
    return Item(
        cell=finding.cell,
        place=finding.place,
        kind=finding.kind,
        size=finding.size,
        state=state,
        video_id=video_id,
        problem=problem or finding.problem,
    )


def _place_item(place: Place, state: str, problem: str = "") -> Item:
    return Item(
        cell=place.cell,
        place=place.place,
        kind=place.was,
        size=place.size,
        state=state,
        video_id=place.video_id,
        problem=problem,
    )
