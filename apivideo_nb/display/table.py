"""Tables of videos and of facts, as mime bundles."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .words import moment, one_line, safe, web_link

# Notebooks right-align and stripe tables; these cells say what they want themselves.
_CELL = (
    "text-align:left;vertical-align:top;padding:5px 12px 5px 2px;"
    "border:0;border-bottom:1px solid rgba(128,128,128,0.25)"
)
# A cell is as wide as its longest word unless a box inside it says otherwise.
_TEXT = "max-width:{}px;overflow-wrap:break-word"
_CODE = "font-family:monospace;font-size:92%;white-space:nowrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One video of a list."""

    title: str
    video_id: str
    public: bool = True
    tags: tuple[str, ...] = ()
    created: dt.datetime | None = None
    link: str | None = None


def videos_table(rows: Iterable[Row], *, more: str = "") -> dict[str, str]:
    """Draw a list of videos.

    Parameters
    ----------
    rows : iterable of Row
        The videos, in the order to show them.
    more : str, optional
        A line below, such as how to see the rest.

    Returns
    -------
    dict of str
        ``text/html`` and ``text/plain``.
    """
    listed = list(rows)
    if not listed:
        return _note("No videos.")
    heads = ("Title", "Id", "Who can see it", "Tags", "Created")
    html = "".join(_video_cells(row) for row in listed)
    below = (
        f'<div style="opacity:0.75;margin:4px 2px">{safe(more)}</div>' if more else ""
    )
    texts = [
        (
            one_line(row.title, 40),
            one_line(row.video_id),
            _who(row),
            one_line(", ".join(row.tags), 40),
            moment(row.created),
        )
        for row in listed
    ]
    plain = _aligned([tuple(head.upper() for head in heads), *texts])
    return {
        "text/html": _table(_heads(heads) + html) + below,
        "text/plain": f"{plain}\n{one_line(more)}" if more else plain,
    }


def fields_table(fields: Mapping[str, object], *, title: str = "") -> dict[str, str]:
    """Draw facts, one a line.

    Parameters
    ----------
    fields : mapping of str to object
        Names and values; http(s) URLs become links, a value of None is left out.
    title : str, optional
        A line above.

    Returns
    -------
    dict of str
        ``text/html`` and ``text/plain``.
    """
    shown = {name: value for name, value in fields.items() if value is not None}
    html = "".join(
        f'<tr style="background:none"><th style="{_CELL};font-weight:normal;'
        f'opacity:0.75;white-space:nowrap">{safe(name)}</th><td style="{_CELL}">'
        f'<div style="{_TEXT.format(420)}">{_value(value)}</div></td></tr>'
        for name, value in shown.items()
    )
    plain = _aligned([(one_line(n), one_line(v, 400)) for n, v in shown.items()])
    above = f'<div style="font-weight:600;margin:4px 2px">{safe(title)}</div>'
    return {
        "text/html": (above if title else "") + _table(html),
        "text/plain": f"{one_line(title)}\n{plain}" if title else plain,
    }


def text_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], below: Iterable[str] = ()
) -> str:
    """Draw rows of words as HTML.

    Parameters
    ----------
    heads : sequence of str
        Names of the columns.
    rows : iterable of sequence of str
        The cells; anything may stand in them.
    below : iterable of str
        Lines under the table.
    """
    box = f'<td style="{_CELL}"><div style="{_TEXT.format(340)}">'
    html = "".join(
        '<tr style="background:none">'
        + "".join(f"{box}{safe(cell, 400)}</div></td>" for cell in row)
        + "</tr>"
        for row in rows
    )
    lines = "".join(
        f'<div style="opacity:0.75;margin:4px 2px">{safe(line, 400)}</div>'
        for line in below
    )
    return (_table(_heads(heads) + html) if html else "") + lines


def _video_cells(row: Row) -> str:
    link = web_link(row.link)
    title, tags = f"<bdi>{safe(row.title, 100)}</bdi>", safe(", ".join(row.tags), 100)
    if link:
        title = (
            f'<a href="{escape(link)}" target="_blank" rel="noopener" '
            f'style="font-weight:600">{title}</a>'
        )
    cells = (
        f'<td style="{_CELL}"><div style="{_TEXT.format(260)}">{title}</div></td>',
        f'<td style="{_CELL}"><span style="{_CODE}">{safe(row.video_id)}</span></td>',
        f'<td style="{_CELL};white-space:nowrap">{_who(row)}</td>',
        f'<td style="{_CELL}"><div style="{_TEXT.format(160)}">{tags}</div></td>',
        f'<td style="{_CELL};white-space:nowrap">{moment(row.created)}</td>',
    )
    return f'<tr style="background:none">{"".join(cells)}</tr>'


def _who(row: Row) -> str:
    return "everybody" if row.public else "private"


def _heads(names: Sequence[str]) -> str:
    cells = "".join(
        f'<th style="{_CELL};font-weight:600;white-space:nowrap">{name}</th>'
        for name in names
    )
    return f'<tr style="background:none">{cells}</tr>'


def _table(rows: str) -> str:
    return (
        '<div style="overflow-x:auto"><table class="apivideo-nb" style="margin:4px 0;'
        f'border-collapse:collapse;border:0">{rows}</table></div>'
    )


def _value(value: object) -> str:
    text = str(value)
    link = web_link(text)
    if link:
        return (
            f'<a href="{escape(link)}" target="_blank" rel="noopener">'
            f"{safe(link, 400)}</a>"
        )
    return safe(text, 400)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _note(text: str) -> dict[str, str]:
    return {
        "text/html": f'<div style="opacity:0.75">{safe(text)}</div>',
        "text/plain": text,
    }
