"""The tutorials as they are committed; `browser/test_tutorials.py` runs them."""

import re
import warnings
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: what fits into a cell of JupyterLab in a window of usual width
WIDTH = 88


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # two cells with one id, say
        found = nbformat.read(request.param, as_version=4)
        nbformat.validate(found)
    return found


def linked(notebook):
    words = "\n".join(cell.source for cell in notebook.cells)
    return re.findall(r"\]\((?!https://)([^)]+)\)", words)


def test_the_tutorials_are_numbered_without_a_gap():
    assert [int(path.stem[:2]) for path in NOTEBOOKS] == list(range(1, 10))


def test_a_tutorial_is_committed_clean(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert not any(cell.metadata for cell in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert dict(notebook.metadata.language_info) == {"name": "python"}


def test_a_tutorial_begins_with_what_it_is_about_and_ends_with_what_to_read(notebook):
    assert notebook.cells[0].source.startswith("# ")
    _, heading, words = notebook.cells[-1].source.rpartition(
        "## Where to go from here\n"
    )
    assert heading
    assert "](" in words


def test_the_pages_that_a_tutorial_links_to_exist(notebook):
    links = linked(notebook)
    assert links
    assert [link for link in links if not (FOLDER / link).is_file()] == []


def test_the_lines_of_a_tutorial_fit_on_the_page(notebook):
    lines = [
        line
        for cell in notebook.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
    ]
    assert [line for line in lines if len(line) > WIDTH] == []


def test_the_quickstart_and_the_readme_lead_to_every_tutorial():
    quickstart = nbformat.read(NOTEBOOKS[0], as_version=4)
    assert set(linked(quickstart)) == {path.name for path in NOTEBOOKS[1:]}
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    missing = [p.name for p in NOTEBOOKS if f"(notebooks/{p.name})" not in readme]
    assert missing == []
