"""Videos out of notebooks on their way to the web: each once, drawn when they play."""

import binascii
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..api.models import Video
from ..display.bundle import video_bundle
from ..errors import (
    ConfigurationError,
    EncodingError,
    IngestError,
    NotFoundError,
    SourceError,
)
from .finding import Finding
from .frames import as_avi
from .markup import ANIMATION
from .texts import Hosted

if TYPE_CHECKING:
    from ..api.status import Progress
    from ..client import Client

_WIDTH, _NARROW = 640, 240  # pixels that a hosted video may be wide
_DIGITS = 12  # of a digest, enough to tell the videos of one project apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an offload is.

    Attributes
    ----------
    path : Path
        The notebook.
    title : str
        The video that is being worked on.
    number, count : int
        Which one of its videos that is, from 1.
    stage : str
        ``uploading``, ``encoding``, ``downloading`` …
    sent, total : int, int or None
        Bytes of the upload.
    """

    path: Path
    title: str
    number: int
    count: int
    stage: str
    sent: int = 0
    total: int | None = None


_ABOUT = {
    "local sandbox": "The videos are on this machine only (local sandbox): others see "
    "their pictures."
}

OnStep = Callable[[Step], object]


class LeftError(Exception):
    """A video that has to stay where it is; the text follows "it"."""


class Host:
    """Uploads, and remembers what it did.

    The title that a video is uploaded with depends on its bytes alone, so that the
    upload engine knows it again wherever it stands; only then it gets a better one.

    Parameters
    ----------
    client : Client
        Does the work.
    private : bool
        Whether the videos are private.
    cancel : threading.Event
        Set it to stop.

    Raises
    ------
    ConfigurationError
        If the key's environment deletes videos after a day.
    """

    def __init__(
        self, client: "Client", *, private: bool, cancel: threading.Event
    ) -> None:
        environment = client.environment
        if environment == "sandbox":
            raise ConfigurationError(
                "Videos of api.video's sandbox are deleted after 24 hours; notebooks "
                "would lose theirs.",
                hint="Use a production key, or none to try it on this machine.",
            )
        self._client, self._private, self._cancel = client, private, cancel
        #: what is to be known about the videos
        self.note = _ABOUT.get(environment, "")
        self._known: dict[str, Video] = {}
        self._drawn: dict[tuple[str, int | None], Hosted] = {}

    def send(self, finding: Finding, step: Step, on_step: OnStep) -> Video:
        """Upload a finding, unless it is there already; raises `LeftError`."""
        content = _content(finding)
        digest = hashlib.sha256(content).hexdigest()
        if digest in self._known:
            return self._known[digest]
        try:
            video = self._client.upload(
                content,
                title=provisional(digest),
                public=not self._private,
                cancel=self._cancel,
                on_progress=_reporter(step, on_step),
            )
        except SourceError as exc:
            raise LeftError(f"cannot be sent: {exc}") from None
        self._known[digest] = video
        return video

    def draw(
        self, video: Video, step: Step, on_step: OnStep, *, width_px: int | None
    ) -> Hosted:
        """Wait until it plays, name it, draw it; raises `LeftError`."""
        known = (video.video_id, width_px)
        if known in self._drawn:
            return self._drawn[known]
        try:
            video.wait(
                "playable", on_progress=_reporter(step, on_step), cancel=self._cancel
            )
        except IngestError:
            raise
        except EncodingError as exc:
            self._forget(video)
            raise LeftError(f"is no video that can be played: {exc}") from None
        if is_provisional(video.title):
            video = video.update(title=step.title)
        else:
            video = video.refresh()
        width = min(max(width_px or _WIDTH, _NARROW), _WIDTH)
        bundle = self._client.videos.show(video, width_px=width)
        if not video.public:
            bundle = _without_player(video, bundle, width)
        hosted = Hosted(
            video_id=video.video_id,
            title=video.title,
            link=video.assets.player if video.public else None,
            bundle=bundle,
        )
        self._drawn[known] = hosted
        return hosted

    def _forget(self, video: Video) -> None:
        """Delete what nobody can watch; it stays in the notebook."""
        try:
            video.delete()
        except NotFoundError:
            return


def fetch(client: "Client", video_id: str, step: Step, on_step: OnStep) -> bytes:
    """Download the MP4 of a video; gives it in base64."""
    on_step(replace(step, stage="downloading"))
    pieces = bytearray()
    for piece in client.videos.download(video_id):
        pieces += piece
    return binascii.b2a_base64(pieces, newline=False)


def provisional(digest: str) -> str:
    """Give the title by which the same bytes are found again."""
    return f"Notebook video {digest[:_DIGITS]}"


def is_provisional(title: str) -> bool:
    """Whether nobody has given a better title yet."""
    start, _, digits = title.rpartition(" ")
    return provisional(digits) == title and start != "" and len(digits) == _DIGITS


def _content(finding: Finding) -> bytes:
    if finding.kind != ANIMATION:
        return finding.payloads[0].decode()
    frames = [payload.decode() for payload in finding.payloads]
    try:
        return as_avi(frames, finding.interval)
    except ValueError as exc:
        raise LeftError(str(exc)) from None


def _reporter(step: Step, on_step: OnStep) -> "Callable[[Progress], object]":
    def report(progress: "Progress") -> None:
        on_step(
            replace(
                step, stage=progress.stage, sent=progress.sent, total=progress.total
            )
        )

    return report


def _without_player(
    video: Video, bundle: dict[str, str], width_px: int
) -> dict[str, str]:
    """Draw a private video without the token that its links hold: it is a secret."""
    jpeg = bundle.get("image/jpeg")
    return video_bundle(
        title=video.title,
        player=None,
        state="private",
        picture=binascii.a2b_base64(jpeg) if jpeg else None,
        note=f"Private: `%apivideo show {video.video_id}` gives whoever has the key "
        "a player.",
        width_px=width_px,
    )
