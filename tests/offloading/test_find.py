"""What is found in a notebook, and what is said of notebooks that are none."""

import base64
import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apivideo_nb import offload
from apivideo_nb.offloading.find import find
from apivideo_nb.offloading.frames import as_avi
from apivideo_nb.offloading.jsonedit import rebuilt, splice
from apivideo_nb.offloading.jsontext import read
from apivideo_nb.offloading.markup import elements
from apivideo_nb.offloading.notebook import UnsupportedError
from apivideo_nb.offloading.payload import lift
from apivideo_nb.offloading.restore import embedded, hosted_in
from apivideo_nb.offloading.rewrite import offloaded
from apivideo_nb.offloading.texts import Hosted

MOVIE = base64.b64encode(b"\0\0\0\x20ftypisom" * 9).decode()


def notebook(**parts):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []} | parts


def with_html(html, **output):
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": html},
    } | output
    cell = {
        "cell_type": "code", "id": "a", "execution_count": None, "metadata": {},
        "source": "", "outputs": [shown],
    }  # fmt: skip
    return notebook(cells=[cell])


def found_in(html):
    return find(json.dumps(with_html(html)).encode()).findings


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no valid JSON: it ends too early at line 1"),
        (b'{"nbformat": 4,\n "cells": [}', r"no valid JSON: .* at line 2, column 12"),
        (b"[]", "no notebook of format 4"),
        (b'{"nbformat": 4}', "no notebook of format 4"),
        (b'{"nbformat": 3, "worksheets": []}', "old format 3: open it in Jupyter"),
        (b'{"nbformat": 5, "cells": []}', "no notebook of format 4"),
        (b'{"nbformat": [4], "cells": []}', "no notebook of format 4"),
        (b'\xff\xfe{\0"\0', "no UTF-8"),
        (b'\xef\xbb\xbf{"nbformat": 4, "cells": []}', "begins with a byte order mark"),
        (
            b'{"nbformat": 4, "cells": [], "a": ' + b"9" * 4301 + b"}",
            "no JSON at line 1",
        ),
    ],
)
def test_a_notebook_that_is_none_is_left_with_a_line_that_says_why(
    tmp_path, content, what
):
    with pytest.raises(UnsupportedError, match=what):
        find(content)
    path = tmp_path / "odd.ipynb"
    path.write_bytes(content)
    report = offload(path)
    assert not report.ok
    assert str(report).startswith(str(path))
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["odd.ipynb"]


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<video src="data:video/mp4;base64,"></video>', "holds 0 bytes"),
        ('<video src="data:video/mp4;base64,@@@@"></video>', "is no valid base64"),
        (f'<video src="data:video/mp4;base64,{MOVIE} x"></video>', "no valid base64"),
        (f'<video src="data:video/mp4;base64,{MOVIE}A"></video>', "no valid base64"),
        (f'<video src="data:video/mp4;base64,{MOVIE}">', "has no </video>"),
        (f'<a href="data:video/mp4;base64,{MOVIE}">', "where no video can be shown"),
        ('<img src="data:image/gif;base64,QUJD">', "no GIF that can be read"),
    ],
)
def test_a_video_that_cannot_be_taken_out_is_named(html, problem):
    (finding,) = found_in(html)
    assert problem in finding.problem
    data = json.dumps(with_html(html)).encode()
    assert b"".join(offloaded(find(data), [])) == data


