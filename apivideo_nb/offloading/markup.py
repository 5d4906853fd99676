"""What moves in a page of HTML or Markdown whose payloads were lifted out."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote

from .payload import Lifted

VIDEO, GIF, ANIMATION = "video", "animated GIF", "animation"

_HOLDERS = {"video": "src", "iframe": "src", "object": "data"}
_KEPT = {
    "autoplay", "controls", "height", "loop", "muted", "playsinline", "style", "width",
}  # fmt: skip
# what matplotlib's to_jshtml writes, from its first line to its last
_player = re.compile(
    r"(?:<link\b[^>]*font-awesome[^>]*>\s*)?"
    r'<script language="javascript">(?:(?!</script>).)*?function Animation\(frames'
    r".*?new Animation\(frames,\s*img_id,\s*slider_id,\s*(?P<interval>[\d.]+)"
    r"(?:(?!</script>).)*?</script>",
    re.DOTALL,
)
_frame = re.compile(r'frames\[(\d+)\]\s*=\s*"(data:image/[^"]*)"')
_code = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_picture = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*(?P<uri>data:[^)\s]+)[^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A stretch of the text that can be replaced by a hosted video.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    kind : str
        ``video``, ``animated GIF`` or ``animation``.
    payloads : tuple of int
        Of a video its sources, the first as good as any; of an animation its frames.
    interval : float
        Milliseconds from frame to frame of an animation.
    attributes : str
        What the element says of its looks, as HTML.
    problem : str
        Why it cannot be replaced; then nothing of it is.
    """

    start: int = 0
    end: int = 0
    kind: str = VIDEO
    payloads: tuple[int, ...] = ()
    interval: float = 0.0
    attributes: str = ""
    problem: str = ""


def elements(lifted: Lifted, *, markdown: bool = False) -> tuple[Element, ...]:
    """Find all that may move, in the order of the text.

    Parameters
    ----------
    lifted : Lifted
        A page.
    markdown : bool, default False
        Whether Markdown's own pictures count too.
    """
    found = list(_animations(lifted))
    words = _blanked(lifted.text, found)  # its script and its buttons are no elements
    words = without_code(words) if markdown else words
    parser = _Parser(lifted, words)
    found += parser.found
    if markdown:
        found += _pictures(lifted, words)
    claimed = set(itertools.chain.from_iterable(one.payloads for one in found))
    found += (
        Element(payloads=(number,), problem="stands where no video can be shown")
        for number, payload in enumerate(lifted.payloads)
        if number not in claimed and payload.mime.startswith("video/")
    )
    return tuple(sorted(found, key=lambda one: one.start))


def without_code(text: str) -> str:
    """Blank the code in Markdown; everything else stays where it is."""
    return _code.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def references(name: str) -> re.Pattern[str]:
    """Match the ways in which Markdown and its HTML show an attachment."""
    uri = rf"attachment:(?:{re.escape(name)}|{re.escape(quote(name))})"
    shown = rf"\bsrc=[\"']?{uri}[\"'\s>]"
    return re.compile(
        rf"!\[[^\]]*\]\(\s*<?{uri}>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
        rf"|<video\b(?:(?!</video>).)*?{shown}.*?</video>"
        rf"|<(?:img|embed)\b[^<>]*?(?:{shown}(?<=>)|{shown}[^<>]*>)",
        re.DOTALL,
    )


def is_shown(name: str, text: str) -> bool:
    """Tell whether a cell shows an attachment, and does nothing else with it.

    Parameters
    ----------
    name : str
        Of the attachment.
    text : str
        The cell's Markdown.
    """
    shown = references(name)
    here = len(shown.findall(without_code(text)))
    used = {f"attachment:{name}", f"attachment:{quote(name)}"}
    rest = shown.sub("", text)
    return (
        bool(here)
        and not any(one in rest for one in used)
        and (here == len(shown.findall(text)))
    )


