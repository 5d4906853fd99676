"""What commands give back: values that notebooks draw as tables."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from ..display.table import Row, fields_table, videos_table
from ..display.words import mib

if TYPE_CHECKING:
    from ..api.models import Video
    from ..api.status import VideoStatus

_MiB = 2**20


class VideoList(Sequence["Video"]):
    """Videos in order, drawn as a table.

    Parameters
    ----------
    videos : iterable of Video
        The videos to show.
    more : bool, default False
        Whether there are others behind the last.
    """

    def __init__(self, videos: Iterable["Video"], *, more: bool = False) -> None:
        self._videos = tuple(videos)
        self._more = more

    @overload
    def __getitem__(self, index: int) -> "Video": ...
    @overload
    def __getitem__(self, index: slice) -> "VideoList": ...
    def __getitem__(self, index: int | slice) -> "Video | VideoList":
        if isinstance(index, slice):
            return VideoList(self._videos[index])
        return self._videos[index]

    def __len__(self) -> int:
        return len(self._videos)

    def __iter__(self) -> Iterator["Video"]:
        return iter(self._videos)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, VideoList):
            return self._videos == other._videos
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list's

    def __repr__(self) -> str:
        return self._repr_mimebundle_()["text/plain"]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        more = f"The first {len(self)}; see more with --limit." if self._more else ""
        return videos_table(map(_row, self._videos), more=more)


class Facts(dict[str, Any]):
    """Names and values, drawn as a table."""

    def __repr__(self) -> str:
        return fields_table(self)["text/plain"]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return fields_table(self)


def status_bundle(status: "VideoStatus") -> dict[str, str]:
    """Draw how far a video has got.

    Parameters
    ----------
    status : VideoStatus
        Answer of the service.

    Returns
    -------
    dict of str
        ``text/html`` and ``text/plain``.
    """
    qualities = ", ".join(
        f"{'MP4' if q.type == 'mp4' else q.quality} {q.status}"
        for q in status.encoding.qualities
    )
    facts = {
        "State": status.state,
        "Reason": status.encoding.reason,
        "Source": _source(status),
        "Picture": _picture(status),
        "Qualities": qualities or None,
    }
    return fields_table(facts)


def _row(video: "Video") -> Row:
    return Row(
        title=video.title,
        video_id=video.video_id,
        public=video.public,
        tags=video.tags,
        created=video.created_at,
        # a private player opens once: not from a table that is saved
        link=video.assets.player if video.public else None,
    )


def _source(status: "VideoStatus") -> str | None:
    ingest, found = status.ingest, status.encoding.metadata
    said = [
        ingest.status,
        _size(ingest.filesize) if ingest.filesize else None,
        f"{found.duration:g} s" if found.duration else None,
    ]
    return ", ".join(filter(None, said)) or None


def _size(size: int) -> str:
    return f"{mib(size)} MiB" if size >= _MiB else f"{max(1, size // 1024)} KiB"


def _picture(status: "VideoStatus") -> str | None:
    found = status.encoding.metadata
    said = [
        f"{found.width} x {found.height}" if found.width and found.height else None,
        f"{found.framerate:g} frames/s" if found.framerate else None,
        found.video_codec,
        f"sound {found.audio_codec}" if found.audio_codec else None,
    ]
    return ", ".join(filter(None, said)) or None
