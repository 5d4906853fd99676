"""What moves inside a notebook: where it stands, how much it weighs. Pure."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from .finding import Finding, InAttachment, InBundle, InText, InWidget, Notebook
from .jsontext import Member, Value
from .markup import GIF, VIDEO, elements, is_shown, without_code
from .notebook import open_notebook, outputs_of, widgets, word
from .payload import lift, whole

STILL = "does not move"
NOT_ONLY_SHOWN = "is attached, but not as a picture or a video that its cell shows"

_PAGES = ("text/html", "text/markdown")
_PAGE_MODELS = {"HTMLModel", "HTMLMathModel"}
_heading = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$")


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
        if word(cell, "cell_type") == "markdown":
            heading = _last_heading(cell) or heading
        found += _in_cell(number, cell, heading)
    found += _in_widgets(root)
    return Notebook(root, cells, tuple(map(_checked, found)))


def _in_cell(number: int, cell: Value, heading: str) -> Iterator[Finding]:
    about = {"cell": number, "heading": heading}
    kind, source = word(cell, "cell_type"), cell.get("source", '"[')
    if source and kind == "markdown":
        yield from _in_text(cell, "source", source, place="text", **about)
    if kind != "code":
        yield from _in_attachments(cell, is_raw=kind == "raw", **about)
    for at, output in outputs_of(cell):
        yield from _in_output(output, place=f"output {at}", **about)


def _in_attachments(
    owner: Value, *, is_raw: bool, **about: object
) -> Iterator[Finding]:
    attachments, words = owner.get("attachments", "{"), _words(owner)
    for member in attachments.fields() if attachments else ():
        for mime in member.value.fields():
            if _moving(mime.key) and mime.value.kind in '"[':
                problem = "" if is_shown(member.key, words) else NOT_ONLY_SHOWN
                yield Finding(
                    place=f"attachment {member.key}",
                    kind=_kind(mime.key),
                    payloads=(whole(mime.value, mime.key),),
                    spot=InAttachment(owner=owner, key=member.key),
                    problem="is attached to a raw cell" if is_raw else problem,
                    **about,  # type: ignore[arg-type]
                )


def _in_output(output: Value, **about: object) -> Iterator[Finding]:
    data = output.get("data", "{")
    for entry in data.fields() if data else ():
        if entry.value.kind not in '"[':
            continue
        if entry.key in _PAGES:
            yield from _in_text(output, entry.key, entry.value, **about)
        elif _moving(entry.key):
            yield Finding(
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
    for element in elements(lifted, markdown=key in {"source", "text/markdown"}):
        yield Finding(
            kind=element.kind,
            payloads=tuple(lifted.payloads[at] for at in element.payloads),
            interval=element.interval,
            spot=InText(owner=owner, key=key, lifted=lifted, element=element),
            problem=element.problem,
            **about,  # type: ignore[arg-type]
        )


def _in_widgets(root: Value) -> Iterator[Finding]:
    models = widgets(root)
    about = {"cell": 0, "heading": "", "place": "widget"}
    for member in models.fields() if models else ():
        name, state = word(member.value, "model_name"), member.value.get("state", "{")
        if not models or not state:
            continue
        text = state.get("value", '"')
        if text and name in _PAGE_MODELS:
            yield from _in_text(state, "value", text, **about)
        elif name == "OutputModel":
            for _, output in outputs_of(state):
                yield from _in_output(output, **about)
        else:
            yield from _in_model(member, name, models, **about)


def _in_model(
    member: Member, name: str, models: Value, **about: object
) -> Iterator[Finding]:
    model = member.value
    state, buffers = model.get("state", "{"), model.get("buffers", "[")
    held = word(state, "format") if state else ""
    mimes = {"VideoModel": f"video/{held or 'mp4'}", "ImageModel": f"image/{held}"}
    mime = mimes.get(name, "")
    for buffer in buffers.items() if buffers and _moving(mime) else ():
        data, path = buffer.get("data", '"['), buffer.get("path", "[")
        if data and path and path.load() == ["value"]:
            yield Finding(
                kind=_kind(mime),
                payloads=(whole(data, mime),),
                spot=InWidget(owner=model, key=member.key, all=models),
                **about,  # type: ignore[arg-type]
            )


def _checked(finding: Finding) -> Finding:
    """Look whether it can be decoded; a GIF that stands still is none of ours."""
    found = _problem(finding)
    problem = found if found == STILL else finding.problem or found
    return replace(finding, problem=problem) if problem else finding


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


def _words(cell: Value) -> str:
    source = cell.get("source", '"[')
    lifted = lift(source) if source else None
    return lifted.text if lifted else source.text() if source else ""


def _last_heading(cell: Value) -> str:
    found = _heading.findall(without_code(_words(cell)))
    # the words of it: no emphasis, no code, no links
    return re.sub(r"[*_`]|!?\[|\]\([^)]*\)", "", found[-1]).strip() if found else ""
