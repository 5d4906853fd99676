import numpy as np
import pytest

from apivideo_nb.api.models import Video


@pytest.fixture
def path(notebook, clips):
    found = clips("one_second")
    notebook.shell.user_ns["folder"] = found.parent
    return found


def test_a_cells_last_expression_is_what_is_uploaded(notebook, path):
    ran = notebook.do(
        "%%apivideo upload --title 'From a cell' --tag cell\n"
        "name = 'one_second.mp4'\n"
        "folder / name\n"
    )
    assert isinstance(ran.value, Video)
    assert (ran.value.title, ran.value.tags) == ("From a cell", ("cell",))
    assert (len(ran.shown), ran.out) == (1, [])
    assert notebook.shell.user_ns["name"] == path.name


def test_magics_inside_the_cell_and_its_silence_work(notebook, path, monkeypatch):
    monkeypatch.chdir(path.parent)  # goes back at the end, wherever %cd went
    ran = notebook.do(
        "%%apivideo upload --title Path;\n"
        f"%cd -q {path.parent.parent}\n"
        f"'{path.parent.name}/one_second.mp4'"
    )
    assert ran.value.title == "Path"
    assert list(ran.shown[0]) == ["text/plain"]


def test_a_slip_in_the_line_does_not_run_the_cell(notebook):
    complaint = notebook.fail("%%apivideo upload --titel x\nran = True\n'a.mp4'")
    assert "did you mean '--title'" in complaint
    assert "ran" not in notebook.shell.user_ns


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%apivideo upload a.mp4\n'b.mp4'", "one argument too many: a.mp4"),
        ("%%apivideo upload\nx = 5", "has to end in the video"),
        ("%%apivideo upload\n# nothing", "has to end in the video"),
        ("%%apivideo upload\nNone", "gives None"),
        ("%%apivideo list\n5", "one argument too many"),
        ("%%apivideo show\n'vi1'", "`%%apivideo upload` only"),
        ("%%apivideo upload\n'/no/such/file.mp4'", "/no/such/file.mp4"),
    ],
)
def test_a_cell_that_cannot_be_uploaded_is_one_line(notebook, cell, message):
    complaint = notebook.fail(cell)
    assert message in complaint
    assert "\n" not in complaint


def test_what_the_cell_raises_keeps_its_traceback(notebook):
    ran = notebook.run("%%apivideo upload\nint('five')")
    assert type(ran.error) is ValueError
    assert "----> 1 int('five')" in ran.said
    ran = notebook.run("%%apivideo upload\nint('five'")
    assert isinstance(ran.error, SyntaxError)


def test_help_needs_no_cell_to_be_run(bare):
    assert "--clip" in bare.do("%%apivideo upload --help\n1/0").said


@pytest.mark.parametrize(
    "code",
    ["%apivideo upload $film --fps 5 --title Film", "%%apivideo upload --fps 5\nfilm"],
)
def test_frames_are_uploaded_by_their_name(notebook, code):
    notebook.shell.user_ns["film"] = np.zeros((5, 32, 32, 3), np.uint8)
    assert isinstance(notebook.do(code).value, Video)
