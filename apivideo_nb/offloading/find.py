"""What moves inside a notebook: where it stands, how much it weighs. Pure."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .jsontext import MalformedError, Value, read
from .markup import GIF, VIDEO, Element, elements
from .payload import Lifted, Payload, lift, whole

#: where this package writes what it did, in the metadata of an output or a cell
RECORD = "apivideo_nb"

WIDGETS = "application/vnd.jupyter.widget-state+json"
_OUTPUTS = {"display_data", "execute_result", "update_display_data"}
_PAGES = ("text/html", "text/markdown")
_WIDGET_VIDEO, _WIDGET_IMAGE = "VideoModel", "ImageModel"
_heading = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$")
_width = re.compile(r'\bwidth="(\d{2,4})"')
_fence = re.compile(r"(?ms)^(```|~~~).*?^\1")


class UnsupportedError(ValueError):
    """A notebook that is none, or one of a format that is not written any more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InText:
    """In the text of an output, or of a Markdown cell.

    Attributes
    ----------
    owner : Value
        The output, or the cell.
    key : str
        Mime type of the text; ``source`` of a cell.
    lifted : Lifted
        The text.
    element : Element
        The part of it.
    """

    owner: Value
    key: str
    lifted: Lifted
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InBundle:
    """An entry of its own in an output's mime bundle."""

    owner: Value
    key: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InAttachment:
    """A cell's attachment, by its name."""

    owner: Value
    key: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InWidget:
    """The saved state of a widget, by its id."""

    owner: Value
    key: str


Spot = InText | InBundle | InAttachment | InWidget


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """One thing that moves.

    Attributes
    ----------
    cell : int
        Number of its cell from 1, Markdown cells counted; 0 for the notebook itself.
    place : str
        Where in the cell.
    kind : str
        ``video``, ``animated GIF`` or ``animation``.
    heading : str
        The last heading above it.
    payloads : tuple of Payload
        Of a video its sources, one as good as the other; of an animation its frames.
    interval : float
        Milliseconds from frame to frame of an animation.
    spot : Spot
        What has to change.
    problem : str
        Why it has to stay, in words that follow "it"; else nothing.
    """

    cell: int
    place: str
    kind: str
    heading: str
    payloads: tuple[Payload, ...]
    spot: Spot
    interval: float = 0.0
    problem: str = ""

    @property
    def size(self) -> int:
        """Bytes that it takes of the file."""
        return sum(payload.size for payload in self.payloads)

    @property
    def width(self) -> int | None:
        """Pixels that it says it is wide."""
        said = self.spot.element.attributes if isinstance(self.spot, InText) else ""
        found = _width.search(said)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True, eq=False)
class Notebook:
    """A notebook, read.

    Attributes
    ----------
    root : Value
        The document.
    cells : tuple of Value
        Its cells.
    findings : tuple of Finding
        What moves in it.
    """

    root: Value
    cells: tuple[Value, ...]
    findings: tuple[Finding, ...] = field(default=())


def find(data: bytes) -> Notebook:
    """Read a notebook and find all that moves in it.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    UnsupportedError
        If it is no notebook of format 4; it says why.
    """
    root, cells = open_notebook(data)
    found: list[Finding] = []
    heading = ""
    for number, cell in enumerate(cells, 1):
        if _word(cell, "cell_type") == "markdown":
            heading = _last_heading(cell) or heading
        found += _in_cell(number, cell, heading)
    found += _in_widgets(root)
    return Notebook(root, cells, tuple(map(_checked, found)))


def open_notebook(data: bytes) -> tuple[Value, tuple[Value, ...]]:
    """Read a notebook; gives the document and its cells.

    Raises
    ------
    UnsupportedError
        If it is no notebook of format 4; it says why.
    """
    try:
        root = read(data)
    except MalformedError as exc:
        raise UnsupportedError(f"is no valid JSON: {exc}") from None
    number = root.get("nbformat")
    major = bytes(number.raw) if number else b""
    if major in {b"1", b"2", b"3"}:
        raise UnsupportedError(
            f"is of the old format {major.decode()}: open it in Jupyter and save it, "
            "then try again"
        )
    cells = root.get("cells", "[")
    if major != b"4" or cells is None:
        raise UnsupportedError("is no notebook of format 4")
    return root, tuple(cell for cell in cells.items() if cell.kind == "{")


def outputs_of(cell: Value) -> Iterator[tuple[int, Value]]:
    """Go through the outputs of a cell that hold a mime bundle, with their numbers."""
    outputs = cell.get("outputs", "[")
    for number, output in enumerate(outputs.items() if outputs else (), 1):
        if _word(output, "output_type") in _OUTPUTS and output.get("data", "{"):
            yield number, output


