"""Words fit to be shown: one line, escaped, sizes and times as people say them.

Titles, reasons and links come from strangers, so everything that is drawn passes
through here first. Characters that could move the cursor of a terminal or turn the
direction of the text around them are taken out, in HTML as well as in plain text.
"""

import datetime as dt
import re
from html import escape
from urllib.parse import urlsplit

_MiB = 2**20

# not //host, and not what browsers read like it
_OWN_PATH = re.compile(r"/(?![/\\])")

# Controls end lines or drive terminals; embeddings, overrides and isolates of
# bidirectional text can make a link read backwards. Marks like U+200D stay:
# emoji are built with them.
_CONTROLS = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], None),
}


def one_line(text: object, limit: int = 160) -> str:
    r"""Make any text one line of plain characters.

    Parameters
    ----------
    text : object
        What to show; `str` is taken of it.
    limit : int, default 160
        Longest result in characters; what is cut off is replaced by an ellipsis.

    Returns
    -------
    str
        No line ends, control characters, direction overrides or lone surrogates.

    Examples
    --------
    >>> one_line("two\nlines and \x1b[31mred")
    'two lines and [31mred'
    >>> one_line("abcdef", limit=4)
    'abc…'
    """
    whole = str(text)[: 8 * limit].encode("utf-8", "replace").decode()
    line = " ".join(whole.translate(_CONTROLS).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def safe(text: object, limit: int = 160) -> str:
    """Make any text one line that is inert in HTML, in attributes too.

    Parameters
    ----------
    text : object
        What to show.
    limit : int, default 160
        Longest result in characters before escaping.

    Returns
    -------
    str
        The line with ``& < > " '`` escaped.

    Examples
    --------
    >>> safe('"><script>')
    '&quot;&gt;&lt;script&gt;'
    """
    return escape(one_line(text, limit), quote=True)


def web_link(url: str | None) -> str | None:
    """Let a URL through only if a browser may be sent there.

    Parameters
    ----------
    url : str or None
        What claims to be a link; not escaped yet.

    Returns
    -------
    str or None
        The URL, or None unless it is http or https with a host and without spaces, or
        a path of the server that shows the page.

    Examples
    --------
    >>> web_link("https://embed.api.video/vod/vi1")
    'https://embed.api.video/vod/vi1'
    >>> web_link("javascript:alert(1)") is None
    True
    """
    if url is None or one_line(url, limit=8192) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme in {"http", "https"} and parts.hostname:
        return url
    return url if _OWN_PATH.match(url) else None


def mib(size: float) -> str:
    """Say a number of bytes in MiB, with as many digits as matter.

    Parameters
    ----------
    size : float
        Bytes.

    Returns
    -------
    str
        The number alone, without its unit.

    Examples
    --------
    >>> mib(13_000_000), mib(130_000_000)
    ('12.4', '124')
    """
    number = size / _MiB
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"  # noqa: PLR2004 - three digits are enough


def duration(seconds: float) -> str:
    """Say a time in words short enough for a card.

    Parameters
    ----------
    seconds : float
        Seconds, 0 or more.

    Returns
    -------
    str
        Seconds below one minute, then minutes, then hours and minutes.

    Examples
    --------
    >>> duration(8.4), duration(95), duration(7300)
    ('8 s', '2 min', '2 h 2 min')
    """
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def moment(when: dt.datetime | None) -> str:
    """Say a point in time to the minute, in the reader's own time zone.

    Parameters
    ----------
    when : datetime or None
        An aware datetime.

    Returns
    -------
    str
        ``2026-03-01 14:05``, or nothing for None.
    """
    return "" if when is None else f"{when.astimezone():%Y-%m-%d %H:%M}"
