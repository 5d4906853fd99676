"""Webhooks: what may be asked for, what is sent, and when it is sent again.

https://docs.api.video/reference/api/Webhooks
"""

import datetime as dt
import hmac
import json
from collections.abc import Mapping
from typing import Final

from .bodies import Invalid, array, read, text
from .urls import is_web_url

EVENTS: Final = (
    "video.encoding.quality.completed",
    "video.caption.generated",
    "video.summary.generated",
    "video.source.recorded",
    "live-stream.broadcast.started",
    "live-stream.broadcast.ended",
)
QUALITY_COMPLETED: Final = EVENTS[0]
#: webhooks of a project; the service has a limit too, without saying which
MAX_WEBHOOKS: Final = 100
#: how often a delivery that failed is tried again, and after how many seconds
RETRIES: Final = 3
PAUSE: Final = 3.0

_MAX_URL: Final = 2048


def parse_webhook(body: object) -> tuple[str, tuple[str, ...]]:
    """Check a body of ``POST /webhooks``.

    Returns
    -------
    url : str
        Where to send to, http or https.
    events : tuple of str
        Names of events, each once.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.

    Examples
    --------
    >>> parse_webhook({"events": [QUALITY_COMPLETED], "url": "http://127.0.0.1:9/"})
    ('http://127.0.0.1:9/', ('video.encoding.quality.completed',))
    """
    known = {"events": _events, "url": _url}
    values = read(body, known, required=tuple(known))
    return values["url"], values["events"]


def quality_completed(*, at: float, video_id: str, encoding: str, quality: str) -> str:
    """Write the event that one quality is encoded, as it is sent and signed.

    Parameters
    ----------
    at : float
        When, in seconds since 1970.
    video_id, encoding, quality : str
        The video, ``hls`` or ``mp4``, and the rung.

    Examples
    --------
    >>> event = quality_completed(
    ...     at=0.2174, video_id="vi1", encoding="hls", quality="720p"
    ... )
    >>> json.loads(event)["emittedAt"]
    '1970-01-01T00:00:00.217+00:00'
    """
    moment = dt.datetime.fromtimestamp(at, tz=dt.UTC)
    event = {
        "type": QUALITY_COMPLETED,
        "emittedAt": moment.isoformat(timespec="milliseconds"),
        "videoId": video_id,
        "encoding": encoding,
        "quality": quality,
    }
    return json.dumps(event, separators=(",", ":"))


def headers(webhook_id: str, secret: str, body: bytes) -> Mapping[str, str]:
    """Return what a delivery says about itself, its signature among it."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "apivideo-nb",
        "X-Api-Video-WebhookID": webhook_id,
        "X-Api-Video-Signature": hmac.digest(secret.encode(), body, "sha256").hex(),
    }


def is_delivered(status: int) -> bool:
    """Tell whether the receiver has taken a delivery.

    Examples
    --------
    >>> is_delivered(204), is_delivered(302)
    (True, False)
    """
    return status < 300  # noqa: PLR2004 - the contract's own figure


def _events(value: object) -> tuple[str, ...]:
    found = array(value)
    if not found:
        raise Invalid("This value should not be blank.")
    for place, event in enumerate(found):
        if event not in EVENTS:
            raise Invalid(f"Allowed values: {', '.join(EVENTS)}.", f"[{place}]")
    return tuple(dict.fromkeys(found))


def _url(value: object) -> str:
    url = text(value)
    if len(url) > _MAX_URL or not is_web_url(url):
        raise Invalid(
            f"This value must be an http(s) URL of at most {_MAX_URL} characters."
        )
    return url