@pytest.mark.parametrize(
    "html",
    [
        f'<video src="data:video/mp4;base64,{MOVIE}"></video>',
        f"<VIDEO SRC='data:video/mp4;base64,{MOVIE}' controls>no</VIDEO >",
        f"<video controls src=data:video/mp4;base64,{MOVIE}></video>",
        f'<video><source src="data:video/webm;codecs=vp9;base64,{MOVIE}"></video>',
        (
            f'<div>a\n<video\n src="data:video/mp4;base64,{MOVIE[:76]}\n'
            f'{MOVIE[76:]}\n"/>x</video></div>'
        ),
        f'<embed src="data:video/mp4;base64,{MOVIE}">',
        f'<iframe src="data:video/mp4;base64,{MOVIE}"></iframe>',
        f'<object data="data:video/mp4;base64,{MOVIE}"><p>no</p></object>',
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_videos_are_found_however_they_are_written(html, lines):
    (finding,) = found_in(html.splitlines(keepends=True) if lines else html)
    assert finding.problem == ""
    assert finding.payloads[0].decode() == base64.b64decode(MOVIE)


@pytest.mark.parametrize(
    "html",
    [
        '<video src="https://host/a.mp4"></video>',
        f"<script>x = \"<video src='data:video/mp4;base64,{MOVIE[:8]}'>\"</script>"[
            :30
        ],
        "<p>data:video/mp4;base64 is how it begins</p>",
        f'<img src="data:image/png;base64,{MOVIE}">',
        "",
    ],
)
def test_what_is_no_video_is_not_found(html):
    assert found_in(html) == ()


def test_two_sources_are_one_video_and_weigh_both():
    uri = f"base64,{MOVIE}"
    (finding,) = found_in(
        f'<video><source src="data:video/webm;{uri}"><source '
        f'src="data:video/mp4;{uri}"></video>'
    )
    assert finding.size == 2 * len(MOVIE)


def test_streams_errors_and_code_are_not_looked_into():
    tag = f'<video src="data:video/mp4;base64,{MOVIE}"></video>'
    data = with_html("")
    data["cells"][0] |= {
        "source": f"show('{tag}')",
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": tag},
            {"output_type": "error", "ename": "E", "evalue": tag, "traceback": [tag]},
        ],
    }
    assert find(json.dumps(data).encode()).findings == ()


def with_markdown(source, attached=None, kind="markdown"):
    cell = {"cell_type": kind, "id": "m", "metadata": {}, "source": source}
    attachments = (
        {"attachments": {"a.mp4": {"video/mp4": attached}}} if attached else {}
    )
    return notebook(cells=[cell | attachments])


@pytest.mark.parametrize(
    ("source", "kind", "problem"),
    [
        ("![it](attachment:a.mp4) and ![again](<attachment:a.mp4>)", "markdown", ""),
        ('<video src="attachment:a.mp4"></video>', "markdown", ""),
        ("nothing shows it", "markdown", "not as a picture"),
        ("![it][ref]\n\n[ref]: attachment:a.mp4", "markdown", "not as a picture"),
        ("![it](attachment:a.mp4) [get](attachment:a.mp4)", "markdown", "not as a"),
        ("![it](attachment:a.mp4) `![it](attachment:a.mp4)`", "markdown", "not as a"),
        ("![it](attachment:a.mp4)", "raw", "is attached to a raw cell"),
    ],
)
def test_an_attachment_goes_only_if_all_that_uses_it_shows_it(source, kind, problem):
    data = json.dumps(with_markdown(source, MOVIE, kind)).encode()
    (finding,) = find(data).findings
    assert problem in finding.problem
    assert bool(problem) == bool(finding.problem)
    if not problem:
        new = b"".join(offloaded(find(data), [(finding, HOSTED)]))
        assert b"attachment:a.mp4" not in new
        back = json.loads(b"".join(embedded(new, lambda _: MOVIE.encode())))
        assert "attachment" not in json.dumps(back)


@pytest.mark.parametrize(
    "fence", ["```\n{}\n```", "~~~html\n{}\n~~~\n", "see `` {} ``"]
)
def test_a_video_that_is_written_as_code_stays(fence):
    tag = f'<video src="data:video/mp4;base64,{MOVIE}"></video>'
    (finding,) = find(json.dumps(with_markdown(fence.format(tag))).encode()).findings
    assert "where no video can be shown" in finding.problem


@pytest.mark.parametrize(
    "inside",
    [
        '<source src="https://host/a.mp4"><source src="{}">',
        '<source src="{}"><video src="{}"></video>',
        '<source src="{}"><img src="data:image/gif;base64,R0lGODlh">',
    ],
)
def test_what_stands_inside_a_video_goes_with_it(inside):
    html = f"<p><video>{inside}</video></p>".replace(
        "{}", f"data:video/mp4;base64,{MOVIE}"
    )
    data = json.dumps(with_html(html)).encode()
    (finding,) = find(data).findings
    assert finding.problem == ""
    new = json.loads(b"".join(offloaded(find(data), [(finding, HOSTED)])))
    shown = new["cells"][0]["outputs"][0]["data"]["text/html"]
    assert shown == f"<p>{HOSTED.block}</p>"


def test_of_names_that_stand_twice_the_last_counts():
    tag = json.dumps(f'<video src="data:video/mp4;base64,{MOVIE}"></video>')
    data = json.dumps(with_html("@")).replace('"@"', f'"old", "text/html": {tag}')
    (finding,) = find(data.encode()).findings
    new = json.loads(b"".join(offloaded(find(data.encode()), [(finding, HOSTED)])))
    assert new["cells"][0]["outputs"][0]["data"]["text/html"] == HOSTED.block


def test_what_an_output_says_at_length_stays_in_it():
    html = f'<video src="data:video/mp4;base64,{MOVIE}"></video>'
    said = "x" * 5000
    both = {"text/html": html, "text/plain": said}
    data = json.dumps(with_html("", data=both)).encode()
    new = b"".join(offloaded(find(data), [(find(data).findings[0], HOSTED)]))
    for one in (new, b"".join(embedded(new, lambda _: MOVIE.encode()))):
        output = json.loads(one)["cells"][0]["outputs"][0]
        assert output["data"]["text/plain"] == said
    assert output["metadata"] == {}


def test_videos_in_widgets_of_html_and_of_outputs_are_taken_out_and_brought_back():
    html = f'<video controls src="data:video/mp4;base64,{MOVIE}"></video>'
    kind = "application/vnd.jupyter.widget-state+json"
    (output,) = with_html(html)["cells"][0]["outputs"]
    state = {
        "a": {"model_name": "HTMLModel", "state": {"value": f"<p>{html}</p>", "x": 1}},
        "b": {"model_name": "OutputModel", "state": {"outputs": [output], "y": 2}},
        "c": {"model_name": "TextModel", "state": {"value": html}},
    }
    metadata = {"widgets": {kind: {"state": state, "version_major": 2}}}
    for indent in (None, 1):
        data = json.dumps(notebook(metadata=metadata), indent=indent).encode()
        found = find(data)
        assert [one.place for one in found.findings] == ["widget", "widget"]
        new = b"".join(offloaded(found, [(one, HOSTED) for one in found.findings]))
        there = json.loads(new)["metadata"]["widgets"][kind]["state"]
        assert there["a"]["state"] == {"value": f"<p>{HOSTED.block}</p>", "x": 1}
        shown = there["b"]["state"]["outputs"][0]["data"]
        assert shown["text/html"] == HOSTED.block
        assert there["c"] == state["c"]
        assert len(hosted_in(new)) == 2
        back = json.loads(b"".join(embedded(new, lambda _: MOVIE.encode())))
        assert back == json.loads(data)


def test_one_output_with_videos_in_two_texts_is_brought_back():
    html = f'<video controls src="data:video/mp4;base64,{MOVIE}"></video>'
    both = {"text/html": html, "text/markdown": f"**{html}**"}
    data = json.dumps(with_html("", data=both)).encode()
    found = find(data)
    new = b"".join(offloaded(found, [(one, HOSTED) for one in found.findings]))
    assert len(hosted_in(new)) == 2
    assert json.loads(b"".join(embedded(new, lambda _: MOVIE.encode()))) == json.loads(
        data
    )


def test_frames_of_several_sizes_make_no_video():
    with pytest.raises(ValueError, match="no pictures"):
        as_avi([b"x"], 10)


@pytest.mark.parametrize("minor", range(6))
def test_all_notebooks_of_format_4_are_rewritten_and_stay_valid(minor):
    html = f'<video src="data:video/mp4;base64,{MOVIE}"></video>'
    data = with_html(html) | {"nbformat_minor": minor}
    if minor < 5:
        del data["cells"][0]["id"]
    markdown = {"cell_type": "markdown", "metadata": {}, "source": f"a {html} b"}
    data["cells"].append(markdown | ({"id": "b"} if minor == 5 else {}))
    found = find(json.dumps(data).encode())
    new = json.loads(b"".join(offloaded(found, [(f, HOSTED) for f in found.findings])))
    nbformat.validate(new)
    assert new["nbformat_minor"] == minor
    assert "[![" in new["cells"][1]["source"]
    assert "base64" not in new["cells"][0]["outputs"][0]["data"]["text/html"]


HOSTED = Hosted(
    video_id="vi1",
    title="A [title]",
    link="https://host/vi1",
    bundle={"text/html": "<b>é</b>", "text/plain": "A title", "image/jpeg": "QUJD"},
)
words = st.text(st.sampled_from("ab<>\"'\\\n\té𝄞/=;:"), max_size=12)
pieces = st.one_of(
    words,
    st.just(f'<video src="data:video/mp4;base64,{MOVIE}"></video>'),
    st.just(f'<img src="data:image/png;base64,{MOVIE[:16]}">'),
)
texts = st.lists(pieces, max_size=5).map("".join)


@given(texts, texts, st.booleans(), st.booleans(), st.sampled_from([None, 1, 4]))
def test_taking_videos_out_changes_nothing_else(
    html, other, as_lines, ascii_only, indent
):
    shown = html.splitlines(keepends=True) if as_lines else html
    data = with_html(shown, metadata={"keep": other})
    data["cells"][0]["outputs"].insert(
        0, {"output_type": "stream", "name": "stdout", "text": other}
    )
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only).encode()
    found = find(text)
    assert b"".join(offloaded(found, [])) == text
    taken = [(one, HOSTED) for one in found.findings if not one.problem]
    if not taken:
        return
    result = b"".join(offloaded(found, taken))
    output = found.cells[0].get("outputs").members[1].value
    assert result[: output.start] == text[: output.start]
    rest = len(text) - output.end
    assert result[-rest:] == text[-rest:]
    new = json.loads(result)["cells"][0]["outputs"][1]
    assert new["metadata"]["keep"] == other
    page = "".join(new["data"]["text/html"])
    expected, at = [], 0
    for one, _ in taken:
        element, lifted = one.spot.element, one.spot.lifted
        expected += [lifted.text[at : element.start], HOSTED.block]
        at = element.end
    whole = "".join([*expected, taken[0][0].spot.lifted.text[at:]])
    for number, payload in enumerate(taken[0][0].spot.lifted.payloads):
        mark = f"{taken[0][0].spot.lifted.mark}{number};"
        joined = "".join(json.loads(f'["{bytes(payload.raw).decode()}"]'))
        whole = whole.replace(mark, joined)
    assert page == whole
    assert all(one.problem for one in find(result).findings)


