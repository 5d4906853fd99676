"""The nouns of the API in one place, each loaded when it is first asked for."""

import importlib
from typing import TYPE_CHECKING, Any

from .session import Session
from .videos import Videos

if TYPE_CHECKING:
    from .analytics import Analytics
    from .captions import Captions
    from .chapters import Chapters
    from .players import Players
    from .summaries import Summaries
    from .tags import Tags
    from .upload_tokens import UploadTokens
    from .watermarks import Watermarks
    from .webhooks import Webhooks

# an upload, which most want, needs the videos only
_CLASSES = {
    "analytics": "Analytics",
    "captions": "Captions",
    "chapters": "Chapters",
    "players": "Players",
    "summaries": "Summaries",
    "tags": "Tags",
    "upload_tokens": "UploadTokens",
    "watermarks": "Watermarks",
    "webhooks": "Webhooks",
}


class Nouns:
    """Has an attribute for each noun.

    Parameters
    ----------
    session : Session
        Sends the requests of all of them.
    """

    videos: Videos
    captions: "Captions"
    chapters: "Chapters"
    watermarks: "Watermarks"
    players: "Players"
    tags: "Tags"
    summaries: "Summaries"
    upload_tokens: "UploadTokens"
    webhooks: "Webhooks"
    analytics: "Analytics"

    def __init__(self, session: Session) -> None:
        self._session = session
        self.videos = Videos(session)

    def __getattr__(self, name: str) -> Any:
        """Load a noun; from then on it is an ordinary attribute."""
        if name not in _CLASSES:
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        room = importlib.import_module(f".{name}", __package__)
        noun = getattr(room, _CLASSES[name])(self._session)
        setattr(self, name, noun)
        return noun

    def __dir__(self) -> list[str]:
        """Name all nouns, for who completes them with Tab."""
        return sorted({*super().__dir__(), *_CLASSES})
