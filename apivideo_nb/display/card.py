"""The card: one upload under way, as HTML.

Same rules as for the bundle: inline styles that survive sanitising, colours that work
on white and on black, and no state told by colour alone.
"""

from html import escape

from .state import CardState, Chip, amounts, headline, percent, share_done
from .words import safe, web_link

_STEPS = ("Upload", "Encode", "Play")
_STEP_OF = {
    **dict.fromkeys(("waiting", "rendering", "uploading", "recording", "ingesting"), 0),
    "encoding": 1,
}
BLUE, GREEN, RED = "47,111,237", "34,160,90", "222,60,60"
_CHIP_LOOKS = {
    "encoded": ("✓", "done", GREEN),
    "encoding": ("◐", "encoding", BLUE),
    "failed": ("✕", "failed", RED),
}


def card_html(state: CardState) -> str:
    """Draw a card.

    Parameters
    ----------
    state : CardState
        What to show.

    Returns
    -------
    str
        One HTML element, a few kB.
    """
    stopped = state.stage in {"failed", "cancelled"}
    if stopped:
        accent = RED if state.stage == "failed" else "128,128,128"
        body = _explanation(state)
    else:
        accent = BLUE
        body = _headline(state) + bar(share_done(state)) + _details(state)
    return framed(accent, _header(state, steps=not stopped) + body)


def framed(accent: str, inner: str) -> str:
    """Put HTML into the frame that all cards have.

    Parameters
    ----------
    accent : str
        Colour of its left edge: red, green and blue.
    inner : str
        HTML.
    """
    return (
        '<div class="apivideo-nb" style="max-width:600px;margin:4px 0;'
        "padding:12px 16px;border-radius:8px;line-height:1.45;"
        "border:1px solid rgba(128,128,128,0.35);"
        f'border-left:4px solid rgba({accent},0.9)">{inner}</div>'
    )


def bar(share: float | None) -> str:
    """Draw how much is done.

    Parameters
    ----------
    share : float or None
        0 to 1; None when nobody can tell.
    """
    if share is None:  # stripes: at work, and nobody can say how far
        inner = (
            f"width:100%;background:linear-gradient(90deg, rgba({BLUE},0.15) 0%, "
            f"rgba({BLUE},0.75) 50%, rgba({BLUE},0.15) 100%)"
        )
    else:
        inner = f"width:{share * 100:.1f}%;background:rgba({BLUE},0.95)"
    return (
        '<div style="height:6px;margin:5px 0 0;border-radius:3px;overflow:hidden;'
        'background:rgba(128,128,128,0.25)">'
        f'<div style="height:6px;{inner}"></div></div>'
    )


def _header(state: CardState, *, steps: bool) -> str:
    title = (
        '<div style="flex:1 1 200px;min-width:0;font-weight:600;'
        f'overflow-wrap:break-word"><bdi>{safe(state.title)}</bdi></div>'
    )
    at = _STEP_OF.get(state.stage, len(_STEPS) - 1)
    drawn = "".join(
        f'<span style="{"font-weight:600" if index == at else "opacity:0.6"}">'
        f"{'✓ ' if index < at else '→ ' if index > at else ''}{name}</span>"
        for index, name in enumerate(_STEPS)
    )
    trail = (
        '<div style="display:flex;gap:9px;font-size:85%;white-space:nowrap">'
        f"{drawn}</div>"
        if steps
        else ""
    )
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:2px 16px;align-items:baseline">'
        f"{title}{trail}</div>"
    )


def _headline(state: CardState) -> str:
    over = state.stage in {"playable", "encoded"}
    return (
        '<div style="display:flex;gap:12px;justify-content:space-between;'
        f'margin:8px 0 0"><span>{safe(headline(state))}{"" if over else "…"}</span>'
        f'<span style="opacity:0.8">{"" if over else percent(state)}</span></div>'
    )


def _details(state: CardState) -> str:
    said = " · ".join(map(safe, amounts(state)))
    line = (
        f'<div style="margin:6px 0 0;font-size:90%;opacity:0.8">{said}</div>'
        if said
        else ""
    )
    chips = "".join(_chip(chip) for chip in state.chips)
    row = (
        f'<div style="display:flex;flex-wrap:wrap;gap:6px;margin:9px 0 0">{chips}</div>'
        if chips
        else ""
    )
    return line + row


def _chip(chip: Chip) -> str:
    sign, word, colour = _CHIP_LOOKS.get(chip.status, ("○", "waiting", "128,128,128"))
    return (
        f'<span title="{safe(chip.label)}: {word}" style="padding:1px 9px;'
        "font-size:85%;white-space:nowrap;border-radius:10px;"
        f'border:1px solid rgba({colour},0.55);background:rgba({colour},0.14)">'
        f"{sign} {safe(chip.label)}</span>"
    )


def _explanation(state: CardState) -> str:
    sign, colour = ("✕", RED) if state.stage == "failed" else ("■", "128,128,128")
    said = safe(state.what or headline(state))
    reason = f": {safe(state.reason, 500)}" if state.reason else ""
    text = (
        '<div style="margin:6px 0 0">'
        f'<span style="color:rgb({colour})">{sign}</span> {said}{reason}</div>'
    )
    if state.hint:
        text += f'<div style="margin:3px 0 0;opacity:0.8">{safe(state.hint, 500)}</div>'
    link = web_link(state.link)
    if link:
        text += (
            f'<div style="margin:3px 0 0"><a href="{escape(link)}" target="_blank" '
            'rel="noopener">More about this&nbsp;↗</a></div>'
        )
    return text
