"""Who may see a private video: a token once, and whoever it let in for a day.

https://docs.api.video/vod/private-videos
"""

import secrets
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ..rules.tokens import is_private_token
from ..store import viewings
from ..store.videos import Video
from .site import Site, moment

COOKIE: Final = "avh"
# A player inside a notebook of another origin gets only the second kind; browsers that
# insist on https for it take the first wherever page and player share a site.
_COOKIE_KINDS: Final = (
    (COOKIE, "SameSite=Lax"),
    (f"{COOKIE}-framed", "SameSite=None; Secure; Partitioned"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody asking for a video.

    Attributes
    ----------
    video : Video
        What is asked for.
    token : str or None
        The private token shown, which is genuine; None for a public video.
    session : str or None
        The session that is already open.
    """

    video: Video
    token: str | None = None
    session: str | None = None


def admit(
    site: Site, request: Request, video: Video, token: str | None
) -> Visit | None:
    """Look at token and session, without spending anything.

    Returns
    -------
    Visit or None
        None when this video is not for them.
    """
    if video.public:
        return Visit(video)
    genuine = token is not None and is_private_token(
        site.signing_key, video.video_id, video.token_epoch, token
    )
    if token is None or not genuine:
        return None
    shown = [request.query_params.get(COOKIE)]
    shown += [request.cookies.get(name) for name, _ in _COOKIE_KINDS]
    with site.db.read() as db:
        fresh = not viewings.is_spent(db, token)
        for session in filter(None, shown):
            if viewings.is_open(db, video.video_id, session, now=moment()):
                return Visit(video, token, session)
    return Visit(video, token) if fresh else None


def enter(site: Site, visit: Visit) -> Visit | None:
    """Spend the token, if that is still to be done, and open a session with it.

    Returns
    -------
    Visit or None
        With its session; None when somebody else was faster.
    """
    if visit.token is None:
        return visit
    session = visit.session or secrets.token_urlsafe(24)
    with site.db.write() as db:
        spent = viewings.spend(
            db, visit.video.video_id, visit.token, session, now=moment()
        )
    if not spent and visit.session is None:
        return None
    return Visit(visit.video, visit.token, session)


def remember(site: Site, request: Request, visit: Visit, response: Response) -> None:
    """Leave a cookie for this video only, so that the same tab may load it again."""
    if visit.session is None:
        return
    path = f"{site.path_prefix(request)}/vod/{visit.video.video_id}"
    for name, kind in _COOKIE_KINDS:
        response.headers.append(
            "Set-Cookie",
            f"{name}={visit.session}; Path={path}; Max-Age={viewings.SESSION_TTL};"
            f" HttpOnly; {kind}",
        )
