"""URLs of what comes out of a video.

https://docs.api.video/vod/get-started
"""

from typing import Final

_FRAME: Final = (
    '<iframe src="{player}" width="100%" height="100%" frameborder="0"'
    ' scrolling="no" allowfullscreen="true"></iframe>'
)


def asset_urls(
    base: str, video_id: str, *, token: str | None, mp4: bool
) -> dict[str, str]:
    """Return player, HLS, thumbnail and MP4 of a video.

    Parameters
    ----------
    base : str
        Where the server is seen from outside, without a slash at the end.
    video_id : str
        The video.
    token : str or None
        Private token, for a private video.
    mp4 : bool
        Whether the video has an MP4 to offer.

    Examples
    --------
    >>> asset_urls("http://127.0.0.1:1", "vi1", token=None, mp4=False)["hls"]
    'http://127.0.0.1:1/vod/vi1/hls/manifest.m3u8'
    """
    page = f"{base}/vod/{video_id}"
    player, files = page, page
    if token is not None:
        player, files = f"{page}?token={token}", f"{page}/token/{token}"
    urls = {
        "iframe": _FRAME.format(player=player),
        "player": player,
        "hls": f"{files}/hls/manifest.m3u8",
        "thumbnail": f"{files}/thumbnail.jpg",
    }
    if mp4:
        urls["mp4"] = f"{files}/mp4/source.mp4"
    return urls


def track_url(
    base: str, video_id: str, kind: str, language: str, *, token: str | None
) -> str:
    """Return where the captions or chapters of a video are.

    Examples
    --------
    >>> track_url("http://127.0.0.1:1", "vi1", "captions", "en", token="t")
    'http://127.0.0.1:1/vod/vi1/token/t/captions/en.vtt'
    """
    under = video_id if token is None else f"{video_id}/token/{token}"
    return f"{base}/vod/{under}/{kind}/{language}.vtt"
