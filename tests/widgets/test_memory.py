import os
import stat

import nbclient
import nbformat
import pytest

import apivideo_nb as av
from apivideo_nb.widgets.memory import MOST, Memory, memory_of_cell


def bundle(text):
    return {"text/html": f"<p>{text}</p>", "text/plain": text}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "panels" / "cell.json"


def test_what_was_finished_in_a_cell_is_known_to_the_next_kernel(path):
    Memory(path).write({"vi1": bundle("one"), "vi2": bundle("two")})
    assert list(Memory(path).read().items()) == [
        ("vi1", bundle("one")),
        ("vi2", bundle("two")),
    ]


def test_it_is_for_the_eyes_of_its_owner(path):
    Memory(path).write({"vi1": bundle("one")})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_oldest_make_room(path):
    Memory(path).write({f"vi{n}": bundle(str(n)) for n in range(MOST + 3)})
    assert list(Memory(path).read()) == [f"vi{n}" for n in range(MOST)]


def test_with_nothing_left_nothing_is_kept(path):
    Memory(path).write({"vi1": bundle("one")})
    Memory(path).write({})
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "7", '["ab", 3]', '[["a", "b"]]'])
def test_a_damaged_memory_is_an_empty_one(path, text):
    path.parent.mkdir()
    path.write_text(text)
    assert Memory(path).read() == {}


def test_what_is_old_is_forgotten(path):
    Memory(path).write({"vi1": bundle("one")})
    os.utime(path, (1, 1))
    other = path.with_name("other.json")
    Memory(other).write({"vi2": bundle("two")})
    assert (path.exists(), other.exists()) == (False, True)


def test_outside_a_notebook_nothing_is_remembered():
    memory = memory_of_cell()
    memory.write({"vi1": bundle("one")})
    assert memory.read() == {}


PANEL = """
import apivideo_nb as av
panel = av.Panel(av.Client({key!r}, base_url={url!r}))
panel
"""
UPLOAD = """
panel.form.source.value = {source!r}
panel.form.title.value = "Kept"
panel.button.click()
panel.join(60)
"""


class FrontEnd(nbclient.NotebookClient):
    """Runs cells as JupyterLab does: each request names its cell."""

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        make = client.session.msg

        def named(kind, *args, **more):
            message = make(kind, *args, **more)
            if kind == "execute_request":
                message["metadata"]["cellId"] = self.cell_id
            return message

        client.session.msg = named
        return client

    async def async_execute_cell(self, cell, *args, **more):
        self.cell_id = cell.id
        return await super().async_execute_cell(cell, *args, **more)


def run(notebook, tmp_path):
    env = {**os.environ, "JPY_SESSION_NAME": str(tmp_path / "talk.ipynb")}
    env["APIVIDEO_NB_HOME"] = str(tmp_path)
    FrontEnd(notebook, timeout=90).execute(env=env)
    return notebook.cells[0].outputs


def test_a_cell_that_is_run_again_in_a_new_kernel_shows_what_was_finished_in_it(
    sandbox, clips, tmp_path
):
    panel = PANEL.format(key=sandbox.api_key, url=sandbox.url)
    upload = UPLOAD.format(source=str(clips("one_second")))
    cells = [nbformat.v4.new_code_cell(text) for text in (panel, upload)]
    first = run(nbformat.v4.new_notebook(cells=cells), tmp_path)
    assert first[1].data["text/plain"].startswith("Kept · ")
    again = nbformat.v4.new_notebook(cells=cells[:1])
    _, latest, _ = run(again, tmp_path)
    assert latest.data["text/plain"].startswith("Kept · ")
    assert {"text/html", "image/jpeg"} < set(latest.data)


def test_clearing_takes_them_out_and_deletes_nothing(clips, client):
    panel = av.Panel(client)
    panel.form.source.value = str(clips("one_second"))
    panel.form.title.value = "Cleared"
    panel.button.click()
    panel.join(60)
    assert panel.uploads.clear_button.layout.display == ""
    panel.uploads.clear_button.click()
    assert panel.uploads.slots.bundles == {}
    assert panel.uploads.clear_button.layout.display == "none"
    assert [video.title for video in client.videos.list(title="Cleared")]