def _animations(lifted: Lifted) -> Iterator[Element]:
    if "function Animation(frames" not in lifted.text:
        return
    for block in _player.finditer(lifted.text):
        frames = {
            int(number): at
            for number, uri in _frame.findall(block[0])
            if (at := lifted.at(uri)) is not None
        }
        if not frames:
            continue  # they are files beside the notebook
        problem = ""
        if any("svg" in lifted.payloads[at].mime for at in frames.values()):
            problem = "is drawn in SVG, of which no video can be made"
        elif sorted(frames) != list(range(len(frames))):
            problem = "lacks frames"
        yield Element(
            start=block.start(),
            end=block.end(),
            kind=ANIMATION,
            payloads=tuple(at for _, at in sorted(frames.items())),
            interval=float(block["interval"]),
            problem=problem,
        )


def _pictures(lifted: Lifted, words: str) -> Iterator[Element]:
    for picture in _picture.finditer(words):
        at = lifted.at(picture["uri"])
        if at is not None and _moves(lifted, at):
            yield Element(
                start=picture.start(),
                end=picture.end(),
                kind=_kind(lifted, at),
                payloads=(at,),
            )


def _moves(lifted: Lifted, at: int) -> bool:
    mime = lifted.payloads[at].mime
    return mime.startswith("video/") or mime == "image/gif"


def _kind(lifted: Lifted, at: int) -> str:
    return GIF if lifted.payloads[at].mime == "image/gif" else VIDEO


def _blanked(text: str, blocks: Sequence[Element]) -> str:
    for block in blocks:
        gap = re.sub(r"[^\n]", " ", text[block.start : block.end])
        text = text[: block.start] + gap + text[block.end :]
    return text


class _Parser(HTMLParser):
    """Walks through a page once."""

    def __init__(self, lifted: Lifted, words: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self._lifted, self._words = lifted, words
        lengths = (len(line) + 1 for line in words.split("\n"))
        self._lines = [0, *itertools.accumulate(lengths)]
        self._open: _Open | None = None
        self.feed(words)
        self.close()
        if self._open and self._open.payloads:
            self._problem(self._open.payloads, f"has no </{self._open.tag}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what an element shows."""
        uri = next((v for n, v in attrs if n == _HOLDERS.get(tag, "src")), None) or ""
        numbers = self._lifted.within(uri)
        at = self._lifted.at(uri)
        if numbers and at is None and any(_moves(self._lifted, n) for n in numbers):
            self._problem(numbers, "is no valid base64")
            return
        start = self._offset()
        end = start + len(self.get_starttag_text() or "")
        if self._open:  # a source, or something for browsers that show no videos
            self._open.depth += tag == self._open.tag
            if at is not None and _moves(self._lifted, at):
                self._open.payloads.append(at)
        elif tag in _HOLDERS:
            self._open = _Open(tag, start, attrs, [] if at is None else [at])
        elif tag in {"img", "embed"} and at is not None and _moves(self._lifted, at):
            self._add(start, end, [at], attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        held = self._open
        if held is None or held.tag != tag:
            return
        held.depth -= 1
        if held.depth:
            return
        self._open = None
        if any(_moves(self._lifted, at) for at in held.payloads):
            end = self._words.find(">", self._offset()) + 1
            self._add(held.start, end, held.payloads, held.attrs)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(
        self,
        start: int,
        end: int,
        payloads: Sequence[int],
        attrs: Sequence[tuple[str, str | None]],
    ) -> None:
        kept = [
            name if value is None else f'{name}="{escape(value)}"'
            for name, value in attrs
            if name in _KEPT
        ]
        self.found.append(
            Element(
                start=start,
                end=end,
                kind=_kind(self._lifted, payloads[0]),
                payloads=tuple(payloads),
                attributes=" ".join(kept),
            )
        )

    def _problem(self, payloads: Sequence[int], problem: str) -> None:
        self.found.append(
            Element(start=self._offset(), payloads=tuple(payloads), problem=problem)
        )


@dataclass(slots=True)
class _Open:
    """An element whose end is not seen yet."""

    tag: str
    start: int
    attrs: list[tuple[str, str | None]]
    payloads: list[int]
    depth: int = 1
