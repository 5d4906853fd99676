"""The pages that the local sandbox shows: player, and what is said in its place.

Each is one self-contained answer: style and script are inside it, every URL in it is
relative, and its content security policy lets nothing else run.
"""

import base64
import functools
import hashlib
import html
import json
from collections.abc import Sequence
from importlib import resources
from string import Template

from .dressing import Look, Track, tracks_html

__all__ = ["LIBRARY", "Look", "Track", "library", "missing", "render"]

# beside the pages; Firefox, and older browsers inside editors, need it to play HLS
LIBRARY = "hls.light.min.js"

_PREPARING = "Your video is being prepared…"
_FAILED = "This video could not be prepared"
_SILENT = "The local sandbox does not answer. It may have been stopped."
_DOWNLOAD = Template(
    '<a href="$url" download aria-label="Download the MP4" title="Download">'
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11m-5-4.5 5 5 5-5'
    'M5 20h14" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg></a>'
)
_PLAYER = ("wishes", "player", "chapters", "report", "remote")
_LINK = Template('<a href="$url">Open the video itself</a>.')


def render(
    *,
    title: str,
    hls: str | None,
    mp4: str | None,
    poster: str | None,
    download: str | None,
    status: str | None,
    ready: bool,
    reason: str | None,
    report: str | None = None,
    captions: Sequence[Track] = (),
    chapters: Sequence[Track] = (),
    look: Look | None = None,
    note: str = "",
) -> str:
    """Return the player page of one video, or what is said until there is one.

    Parameters
    ----------
    title : str
        Of the video; any text.
    hls, mp4 : str or None
        Where the video is, relative to the page. HLS is tried first.
    poster : str or None
        Where the thumbnail is.
    download : str or None
        Where the MP4 is for keeping; None where the video has MP4 support off.
    status : str or None
        Where ``{"playable": bool, "reason": str | null}`` is asked for, every second,
        while the video is not ready.
    ready : bool
        Whether the video can be played.
    reason : str or None
        Why it never will be, in a sentence.
    report : str or None, optional
        Where the page says that it is watched, relative to it.
    captions, chapters : sequence of Track, optional
        Texts beside the video.
    look : Look, optional
        The theme of the player.
    note : str, optional
        What viewers should know, in a sentence; shown under the title.

    Returns
    -------
    str
        HTML.

    Notes
    -----
    The page reads these options after the ``#`` of its address, joined by ``;``:
    ``autoplay``, ``loop``, ``t=start,end``, ``hide-title``, ``hide-controls``,
    ``show-subtitles``, ``api``, ``muted``. https://docs.api.video/delivery/video-player
    """
    if not ready:
        config = {
            "status": None if reason else status,
            "preparing": _PREPARING,
            "failed": _FAILED,
            "silent": _SILENT,
        }
        return _fill(
            "waiting",
            script="waiting",
            title=html.escape(title),
            state="failed" if reason else "preparing",
            headline=_FAILED if reason else _PREPARING,
            detail=html.escape(reason or ""),
            config=_script_json(config),
        )
    return _fill(
        "player",
        script="player",
        title=html.escape(title),
        poster=f' poster="{html.escape(poster)}"' if poster else "",
        download=_DOWNLOAD.substitute(url=html.escape(download)) if download else "",
        link=_LINK.substitute(url=html.escape(mp4)) if mp4 else "",
        tracks=tracks_html(captions, chapters),
        logo=look.logo_html() if look else "",
        rail="1" if look else "",
        note=html.escape(note),
        look=look.style if look else "",
        config=_script_json(
            {
                "title": title,
                "hls": hls,
                "mp4": mp4,
                "report": report,
                "library": LIBRARY,
                "wishes": look.wishes if look else [],
            }
        ),
    )


def library() -> str:
    """Return hls.js, the script that a player page asks for as `LIBRARY`."""
    return _text(LIBRARY)


def missing() -> str:
    """Return the page that stands where there is no video to be seen."""
    return _fill("missing", script=None)


def _fill(name: str, *, script: str | None, look: str = "", **values: str) -> str:
    style = _text("style.css") + look
    scripts = _PLAYER if script == "player" else [script] if script else []
    code = "".join(_text(f"{each}.js") for each in scripts)
    policy = (
        "default-src 'none'; media-src 'self' blob:; img-src 'self' data:; "
        f"connect-src 'self'; style-src {_source(style)}; "
        # strict-dynamic: and what our own script asks for
        f"script-src {_source(code)} 'strict-dynamic'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_text(f"{name}.html")).substitute(
        policy=policy, style=style, script=code, **values
    )


@functools.cache
def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text("utf-8")


def _source(code: str) -> str:
    # only what has this digest may run: a title that got past escaping still does not
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _script_json(value: object) -> str:
    # inside <script> only "</" and "<!--" would be read as HTML
    return json.dumps(value).replace("<", "\\u003c")
