"""What the API answers about videos, as frozen values."""

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol, Self

from ..display import snippets
from ..display.place import cell_number
from .decode import decode
from .status import OnProgress, VideoStatus


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

    def follow(self, video: "Video") -> bool:
        """Draw what is not playable yet, and again once it is."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Video:
    """A video object: the container that a source is uploaded into.

    Drawn by a notebook, it is a thumbnail that becomes the player when clicked.

    References
    ----------
    https://docs.api.video/reference/api/Videos

    Examples
    --------
    >>> import apivideo_nb as av
    >>> video = av.Client().videos.create("Keynote", tags=["pycon"])
    >>> video.title, video.tags, video.status().state
    ('Keynote', ('pycon',), 'empty')
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
    # number of the cell that has drawn it already
    _shown_in: ClassVar[int | None] = None

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

    def to_markdown(self) -> str:
        """Write a linked thumbnail, for READMEs: GitHub shows no players.

        Of a private video the link opens once, and the text says so; `refresh` gives
        a fresh one.

        Examples
        --------
        >>> player = "https://embed.api.video/vod/vi1"
        >>> Video(video_id="vi1", title="T", assets=Assets(player=player)).to_markdown()
        '[T](https://embed.api.video/vod/vi1)'
        """
        return snippets.to_markdown(**self._snippet())

    def to_html(self) -> str:
        """Write an iframe with the player, for a page; see `to_markdown`."""
        return snippets.to_html(**self._snippet())

    def to_myst(self) -> str:
        """Write a directive with the player, for a Jupyter Book; see `to_markdown`."""
        return snippets.to_myst(**self._snippet())

    def _snippet(self) -> dict[str, Any]:
        return {
            "title": self.title or self.video_id,
            "player": self.assets.player,
            "thumbnail": self.assets.thumbnail,
            "public": self.public,
        }

    def __repr__(self) -> str:
        # without the assets: their URLs may carry one-time tokens
        access = "public" if self.public else "private"
        return f"<Video {self.video_id} {self.title!r} {access}>"

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the fields; the connection stays behind."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def _ipython_display_(self, **_: object) -> None:
        if self._shown_in is not None and self._shown_in == cell_number():
            return
        if self._actions is None or not self._actions.follow(self):
            raise NotImplementedError  # IPython's word for: draw it as usual

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