@given(
    st.lists(texts, min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 0, 1, "\t"]),
    st.booleans(),
)
def test_what_was_taken_out_comes_back_where_it_was(
    pages, as_lines, ascii_only, indent, crlf
):
    cells = []
    for number, page in enumerate(pages):
        shown = page.splitlines(keepends=True) if as_lines else page
        cells += with_html(shown)["cells"]
        cells[-1]["outputs"][0]["data"]["text/plain"] = ["said\n", f"{number}"]
    text = json.dumps(notebook(cells=cells), indent=indent, ensure_ascii=ascii_only)
    data = (text.replace("\n", "\r\n") if crlf else text).encode()
    found = find(data)
    taken = [(one, HOSTED) for one in found.findings if not one.problem]
    new = b"".join(offloaded(found, taken))
    assert len(hosted_in(new)) == len(taken)
    assert b"".join(embedded(new, {}.__getitem__)) == new
    back = b"".join(embedded(new, lambda _: MOVIE.encode()))
    again = find(back).findings
    assert len(again) == len(found.findings)
    assert b"apivideo" not in back

    def rest(document):
        for cell in document["cells"]:
            html = "".join(cell["outputs"][0]["data"].pop("text/html"))
            yield re.sub(r"<video[^>]*></video>", "@", html)
        yield document

    assert list(rest(json.loads(back))) == list(rest(json.loads(data)))


def test_rebuilding_an_output_of_any_shape_keeps_what_is_not_named():
    data = b'{ "b" :1,\r\n"data":{"x" : [ 1 , 2 ]},"a":"\\u00e9" }'
    value = read(data)
    assert b"".join(splice(data, [(value, rebuilt(value, {}))])) == data


def test_marks_that_stand_in_the_text_already_do_no_harm():
    html = f'payload-0; <video src="data:video/mp4;base64,{MOVIE}"></video>'
    lifted = lift(read(json.dumps(html).encode()))
    assert lifted.text.startswith("payload-0; ")
    (element,) = elements(lifted)
    assert lifted.payloads[element.payloads[0]].decode() == base64.b64decode(MOVIE)
