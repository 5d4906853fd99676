"""Where media lie: one folder a video, and a place for what is still arriving."""

import os
import shutil
import tempfile
import threading
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..rules.identity import is_video_id

RESERVE: Final = 512 * 2**20
_COPY_STEP: Final = 2**20


class Files:
    """The folders below the data directory.

    Parameters
    ----------
    root : Path
        The data directory; made, with mode 0700, if need be.
    reserve : int, default 512 MiB
        Bytes of the disk that uploads leave free.
    """

    def __init__(self, root: Path, *, reserve: int = RESERVE) -> None:
        self.root, self._reserve = root, reserve
        self._joining = threading.Lock()
        self.incoming = root / "incoming"
        self.samples = root / "samples"
        self._videos = root / "videos"
        self._trash = root / "trash"
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o700)
        for folder in (self.incoming, self.samples, self._videos, self._trash):
            folder.mkdir(exist_ok=True)

    def clear(self) -> None:
        """Delete what a process that ended left half received or half deleted."""
        for folder in (self.incoming, self._trash):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()

    def size(self) -> int:
        """Add up the bytes of all files below the data directory."""
        total = 0
        for folder, _, names in os.walk(self.root):
            for name in names:
                with suppress(OSError):  # gone meanwhile
                    total += os.stat(os.path.join(folder, name)).st_size  # noqa: PTH116, PTH118 - many files
        return total

    def folder(self, video_id: str) -> Path:
        """Return the folder of a video.

        Raises
        ------
        ValueError
            If `video_id` has not the form of an id, so that no other text ever
            becomes part of a path.
        """
        if not is_video_id(video_id):
            raise ValueError("not a video id")
        return self._videos / video_id

    def source(self, video_id: str) -> Path:
        """Return the path of a video's source, complete or not."""
        return self.folder(video_id) / "source"

    def picture(self, video_id: str) -> Path:
        """Return the path of a picked or uploaded thumbnail."""
        return self.folder(video_id) / "thumbnail.jpg"

    def chunk(self, video_id: str, first: int) -> Path:
        """Return the path of a received chunk."""
        return self.folder(video_id) / "chunks" / f"{first:020d}"

    def rendition(self, video_id: str, name: str) -> Path:
        """Return the folder of one run of the encoder."""
        return self.folder(video_id) / "renditions" / name

    def new_file(self) -> Path:
        """Return the path of a new, empty, temporary file on the same disk."""
        handle, path = tempfile.mkstemp(dir=self.incoming)
        os.close(handle)
        return Path(path)

    def put_picture(self, video_id: str, temporary: Path) -> None:
        """Make a finished JPEG the picture of a video."""
        move_into_place(temporary, self.picture(video_id))

    def has_room(self, size: int = 0) -> bool:
        """Tell whether `size` more bytes leave the reserve untouched."""
        return shutil.disk_usage(self.root).free - size >= self._reserve

    def remove(self, video_id: str) -> None:
        """Delete all files of a video; it is out of the way at once."""
        grave = Path(tempfile.mkdtemp(dir=self._trash))
        with suppress(FileNotFoundError):
            self.folder(video_id).rename(grave / video_id)
        shutil.rmtree(grave, ignore_errors=True)

    def remove_others(self, known: Collection[str]) -> None:
        """Delete the folders of all videos but these: a crash cut a deletion short."""
        for folder in self._videos.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def remove_renditions(self, video_id: str, *, keep: str | None) -> None:
        """Delete the runs of the encoder that are not served."""
        folder = self.folder(video_id) / "renditions"
        for other in folder.iterdir() if folder.is_dir() else ():
            if other.name != keep:
                shutil.rmtree(other, ignore_errors=True)

    def join_chunks(self, video_id: str, chunks: Iterable[tuple[int, int]]) -> None:
        """Make the source out of its chunks.

        Parameters
        ----------
        video_id : str
            The video.
        chunks : iterable of (first, size)
            In the order of the bytes; `first` is what `chunk` names them by.

        Notes
        -----
        The first chunk becomes the source; each of the others is appended and deleted,
        so that the disk never holds more than one chunk twice. Stopped at any moment,
        it goes on where it was when called again.
        """
        source, offset = self.source(video_id), 0
        with self._joining:  # a job and a copy of the video may both want it
            for first, size in chunks:
                chunk = self.chunk(video_id, first)
                if chunk.exists():
                    if offset == 0:
                        chunk.replace(source)
                    else:
                        _append(chunk, source, offset)
                        chunk.unlink()
                offset += size
            sync_folder(source.parent)


def move_into_place(temporary: Path, target: Path) -> None:
    """Rename a finished, synced file, so that it survives a crash from here on."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(target)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Write a file's bytes to disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Write a folder's names to disk; Windows does that by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _append(chunk: Path, target: Path, offset: int) -> None:
    with chunk.open("rb") as reader, target.open("r+b") as writer:
        writer.seek(offset)
        writer.truncate()  # what an interrupted run had begun to append
        shutil.copyfileobj(reader, writer, _COPY_STEP)
        writer.flush()
        os.fsync(writer.fileno())
