"""A real shell that remembers what it showed, and a local sandbox with no key."""

import io
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field

import pytest
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from apivideo_nb import LocalSandbox, client


class RememberingHook(DisplayHook):
    """Keeps what it draws as Out[n]."""

    def write_format_data(self, format_dict, md_dict=None):  # noqa: ARG002  IPython's signature
        self.shell.drawn.append(format_dict)


class Shell(InteractiveShell):
    displayhook_class = Type(RememberingHook)
    display_pub_class = Type(CapturingDisplayPublisher)
    drawn = ()


@dataclass
class Ran:
    """What running a cell did."""

    value: object
    error: BaseException | None
    out: list[dict] = field(default_factory=list)
    shown: list[dict] = field(default_factory=list)
    said: str = ""
    complained: str = ""


class Notebook:
    """Runs cells in a shell."""

    def __init__(self, shell):
        self.shell = shell

    def run(self, cell):
        self.shell.drawn = []
        self.shell.display_pub.outputs.clear()
        said, complained = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(complained):
            result = self.shell.run_cell(cell, store_history=True)
        return Ran(
            result.result if result.success else None,
            result.error_in_exec or result.error_before_exec,
            list(self.shell.drawn),
            self._outputs(),
            said.getvalue(),
            complained.getvalue(),
        )

    def do(self, cell):
        """Run a cell that must not fail."""
        ran = self.run(cell)
        assert ran.error is None, ran.error
        return ran

    def fail(self, cell):
        """Run a cell that must end in one line."""
        ran = self.run(cell)
        assert type(ran.error).__name__ == "UsageError", ran
        assert "Traceback" not in ran.said + ran.complained
        return ran.complained.strip()

    def _outputs(self):
        """Keep of each output what an update has left standing."""
        final = {}
        for number, output in enumerate(self.shell.display_pub.outputs):
            place = (output.get("transient") or {}).get("display_id", number)
            final[place] = output["data"]
        return list(final.values())


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    made = Shell.instance(config=config)
    yield made
    made.extension_manager.unload_extension("apivideo_nb")
    made.restore_sys_module_state()
    Shell.clear_instance()


@pytest.fixture(scope="session")
def magic_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("magic")
    with LocalSandbox(home / "sandbox", port=0):
        yield home


@pytest.fixture
def notebook(shell, magic_home, monkeypatch):
    """A notebook with the extension loaded, a running local sandbox and no key."""
    monkeypatch.setenv("APIVIDEO_NB_HOME", str(magic_home))
    client._shared.cache_clear()
    made = Notebook(shell)
    made.do("%load_ext apivideo_nb")
    yield made
    client._shared.cache_clear()
    # the same clip with the same title is to be a new video in each test
    shutil.rmtree(magic_home / "ledger", ignore_errors=True)


@pytest.fixture
def bare(shell):
    """A notebook with the extension loaded that talks to nobody."""
    made = Notebook(shell)
    made.do("%load_ext apivideo_nb")
    return made
