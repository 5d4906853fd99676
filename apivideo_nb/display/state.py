"""One upload under way, as a value and in words."""

from dataclasses import dataclass

from .words import duration, mib, one_line

_HEADLINES = {
    "waiting": "Getting ready",
    "rendering": "Rendering",
    "uploading": "Uploading",
    "recording": "Recording",
    "ingesting": "Fetching the link",
    "encoding": "Encoding",
    "playable": "Ready to play",
    "encoded": "Ready to play",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
_SENDING = {"uploading", "recording", "ingesting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One quality, such as ``360p`` of kind ``hls``, and how far it is."""

    kind: str
    quality: str
    status: str

    @property
    def label(self) -> str:
        """What it is called on the card."""
        return "MP4" if self.kind == "mp4" else self.quality


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """All that a card shows.

    Attributes
    ----------
    title : str
        Title of the video.
    stage : str
        ``waiting``, ``rendering``, ``uploading``, ``recording``, ``ingesting``,
        ``encoding``, ``playable``, ``encoded``, ``failed`` or ``cancelled``.
    sent, total : int, int or None
        Bytes sent, and in all if that is known; frames, while it is rendering.
    rate, left : float or None
        Bytes per second and seconds to go, when they can be told.
    chips : tuple of Chip
        The qualities being made.
    note : str
        What holds it up; empty while all is well.
    what, reason, hint : str
        What failed or was cancelled, why, and what to do.
    link : str or None
        A page that helps.
    """

    title: str
    stage: str = "waiting"
    sent: int = 0
    total: int | None = None
    rate: float | None = None
    left: float | None = None
    chips: tuple[Chip, ...] = ()
    note: str = ""
    what: str = ""
    reason: str = ""
    hint: str = ""
    link: str | None = None


def card_text(state: CardState) -> str:
    """Say in one line what a card shows.

    Parameters
    ----------
    state : CardState
        What to say.

    Returns
    -------
    str
        Title, stage and how far it is, or what went wrong.
    """
    if state.stage in {"failed", "cancelled"}:
        said = [state.what or _HEADLINES[state.stage], state.reason, state.hint]
    else:
        chips = ", ".join(f"{chip.label} {chip.status}" for chip in state.chips)
        said = [headline(state), percent(state), *amounts(state), chips]
    parts = [one_line(state.title), *(one_line(part, 300) for part in said if part)]
    return " · ".join(parts)


def headline(state: CardState) -> str:
    """Say what is going on, in two or three words.

    Parameters
    ----------
    state : CardState
        What to say.

    Returns
    -------
    str
        ``Uploading``, ``Fetching the link``; a stage nobody foresaw as it is.
    """
    return _HEADLINES.get(state.stage, one_line(state.stage))


def share_done(state: CardState) -> float | None:
    """Tell how much of the stage is done.

    Parameters
    ----------
    state : CardState
        What to look at.

    Returns
    -------
    float or None
        0 to 1; None when nobody can tell.
    """
    if state.stage in {"playable", "encoded"}:
        return 1.0
    if state.stage in {"uploading", "rendering"} and state.total:
        return min(1.0, state.sent / state.total)
    if state.stage == "encoding" and state.chips:
        over = [chip.status in {"encoded", "failed"} for chip in state.chips]
        return sum(over) / len(over)
    return None


def percent(state: CardState) -> str:
    """Say how much of the stage is done; nothing when nobody can tell.

    Parameters
    ----------
    state : CardState
        What to look at.

    Returns
    -------
    str
        Rounded down: 100% is not said before the last byte has gone.
    """
    share = share_done(state)
    return "" if share is None else f"{int(share * 100)}%"


def amounts(state: CardState) -> list[str]:
    """Say how many bytes there are, how fast they go and how long it takes.

    Parameters
    ----------
    state : CardState
        What to say.

    Returns
    -------
    list of str
        Nothing where no bytes are sent from here.
    """
    if state.stage == "rendering" and state.sent:
        return [f"{state.sent:,}{f' of {state.total:,}' if state.total else ''} frames"]
    if state.stage not in _SENDING or not (state.sent or state.total):
        return []
    known = f" of {mib(state.total)}" if state.total else ""
    said = [f"{mib(state.sent)}{known} MiB"]
    if state.note:
        return [*said, one_line(state.note)]
    if state.rate:
        said.append(f"{mib(state.rate)} MiB/s")
    if state.left is not None and state.sent < (state.total or 0):
        said.append(f"{duration(state.left)} left")
    return said