def _in_cell(number: int, cell: Value, heading: str) -> Iterator[Finding]:
    about = {"cell": number, "heading": heading}
    source = cell.get("source", '"[')
    if source and _word(cell, "cell_type") == "markdown":
        yield from _in_text(cell, "source", source, place="text", **about)
    is_code = _word(cell, "cell_type") == "code"
    attachments = None if is_code else cell.get("attachments", "{")
    for member in attachments.members if attachments else ():
        for mime in member.value.members:
            if _moving(mime.key) and mime.value.kind in '"[':
                yield Finding(
                    place=f"attachment {member.key}",
                    kind=_kind(mime.key),
                    payloads=(whole(mime.value, mime.key),),
                    spot=InAttachment(owner=cell, key=member.key),
                    **about,  # type: ignore[arg-type]
                )
    for at, output in outputs_of(cell):
        data = output.get("data", "{")
        for entry in data.members if data else ():
            place = f"output {at}"
            if entry.value.kind not in '"[':
                continue
            if entry.key in _PAGES:
                yield from _in_text(
                    output, entry.key, entry.value, place=place, **about
                )
            elif _moving(entry.key):
                yield Finding(
                    place=place,
                    kind=_kind(entry.key),
                    payloads=(whole(entry.value, entry.key),),
                    spot=InBundle(owner=output, key=entry.key),
                    **about,  # type: ignore[arg-type]
                )


def _in_text(
    owner: Value, key: str, value: Value, **about: object
) -> Iterator[Finding]:
    lifted = lift(value)
    if lifted is None:
        return
    for element in elements(lifted, markdown=key != "text/html"):
        yield Finding(
            kind=element.kind,
            payloads=tuple(lifted.payloads[at] for at in element.payloads),
            interval=element.interval,
            spot=InText(owner=owner, key=key, lifted=lifted, element=element),
            problem=element.problem,
            **about,  # type: ignore[arg-type]
        )


def _in_widgets(root: Value) -> Iterator[Finding]:
    state = _path(root, "metadata", "widgets", WIDGETS, "state")
    for member in state.members if state else ():
        model = _word(member.value, "model_name")
        shown = member.value.get("state", "{")
        name = _word(shown, "format") if shown else ""
        is_video = model == _WIDGET_VIDEO
        if not (is_video or (model == _WIDGET_IMAGE and name == "gif")):
            continue
        buffers = member.value.get("buffers", "[")
        for buffer in buffers.items() if buffers else ():
            data, path = buffer.get("data", '"['), buffer.get("path", "[")
            if data and path and path.load() == ["value"]:
                mime = f"video/{name or 'mp4'}" if is_video else "image/gif"
                yield Finding(
                    cell=0,
                    heading="",
                    place="widget",
                    kind=_kind(mime),
                    payloads=(whole(data, mime),),
                    spot=InWidget(owner=member.value, key=member.key),
                )


def _checked(finding: Finding) -> Finding:
    """Look whether it can be decoded; a GIF that stands still is none of ours."""
    if finding.problem:
        return finding
    problem = _problem(finding)
    if not problem:
        return finding
    return replace(finding, problem=problem)


def _problem(finding: Finding) -> str:
    for payload in finding.payloads:
        try:
            content = payload.decode()
        except ValueError as exc:
            return str(exc)
        if not content:
            return "holds 0 bytes"
        if finding.kind == GIF:
            return _why_still(content)
        if finding.kind == VIDEO:
            return ""  # one source is enough
    return ""


STILL = "does not move"


def _why_still(content: bytes) -> str:
    from PIL import Image  # noqa: PLC0415  # slow to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=["GIF"]) as picture:
                picture.seek(1)
    except EOFError:
        return STILL
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "is no GIF that can be read"
    return ""


def _moving(mime: str) -> bool:
    return mime.startswith("video/") or mime == "image/gif"


def _kind(mime: str) -> str:
    return GIF if mime == "image/gif" else VIDEO


def _last_heading(cell: Value) -> str:
    source = cell.get("source", '"[')
    lifted = lift(source) if source else None
    text = lifted.text if lifted else source.text() if source else ""
    found = _heading.findall(_fence.sub("", text))
    # the words of it: no emphasis, no code, no links
    return re.sub(r"[*_`]|!?\[|\]\([^)]*\)", "", found[-1]).strip() if found else ""


def _path(value: Value | None, *keys: str) -> Value | None:
    for key in keys:
        value = value.get(key, "{") if value else None
    return value


def _word(value: Value, key: str) -> str:
    found = value.get(key, '"')
    return found.text() if found and found.end - found.start < 200 else ""  # noqa: PLR2004 - a word
