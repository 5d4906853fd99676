"""``/vod/{id}/report``: the player page says that it is watched."""

import time
from typing import Final

from starlette.responses import Response

from ..rules.beacons import MAX_BEACON, is_own_page, parse_beacon, viewer
from ..rules.identity import is_video_id
from ..rules.problems import failure, problem
from ..rules.user_agents import parse_user_agent
from ..store import audience, videos
from .access import admit
from .plumbing import Call, resource


def take(call: Call) -> Response:
    """Keep a report, if it comes from a page that may show the video."""
    headers = call.request.headers
    if not is_own_page(headers.get("sec-fetch-site")):
        raise failure(403, "Only the player page itself reports what is watched.")
    if len(call.body) > MAX_BEACON:
        raise failure(413, "The request body is too large.")
    video = _seen(call)
    beacon = parse_beacon(call.json())
    now, agent = time.time(), headers.get("user-agent", "")
    client = call.request.client
    who = viewer(
        call.site.signing_key,
        day=now,
        address=client.host if client else "",
        user_agent=agent,
    )
    with call.site.db.write() as db:
        if videos.get(db, video.video_id) is not None:
            audience.record(
                db,
                video.video_id,
                beacon,
                agent=parse_user_agent(agent),
                viewer=who,
                now=now,
            )
    return Response(status_code=204)


def _seen(call: Call) -> videos.Video:
    """Return the video that somebody is watching, private ones only in a session."""
    video_id = call.request.path_params["video_id"]
    token = call.request.path_params.get("token")
    with call.site.db.read() as db:
        video = videos.get(db, video_id) if is_video_id(video_id) else None
    visit = admit(call.site, call.request, video, token) if video else None
    if visit is None or (visit.token is not None and visit.session is None):
        raise problem("resource-not-found", name="videoId")
    return visit.video


ROUTES: Final = [
    resource("/vod/{video_id}/report", public=True, POST=take),
    resource("/vod/{video_id}/token/{token}/report", public=True, POST=take),
]
