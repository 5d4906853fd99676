"""A notebook with its videos taken out: which bytes change, and into what. Pure.

A hosted video stands between two comments, so that it is found again; what was there
before is noted in the metadata, under the package's name.
"""

from .cells import markdown_cell
from .finding import Finding, InBundle, InText, InWidget, Notebook
from .jsonedit import Look, Pieces, rebuilt, splice, written
from .jsontext import Value
from .texts import Hosted, Taken, as_text, cut, note, with_record

_LONGEST = 2000  # characters of what an output said that can be noted
# what all widgets have
_COMMON = {
    "_dom_classes", "_model_module", "_model_module_version", "_view_count",
    "_view_module", "_view_module_version", "layout", "tooltip",
}  # fmt: skip


def offloaded(notebook: Notebook, taken: Taken) -> Pieces:
    """Put hosted videos in the place of embedded ones.

    Parameters
    ----------
    notebook : Notebook
        What was found.
    taken : sequence of (Finding, Hosted)
        What goes, and what comes in its place.

    Returns
    -------
    pieces
        The new file; all else is byte for byte what it was.
    """
    owners: dict[int, list[tuple[Finding, Hosted]]] = {}
    for one in taken:
        owners.setdefault(one[0].spot.owner.start, []).append(one)
    edits: list[tuple[Value, Pieces]] = []
    for here in owners.values():
        spot, owner = here[0][0].spot, here[0][0].spot.owner
        text = owner.get("value", '"')
        if isinstance(spot, InWidget):
            edits.append((owner, [_html_model(owner, here[0][1], spot.all)]))
        elif isinstance(spot, InText) and spot.key == "value" and text:
            page = cut(spot.lifted.text, _pages(here)["value"])
            edits.append((text, as_text(page, text, spot.lifted)))
        elif owner.get("cell_type"):
            edits.append((owner, markdown_cell(owner, here, notebook.root)))
        else:
            edits.append((owner, _output(owner, here)))
    return splice(notebook.root.data, edits)


def _output(output: Value, taken: Taken) -> Pieces:
    data = output.get("data", "{")
    assert data is not None, "it was found in there"  # noqa: S101
    changes: dict[str, Pieces | None] = {}
    blocks: list[str] = []
    for finding, hosted in taken:
        if isinstance(finding.spot, InBundle):
            changes[finding.spot.key] = None
            blocks.append(hosted.block)
    look, pages = Look.of(data), _pages(taken)
    for key, here in pages.items():
        page = data.get(key)
        if page is not None:
            more = "".join(blocks) if key == "text/html" else ""
            text = cut(here[0][0].lifted.text, here) + more
            changes[key] = as_text(text, page, here[0][0].lifted)
    if blocks and "text/html" not in pages:
        page = data.get("text/html", '"[')
        text = (page.text() if page else "") + "".join(blocks)
        like = page or data.get("text/plain", '"[')
        changes["text/html"] = as_text(text, like or data)
    plain = data.get("text/plain", '"[')
    before = plain.text() if plain else None
    is_long = before is not None and len(before) > _LONGEST
    if not is_long:  # else it says so much that it stays
        said = "\n".join(hosted.bundle["text/plain"] for _, hosted in taken)
        changes["text/plain"] = as_text(said, plain or data)
    pictures = any(
        member.key.startswith("image/") and member.key not in changes
        for member in data.members
    )
    jpeg = taken[0][1].bundle.get("image/jpeg")
    if jpeg and len(taken) == 1 and not pictures:
        changes["image/jpeg"] = [written(jpeg, look, data.data)]
    return with_record(
        output,
        {"data": rebuilt(data, changes)},
        list(map(note, taken)),
        plain=False if is_long else before,
        picture="image/jpeg" in changes,
    )


def _pages(taken: Taken) -> dict[str, list[tuple[InText, str]]]:
    """Sort what is replaced in texts by the text."""
    pages: dict[str, list[tuple[InText, str]]] = {}
    for finding, hosted in taken:
        if isinstance(finding.spot, InText):
            is_markdown = finding.spot.key == "text/markdown"
            new = hosted.small_block if is_markdown else hosted.block
            pages.setdefault(finding.spot.key, []).append((finding.spot, new))
    return pages


def _html_model(model: Value, hosted: Hosted, state: Value) -> bytes:
    """Let a widget that shows HTML stand for one that shows a video.

    Whatever shows it, a box among them, knows it by its id, which stays.
    """
    was = model.get("state", "{")
    kept = {
        member.key: member.value.load()
        for member in (was.members if was else ())
        if member.key in _COMMON
    }
    new = {
        member.key: member.value.load()
        for member in model.members
        if member.key.startswith("model_module")
    }
    names = {"_model_name": "HTMLModel", "_view_name": "HTMLView"}
    shown = {**kept, **names, "value": hosted.block}
    whole = {"model_name": "HTMLModel", **new, "state": shown}
    return written(whole, Look.of(state), state.data)
