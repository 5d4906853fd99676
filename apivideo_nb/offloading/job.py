"""Offload: from paths to smaller notebooks, and the way back."""

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .embedding import Embedding
from .files import notebooks, open_file
from .hosting import OnStep, Step
from .notebook import UnsupportedError
from .report import NotebookReport, OffloadReport
from .sizes import parse_size
from .taking import Taking
from .work import Way, Work

if TYPE_CHECKING:
    from ..client import Client

#: below this, what comes in a video's place is about as large
MIN_SIZE = "200 kB"

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
    outputs, matplotlib's JavaScript animations, attachments and saved widgets.
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
    least = parse_size(min_size)
    shared = Work(
        client,
        backup=backup,
        on_step=on_step or _nobody,
        cancel=cancel or threading.Event(),
    )
    found = list(notebooks(Path(path).expanduser() for path in given))
    if restore:
        return _go(found, Embedding(shared), least, dry_run=dry_run)
    taking = Taking(shared, min_size=least, private=private)
    return _go(found, taking, least, dry_run=dry_run)


def _nobody(_: Step) -> None:
    pass


def _go(
    paths: Sequence[Path], way: Way[T], min_size: int, *, dry_run: bool
) -> OffloadReport:
    reports = tuple(_report(path, way, dry_run=dry_run) for path in paths)
    return OffloadReport(notebooks=reports, min_size=min_size, note=way.note)


def _report(path: Path, way: Way[T], *, dry_run: bool) -> NotebookReport:
    """Work on a notebook; one that cannot be read, or written, is left."""
    try:
        opened = open_file(path)
        seen = way.look(opened.data)
    except UnsupportedError as exc:
        return _left(path, f"{exc}.")
    except OSError as exc:
        return _left(path, f"cannot be read: {exc.strerror or exc}.")
    return way.plan(opened, seen) if dry_run else way.run(opened, seen)


def _left(path: Path, problem: str) -> NotebookReport:
    size = 0
    with suppress(OSError):
        size = path.stat().st_size
    return NotebookReport(path=path, before=size, after=size, problem=problem)
