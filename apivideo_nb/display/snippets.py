"""A video as text to paste elsewhere: Markdown, HTML, MyST.

Each shows what its readers can show: GitHub takes no iframes, so Markdown is a picture
that links to the player; a page of one's own and a Jupyter Book hold the player itself.
A private video's link opens once, and there is nothing to be done about it in a text
that many will read: each snippet says so, and Markdown leaves out the picture, whose
link would be spent just as soon.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from .words import one_line, safe, web_link

PRIVATE = "Private video: this link opens once, for whoever comes first."
LOCAL = "Local sandbox: this link works on one machine only."

_MARKUP = r"\`*_[]<>#|!~"
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def to_markdown(
    *, title: str, player: str | None, thumbnail: str | None, public: bool = True
) -> str:
    r"""Write a linked thumbnail, for READMEs and wherever Markdown is read.

    Parameters
    ----------
    title : str
        Title of the video; may hold anything.
    player, thumbnail : str or None
        URLs; what is no http(s) URL is left out.
    public : bool, default True
        Whether everybody can see it.

    Examples
    --------
    >>> print(
    ...     to_markdown(
    ...         title="Waves [1]",
    ...         player="https://embed.api.video/vod/vi1",
    ...         thumbnail="https://vod.api.video/vod/vi1/thumbnail.jpg",
    ...     )
    ... )
    [![Waves \[1\]](https://vod.api.video/vod/vi1/thumbnail.jpg)](https://embed.api.video/vod/vi1)
    """
    words, link, picture = _plain(title), web_link(player), web_link(thumbnail)
    if link is None:
        return words
    shown = f"![{words}]({_target(picture)})" if picture and public else words
    return f"[{shown}]({_target(link)})" + _after(
        f"<!-- {note} -->" for note in _notes(link, public=public)
    )


def to_html(
    *, title: str, player: str | None, thumbnail: str | None = None, public: bool = True
) -> str:
    """Write a player as wide as its place, for a page; takes what Markdown does.

    Examples
    --------
    >>> to_html(title="Waves", player="https://embed.api.video/vod/vi1")[:66]
    '<iframe src="https://embed.api.video/vod/vi1" title="Waves" allow='
    """
    del thumbnail  # the player brings its own
    link = web_link(player)
    if link is None:
        return f"<p>{safe(title)}</p>"
    # with stars: a list without would grant it to the page's own origin only
    return (
        f'<iframe src="{safe(link, 8192)}" title="{safe(title)}" '
        'allow="autoplay *; fullscreen *; picture-in-picture *" allowfullscreen '
        'loading="lazy" style="width:100%;aspect-ratio:16/9;border:0"></iframe>'
    ) + _after(f"<!-- {note} -->" for note in _notes(link, public=public))


def to_myst(
    *, title: str, player: str | None, thumbnail: str | None, public: bool = True
) -> str:
    """Write the directive that puts a player into a Jupyter Book or a MyST page.

    Takes what Markdown does. In a PDF, the thumbnail stands for the player.

    References
    ----------
    https://mystmd.org/guide/figures#youtube-videos

    Examples
    --------
    >>> print(
    ...     to_myst(
    ...         title="Waves",
    ...         player="https://embed.api.video/vod/vi1",
    ...         thumbnail="https://vod.api.video/vod/vi1/thumbnail.jpg",
    ...     )
    ... )
    :::{iframe} https://embed.api.video/vod/vi1
    :width: 100%
    :placeholder: https://vod.api.video/vod/vi1/thumbnail.jpg
    Waves
    :::
    """
    words, link, picture = _plain(title), web_link(player), web_link(thumbnail)
    if link is None:
        return words
    lines = [f":::{{iframe}} {link}", ":width: 100%"]
    if picture and public:
        lines.append(f":placeholder: {picture}")
    return "\n".join([*lines, words, ":::"]) + _after(
        f"% {note}" for note in _notes(link, public=public)
    )


def _plain(title: str) -> str:
    """Give a title that Markdown shows as it is, whatever is in it."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in one_line(title)) or "Video"


def _target(url: str) -> str:
    # a parenthesis would end the link
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C")


def _notes(link: str, *, public: bool) -> list[str]:
    local = urlsplit(link).hostname in _LOOPBACK
    return ([] if public else [PRIVATE]) + ([LOCAL] if local else [])


def _after(lines: Iterable[str]) -> str:
    return "".join(f"\n{line}" for line in lines)
