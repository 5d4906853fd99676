"""How far a video is, as frozen values.

States are `str`, not `Enum`: the vendor adds values without asking us.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from .decode import decode, wire_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One rendition of a video.

    Attributes
    ----------
    type : str
        ``hls`` or ``mp4``.
    quality : str
        Height of the rung: ``240p`` … ``2160p``.
    status : str
        ``waiting``, ``encoding``, ``encoded`` or ``failed``.
    """

    quality: str
    status: str
    type: str = "hls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a video is on its way from source to player.

    Attributes
    ----------
    stage : str
        ``rendering`` (frames become a file), ``uploading`` (bytes leave this machine),
        ``ingesting`` (the service fetches a link or copies a video), ``encoding``,
        ``playable`` or ``encoded``.
    sent, total : int
        Bytes handed to the network so far, and in all; 0 where nothing is
        sent, or nobody knows yet. Frames, while it is rendering.
    qualities : tuple of Quality
        State of each rendition, once they are known.
    video_id : str or None
        The video, once it has an id.
    note : str
        What holds it up, in words; empty while all is well.

    Examples
    --------
    >>> from apivideo_nb import Progress
    >>> report = Progress(stage="uploading", sent=30, total=120)
    >>> f"{report.stage} {report.sent / report.total:.0%}"
    'uploading 25%'
    """

    stage: str
    sent: int = 0
    total: int = 0
    qualities: tuple[Quality, ...] = ()
    video_id: str | None = None
    note: str = ""


OnProgress = Callable[[Progress], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRange:
    """A byte range that the API holds, both ends included."""

    start: int = field(metadata=wire_name("from"))
    stop: int = field(metadata=wire_name("to"))
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedParts:
    """Part numbers, from 1, that the API holds; `total` is None until it is known."""

    parts: tuple[int, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """How far the source has arrived.

    Attributes
    ----------
    status : str or None
        ``uploading`` → ``uploaded``, or ``ingesting`` → ``ingested`` for a link.
    """

    status: str | None = None
    filesize: int | None = None
    received_bytes: tuple[ReceivedRange, ...] = ()
    received_parts: ReceivedParts = ReceivedParts()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMetadata:
    """What the source is made of; `duration` in seconds, `bitrate` in kb/s."""

    width: int | None = None
    height: int | None = None
    bitrate: float | None = None
    duration: float | None = None
    framerate: float | None = None
    samplerate: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    aspect_ratio: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How far the renditions are; `reason` is the local sandbox's word on a failure."""

    playable: bool = False
    qualities: tuple[Quality, ...] = ()
    metadata: SourceMetadata = SourceMetadata()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStatus:
    """Answer of ``GET /videos/{id}/status``.

    References
    ----------
    https://docs.api.video/reference/api/Videos#retrieve-video-status-and-details

    Examples
    --------
    >>> from apivideo_nb import VideoStatus
    >>> status = VideoStatus.from_json({"ingest": {"status": "uploading"}})
    >>> status.state, status.uploaded, status.playable
    ('uploading', False, False)
    """

    ingest: Ingest = Ingest()
    encoding: Encoding = Encoding()

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read the answer; raises `DecodingError`."""
        return decode(cls, data)

    @property
    def uploaded(self) -> bool:
        """Whether the service holds the whole source."""
        return self.ingest.status in {"uploaded", "ingested"} or self.encoding.playable

    @property
    def playable(self) -> bool:
        """Whether at least one rendition can be played."""
        return self.encoding.playable

    @property
    def encoded(self) -> bool:
        """Whether no rendition is waited for any more."""
        found = self.encoding.qualities
        return bool(found) and all(q.status in {"encoded", "failed"} for q in found)

    @property
    def failed(self) -> bool:
        """Whether all is over and nothing can be played."""
        return self.encoded and not self.playable

    @property
    def under_way(self) -> bool:
        """Whether it is on its way to being playable.

        An empty video is not: nobody knows whether its bytes will ever come.
        """
        return self.state in {"uploading", "ingesting", "encoding"}

    @property
    def state(self) -> str:
        """One word: empty, uploading, ingesting, encoding, playable, encoded, failed.

        Examples
        --------
        >>> VideoStatus().state
        'empty'
        >>> VideoStatus(encoding=Encoding(playable=True)).state
        'playable'
        """
        if self.failed:
            return "failed"
        if self.encoded:
            return "encoded"
        if self.playable:
            return "playable"
        if self.uploaded:
            return "encoding"
        return self.ingest.status or "empty"
