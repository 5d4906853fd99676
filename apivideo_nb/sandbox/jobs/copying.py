"""A new video out of the source of another one."""

import os
import shutil
from pathlib import Path

from ..store import jobs, sources
from ..store.files import move_into_place, sync_file
from .work import JobFailed, Work


def copy(work: Work) -> None:
    """Give a video the source of the one it was created from.

    Raises
    ------
    JobFailed
        If the other video is gone or has no source yet.
    """
    with work.db.write() as db:
        reference = sources.get(db, work.video_id).reference
        sources.set_ingest(db, work.video_id, "ingesting")
        other = sources.get(db, reference or "")
    if reference is None:
        return
    if not other.complete:
        raise JobFailed("The video to copy has no complete source.")
    temporary = work.files.new_file()
    try:
        temporary.unlink()
        try:
            # its own job may not have joined its chunks yet
            work.files.join_chunks(reference, other.chunks)
            _duplicate(work.files.source(reference), temporary)
        except FileNotFoundError:
            raise JobFailed("The video to copy has been deleted.") from None
        with work.db.write() as db:
            sources.set_ingest(db, work.video_id, "ingested", other.filesize)
            jobs.add(db, work.video_id, "encode")
            move_into_place(temporary, work.files.source(work.video_id))
    finally:
        temporary.unlink(missing_ok=True)


def _duplicate(source: Path, target: Path) -> None:
    try:
        # sources never change: two names for the same bytes will do
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
        sync_file(target)
