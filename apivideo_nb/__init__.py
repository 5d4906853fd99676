"""Host, show and share videos from a notebook, with api.video or on this machine.

    >>> import apivideo_nb as av
    >>> client = av.Client()

In a notebook, ``%load_ext apivideo_nb`` brings ``%apivideo``. Names are loaded on first
use, so that loading the extension is instant.
"""

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .api.captions import Caption
    from .api.chapters import Chapter
    from .api.models import Video
    from .api.players import PlayerTheme
    from .api.status import Progress, VideoStatus
    from .api.summaries import Summary, SummarySource
    from .api.tags import Tag
    from .api.upload_tokens import UploadToken
    from .api.watermarks import Watermark
    from .api.webhooks import Webhook
    from .client import Client
    from .errors import (
        ApiError,
        ApiVideoError,
        AuthenticationError,
        ConfigurationError,
        DecodingError,
        EncodingError,
        IngestError,
        NotFoundError,
        RateLimitError,
        ServerError,
        SourceError,
        TransportError,
        UploadInterruptedError,
        WaitTimeoutError,
    )
    from .local import LocalSandbox
    from .offloading.job import offload
    from .offloading.report import OffloadReport
    from .publishing import publish
    from .upload.delegated import upload_with_token
    from .upload.records import Record
    from .upload.rendering.kinds import register_source
    from .widgets import Library, Panel

_ROOMS = {
    ".api.captions": ("Caption",),
    ".api.chapters": ("Chapter",),
    ".api.models": ("Video",),
    ".api.players": ("PlayerTheme",),
    ".api.status": ("Progress", "VideoStatus"),
    ".api.summaries": ("Summary", "SummarySource"),
    ".api.tags": ("Tag",),
    ".api.upload_tokens": ("UploadToken",),
    ".api.watermarks": ("Watermark",),
    ".api.webhooks": ("Webhook",),
    ".client": ("Client",),
    ".errors": (
        "ApiError",
        "ApiVideoError",
        "AuthenticationError",
        "ConfigurationError",
        "DecodingError",
        "EncodingError",
        "IngestError",
        "NotFoundError",
        "RateLimitError",
        "ServerError",
        "SourceError",
        "TransportError",
        "UploadInterruptedError",
        "WaitTimeoutError",
    ),
    ".local": ("LocalSandbox",),
    ".publishing": ("publish",),
    ".offloading.job": ("offload",),
    ".offloading.report": ("OffloadReport",),
    ".upload.delegated": ("upload_with_token",),
    ".upload.records": ("Record",),
    ".upload.rendering.kinds": ("register_source",),
    ".widgets": ("Library", "Panel"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "ApiError",
    "ApiVideoError",
    "AuthenticationError",
    "Caption",
    "Chapter",
    "Client",
    "ConfigurationError",
    "DecodingError",
    "EncodingError",
    "IngestError",
    "Library",
    "LocalSandbox",
    "NotFoundError",
    "OffloadReport",
    "Panel",
    "PlayerTheme",
    "Progress",
    "RateLimitError",
    "Record",
    "ServerError",
    "SourceError",
    "Summary",
    "SummarySource",
    "Tag",
    "TransportError",
    "UploadInterruptedError",
    "UploadToken",
    "Video",
    "VideoStatus",
    "WaitTimeoutError",
    "Watermark",
    "Webhook",
    "offload",
    "publish",
    "register_source",
    "upload_with_token",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_ROOM_OF[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_ROOM_OF))


def load_ipython_extension(ipython: "InteractiveShell") -> None:
    """Bring ``%apivideo`` into a notebook: ``%load_ext apivideo_nb``."""
    from .magic import load  # noqa: PLC0415  # only where there is an IPython

    load(ipython)


def unload_ipython_extension(ipython: "InteractiveShell") -> None:
    """Take ``%apivideo`` out again: ``%unload_ext apivideo_nb``."""
    from .magic import unload  # noqa: PLC0415  # only where there is an IPython

    unload(ipython)
