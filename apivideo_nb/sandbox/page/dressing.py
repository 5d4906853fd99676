"""What a player page may wear: text tracks, and the theme with its logo."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from urllib.parse import urlsplit

_TRACK = Template(
    '<track kind="$kind" src="$src" srclang="$language" label="$label"$default>'
)
_LOGO = Template('<img src="$src" alt="$alt">')
_LINKED_LOGO = Template(
    '<a id="logo" class="logo" href="$link" target="_blank" rel="noopener noreferrer">'
    "$image</a>"
)
_PLAIN_LOGO = Template('<span id="logo" class="logo">$image</span>')
_WISHES = {
    "forceAutoplay": "autoplay",
    "forceLoop": "loop",
    "hideTitle": "hide-title",
}
_REFUSALS = {"enableControls": "hide-controls", "enableApi": "no-api"}


@dataclass(frozen=True, slots=True)
class Track:
    """Captions or chapters in one language.

    Attributes
    ----------
    src : str
        Where the WebVTT text is, relative to the page.
    language : str
        BCP 47.
    label : str
        What viewers choose it by.
    default : bool
        Whether it is shown unasked.
    """

    src: str
    language: str
    label: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A player theme.

    Attributes
    ----------
    theme : mapping
        Colours (``rgba(…)`` and nothing else: they become part of the style sheet)
        and switches, by the API's names.
    logo : str or None
        Where the logo is, relative to the page.
    link : str or None
        Where it leads; any text, of which only ``http(s)`` addresses are followed.
    """

    theme: Mapping[str, str | bool] = field(default_factory=dict)
    logo: str | None = None
    link: str | None = None

    @property
    def wishes(self) -> list[str]:
        """What the theme asks of the page, as fragment options."""
        found = [wish for name, wish in _WISHES.items() if self.theme.get(name)]
        return [*found, *(no for name, no in _REFUSALS.items() if not self._has(name))]

    def _has(self, name: str) -> bool:
        return bool(self.theme.get(name, True))

    @property
    def style(self) -> str:
        """The colours, as a rule that goes behind the style sheet."""
        colours = [
            f"--{_kebab(name)}: {value};"
            for name, value in self.theme.items()
            if isinstance(value, str)
        ]
        return f":root {{ {' '.join(colours)} }}\n" if colours else ""

    def logo_html(self) -> str:
        """Return the logo, as a link if it leads somewhere."""
        if self.logo is None:
            return ""
        link = self.link or ""
        leads = re.match(r"https?://", link, re.IGNORECASE) is not None
        alt = f"Logo: {_host(link)}" if leads else "Logo"
        image = _LOGO.substitute(src=html.escape(self.logo), alt=html.escape(alt))
        if not leads:
            return _PLAIN_LOGO.substitute(image=image)
        return _LINKED_LOGO.substitute(link=html.escape(link), image=image)


def tracks_html(captions: Sequence[Track], chapters: Sequence[Track]) -> str:
    """Return the tracks of a video; captions come first.

    Examples
    --------
    >>> tracks_html([Track("v/en.vtt", "en", "English", default=True)], [])
    '<track kind="captions" src="v/en.vtt" srclang="en" label="English" default>'
    """
    return "".join([*_tracks("captions", captions), *_tracks("chapters", chapters)])


def _tracks(kind: str, tracks: Iterable[Track]) -> Iterable[str]:
    for track in tracks:
        yield _TRACK.substitute(
            kind=kind,
            src=html.escape(track.src),
            language=html.escape(track.language),
            label=html.escape(track.label),
            default=" default" if track.default else "",
        )


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or link
    except ValueError:  # a bracket that is not closed
        return link


def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "-" + match[0].lower(), name)
