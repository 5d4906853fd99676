"""What the API answers, as frozen values.

States are `str`, not `Enum`: the vendor adds values without asking us.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol, Self

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
        ``uploading`` (bytes leave this machine), ``ingesting`` (the service fetches a
        link or copies a video), ``encoding``, ``playable`` or ``encoded``.
    sent, total : int
        Bytes handed to the network so far, and in all; 0 where nothing is sent.
    qualities : tuple of Quality
        State of each rendition, once they are known.
    video_id : str or None
        The video, once it has an id.
    """

    stage: str
    sent: int = 0
    total: int = 0
    qualities: tuple[Quality, ...] = ()
    video_id: str | None = None


OnProgress = Callable[[Progress], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The URLs that come out of a video; never build one, take it from here."""

    iframe: str | None = None
    player: str | None = None
    hls: str | None = None
    mp4: str | None = None
    thumbnail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSource:
    """Where the bytes of a video came from."""

    type: str | None = None
    uri: str | None = None


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


class VideoActions(Protocol):
    """What a `Video` can have done to itself: `Client.videos` in small."""

    def get(self, video_id: str) -> "Video":
        """Get a video."""

    def status(self, video_id: str) -> VideoStatus:
        """Ask how far it is."""

    def update(self, video_id: str, **changes: Any) -> "Video":
        """Change some fields."""

    def delete(self, video_id: str) -> None:
        """Delete it."""

    def wait(
        self,
        video_id: str,
        until: str,
        *,
        timeout: float,
        on_progress: OnProgress | None,
        cancel: threading.Event | None,
    ) -> VideoStatus:
        """Block until it is there."""

    def show(self, video: "Video", *, play: bool, width_px: int) -> dict[str, str]:
        """Draw it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Video:
    """A video object: the container that a source is uploaded into.

    Drawn by a notebook, it is a thumbnail that becomes the player when clicked.

    References
    ----------
    https://docs.api.video/reference/api/Videos
    """

    video_id: str
    title: str = ""
    description: str = ""
    public: bool = True
    panoramic: bool = False
    mp4_support: bool = True
    player_id: str | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    language: str | None = None
    language_origin: str | None = None
    source: VideoSource = VideoSource()
    assets: Assets = Assets()
    created_at: dt.datetime | None = None
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    discarded: bool = False
    discarded_at: dt.datetime | None = None
    deletes_at: dt.datetime | None = None

    # no field: neither compared, nor pickled, nor a column of a DataFrame
    _actions: ClassVar[VideoActions | None] = None

    @classmethod
    def from_json(cls, data: object, actions: VideoActions | None = None) -> Self:
        """Read one item of ``GET /videos``; raises `DecodingError`."""
        video = decode(cls, data)
        object.__setattr__(video, "_actions", actions)
        return video

    def status(self) -> VideoStatus:
        """Ask how far upload and encoding are."""
        return self._connected().status(self.video_id)

    def refresh(self) -> "Video":
        """Ask for the video again; a private one comes with a fresh token."""
        return self._connected().get(self.video_id)

    def update(self, **changes: Any) -> "Video":
        """Change some fields, as `Client.videos.update` does."""
        return self._connected().update(self.video_id, **changes)

    def delete(self) -> None:
        """Delete the video for good."""
        self._connected().delete(self.video_id)

    def wait(
        self,
        until: str = "playable",
        *,
        timeout: float = 3600.0,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> Self:
        """Block until the video is ``uploaded``, ``playable`` or ``encoded``.

        Parameters
        ----------
        until : str, default "playable"
            The state to wait for.
        timeout : float, default 3600
            Seconds to wait at most.
        on_progress : callable, optional
            Called with a `Progress` after every look.
        cancel : threading.Event, optional
            Set it, from any thread, to stop waiting.

        Raises
        ------
        EncodingError
            If the source cannot be fetched or decoded.
        WaitTimeoutError
            If the deadline passes; the service goes on all the same.
        UploadInterruptedError
            If `cancel` was set.
        """
        self._connected().wait(
            self.video_id,
            until,
            timeout=timeout,
            on_progress=on_progress,
            cancel=cancel,
        )
        return self

    def __repr__(self) -> str:
        # without the assets: their URLs may carry one-time tokens
        access = "public" if self.public else "private"
        return f"<Video {self.video_id} {self.title!r} {access}>"

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the fields; the connection stays behind."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        if self._actions is None:
            return {"text/plain": repr(self)}
        return self._actions.show(self, play=False, width_px=640)

    def _connected(self) -> VideoActions:
        if self._actions is None:
            raise ValueError(
                f"{self!r} is on its own; get it from a client: "
                f"client.videos.get({self.video_id!r})"
            )
        return self._actions


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadToken:
    """A token that lets others upload into this project; it stays out of `repr`."""

    token: str = field(repr=False)
    ttl: int = 0
    created_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
