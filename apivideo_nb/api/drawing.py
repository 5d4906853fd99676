"""Draw a video with what the service says of it now, as far as it can be asked."""

from ..display.bundle import video_bundle
from ..errors import ApiVideoError, NotFoundError
from .models import Video, VideoActions
from .session import Session

_PRIVATE = "Private: the player opens once; show it again for a fresh link."


def draw(
    video: Video, videos: VideoActions, session: Session, *, play: bool, width_px: int
) -> dict[str, str]:
    """Draw a video as a mime bundle: picture, link, player behind a click.

    Parameters
    ----------
    video : Video
        What is known of it.
    videos : VideoActions
        Knows more.
    session : Session
        Fetches the picture.
    play : bool
        Load the player at once.
    width_px : int
        How wide it may be drawn.

    Returns
    -------
    dict of str
        Always: without a network, what is known is drawn.
    """
    state, picture = "not reachable now", None
    try:
        state = videos.status(video.video_id).state
        if not video.public:
            # its tokens are good for one asset each: one for the picture …
            video = videos.get(video.video_id)
        if video.assets.thumbnail:
            picture = session.download(video.assets.thumbnail)
        if not video.public:
            # … and one for whoever clicks first
            video = videos.get(video.video_id)
    except NotFoundError:
        state = "deleted"
    except ApiVideoError:
        pass  # drawn from what is known
    player = video.assets.player if state != "deleted" else None
    notes = [session.note, "" if video.public else _PRIVATE]
    return video_bundle(
        title=video.title or video.video_id,
        player=session.for_browser(player) if player else None,
        state=state,
        picture=picture,
        note=" ".join(filter(None, notes)),
        play=play,
        width_px=width_px,
    )
