"""A video as the mime bundle that stays in a cell's output.

The HTML is built for the day when nobody is there to help it: a linked picture with
a play sign, and over it a transparent frame whose only content is a link. Trusted, a
click on the frame loads the player in place. Untrusted, notebooks strip the frame and
the linked picture is what remains. So it does with the server stopped, in print and in
dark themes. Styles are inline, and only of those that JupyterLab's sanitiser keeps:
no CSS variables, no aspect-ratio, no pointer-events.
"""

import base64
from html import escape

from .picture import Picture, fit
from .words import one_line, safe, web_link

_SIGN = 64  # diameter of the play sign, in CSS pixels
_TRIANGLE = (
    "display:block;position:absolute;top:50%;left:50%;margin:-13px 0 0 -8px;"
    "width:0;height:0;border-top:13px solid transparent;"
    "border-bottom:13px solid transparent;border-left:21px solid white"
)
_DISC = (
    f"display:block;position:absolute;top:50%;left:50%;width:{_SIGN}px;"
    f"height:{_SIGN}px;margin:-{_SIGN // 2}px 0 0 -{_SIGN // 2}px;border-radius:50%"
)
# Without the stars this would be granted to the frame's first page only, not to the
# player that takes its place.
_ALLOWED = "autoplay *; fullscreen *"
# The frame draws nothing until it is pointed at or focused: the sign below shows.
_FRAME_STYLE = (
    "html,body{margin:0;height:100%;background:transparent}"
    "a{position:absolute;inset:0;outline:0;cursor:pointer}"
    f"b{{{_DISC};background:#2f6fed;opacity:0;transform:scale(.9);"
    "box-shadow:0 2px 14px rgba(0,0,0,.4);transition:opacity .12s,transform .12s}"
    f"i{{{_TRIANGLE}}}"
    "a:hover b,a:focus-visible b{opacity:1;transform:none}"
    "a:focus-visible b{box-shadow:0 0 0 4px #fff,0 0 0 7px #2f6fed}"
    "@media print{b{display:none}}"
)


def video_bundle(
    *,
    title: str,
    player: str | None,
    state: str,
    picture: bytes | None,
    note: str | None = None,
    play: bool = False,
    width_px: int = 640,
) -> dict[str, str]:
    """Draw a video for a cell's output.

    Parameters
    ----------
    title : str
        Title of the video; may hold anything.
    player : str or None
        URL of the player page; ignored unless it is http or https.
    state : str
        Where the video is, in words: ``"playable"``, ``"encoding"``.
    picture : bytes or None
        The thumbnail in any format; what is no picture is left out.
    note : str, optional
        A line more for the reader, such as who can see the video.
    play : bool, default False
        Load the player at once instead of after a click. It covers the picture when
        the server is down.
    width_px : int, default 640
        Widest and, times 3/4, highest the video may be drawn; at least 160.

    Returns
    -------
    dict of str
        ``text/html``, ``text/plain`` and, with a picture, ``image/jpeg`` (base64).
    """
    link = web_link(player)
    small = fit(picture) if picture else None
    line = " · ".join([one_line(title), one_line(state), *([link] if link else [])])
    bundle = {
        "text/html": _page(title, link, state, small, note, play, max(160, width_px)),
        "text/plain": line,
    }
    if small:
        bundle["image/jpeg"] = base64.b64encode(small.jpeg).decode()
    return bundle


def _page(  # noqa: PLR0917 - private, called once
    title: str,
    link: str | None,
    state: str,
    picture: Picture | None,
    note: str | None,
    play: bool,  # noqa: FBT001 - as above
    width_px: int,
) -> str:
    screen = _picture(title, picture)
    if link:
        screen = (
            f'<a href="{escape(link)}" target="_blank" rel="noopener" '
            f'title="{safe(title)}">{screen}{_play_sign()}</a>'
            + _frame(title, link, play=play)
        )
    width = _drawn_width(picture, width_px)
    return (
        f'<div class="apivideo-nb" style="max-width:{width_px}px;margin:4px 0">'
        f'<div style="position:relative;max-width:{width}px;overflow:hidden;'
        f'border-radius:8px;background:#16181d">{screen}</div>'
        f"{_caption(title, link, state, note)}</div>"
    )


def _drawn_width(picture: Picture | None, width_px: int) -> int:
    """Width at which the picture fits into `width_px` by three quarters of it."""
    if picture is None:
        return width_px
    return min(width_px, round(width_px * 3 / 4 * picture.width / picture.height))


def _picture(title: str, picture: Picture | None) -> str:
    if picture is None:
        # padding gives the 16:9 shape that aspect-ratio is not allowed to give
        return (
            '<span style="display:block;padding:28.1% 0;background:linear-gradient('
            '135deg, #2b3140 0%, #16181d 100%)"></span>'
        )
    data = base64.b64encode(picture.jpeg).decode()
    return (
        f'<img src="data:image/jpeg;base64,{data}" alt="{safe(title)}" '
        f'width="{picture.width}" height="{picture.height}" '
        'style="display:block;width:100%;height:auto;margin:0">'
    )


def _play_sign() -> str:
    return (
        f'<span style="{_DISC};background:rgba(15,17,21,0.72)">'
        f'<span style="{_TRIANGLE}"></span></span>'
    )


def _frame(title: str, link: str, *, play: bool) -> str:
    # Without color-scheme:light a frame is an opaque white sheet in dark themes.
    place = (
        "position:absolute;top:0;left:0;width:100%;height:100%;border:0;"
        "color-scheme:light"
    )
    label = f"Player: {one_line(title)}"
    if play:
        content = f'src="{escape(link)}"'
    else:
        document = (
            '<!doctype html><meta charset="utf-8">'
            f"<title>{escape(label)}</title><style>{_FRAME_STYLE}</style>"
            f'<a href="{escape(_autoplay(link))}" aria-label="{safe("Play " + title)}">'
            "<b><i></i></b></a>"
        )
        content = f'srcdoc="{escape(document)}"'
    return (
        f'<iframe title="{escape(label)}" {content} allow="{_ALLOWED}" '
        f'style="{place}"></iframe>'
    )


def _autoplay(link: str) -> str:
    """Add the player's own option for starting at once, after what is there."""
    return f"{link};autoplay" if "#" in link else f"{link}#autoplay"


def _caption(title: str, link: str | None, state: str, note: str | None) -> str:
    parts = [
        f'<bdi style="font-weight:600">{safe(title)}</bdi>',
        f'<span style="opacity:0.75">{safe(state)}</span>',
    ]
    if link:
        parts.append(
            f'<a href="{escape(link)}" target="_blank" rel="noopener">'
            "Open in browser&nbsp;↗</a>"
        )
    below = (
        f'<div style="font-size:90%;opacity:0.75">{safe(note, 300)}</div>'
        if note
        else ""
    )
    return (
        '<div style="margin:6px 2px;line-height:1.45;overflow-wrap:break-word">'
        f"{' · '.join(parts)}{below}</div>"
    )
