"""The main job in one command: run the quickstart, keep what it shows, open it.

The notebook is executed into a directory of its own and kept twice: as a notebook with
its outputs, and as an HTML page with player and thumbnail, which needs no Jupyter.
"""

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from .errors import ConfigurationError

QUICKSTART = "01-quickstart.ipynb"


def run_demo(
    directory: Path, *, browse: bool | None = None, say: Callable[[str], object] = print
) -> Path:
    """Execute the quickstart and say where its result is.

    Parameters
    ----------
    directory : Path
        Where notebook and page go; made if it is missing.
    browse : bool, optional
        Whether to open the result in JupyterLab and block until that ends; by default
        if there is a browser to open it in.
    say : callable, optional
        Told in words what is going on.

    Returns
    -------
    Path
        The HTML page.

    Raises
    ------
    ConfigurationError
        If Jupyter is not installed, or a cell fails.
    """
    try:
        import nbclient  # noqa: F401, PLC0415  # extras, and slow to load
        import nbconvert  # noqa: F401, PLC0415
    except ImportError:
        raise ConfigurationError(
            "The demo needs Jupyter.", hint="Run `pip install 'apivideo-nb[lab]'`."
        ) from None
    directory.mkdir(parents=True, exist_ok=True)
    notebook = directory / QUICKSTART
    say("Running the quickstart on this machine, no account needed …")
    executed = _execute(_quickstart(), directory, say)
    _write_trusted(executed, notebook)
    page = notebook.with_suffix(".html")
    page.write_text(_as_html(executed), "utf-8")
    say(f"notebook  {notebook.absolute()}")
    say(f"page      {page.absolute()}")
    if browse if browse is not None else _has_browser():
        say("Opening the notebook in JupyterLab; press Ctrl-C here to end.")
        _open_in_lab(notebook)
    else:
        say(f"Open the page in a browser, or run: jupyter lab {notebook.absolute()}")
    return page


def _quickstart() -> Any:
    import nbformat  # noqa: PLC0415  # slow to load

    package = files("apivideo_nb")
    # in the wheel beside the package's modules, in a clone beside the package
    for place in (package / "notebooks", package / ".." / "notebooks"):
        with as_file(place / QUICKSTART) as path:
            if path.is_file():
                return nbformat.read(path, as_version=4)
    raise ConfigurationError(f"{QUICKSTART} is not where it should be; reinstall.")


def _execute(notebook: Any, directory: Path, say: Callable[[str], object]) -> Any:
    from nbclient import NotebookClient  # noqa: PLC0415  # an extra
    from nbclient.exceptions import CellExecutionError  # noqa: PLC0415

    cells = sum(cell.cell_type == "code" for cell in notebook.cells)

    def cell_done(cell: Any, **_: object) -> None:
        if cell.cell_type == "code":
            number = cell.execution_count
            say(f"  [{number}/{cells}] {cell.source.strip().splitlines()[0]}")

    client = NotebookClient(
        notebook,
        timeout=600,
        extra_arguments=["--log-level=ERROR"],  # its warnings are for servers
        store_widget_state=True,
        record_timing=False,
        resources={"metadata": {"path": str(directory)}},
        on_cell_executed=cell_done,
    )
    try:
        return client.execute()
    except CellExecutionError as exc:
        raise ConfigurationError(
            f"A cell of the quickstart failed: {exc.ename}: {exc.evalue}"
        ) from None


def _write_trusted(notebook: Any, path: Path) -> None:
    import nbformat  # noqa: PLC0415  # slow to load
    from nbformat.sign import NotebookNotary  # noqa: PLC0415

    nbformat.write(notebook, path)
    # we made its outputs ourselves just now: Jupyter may show the player at once
    notary = NotebookNotary()
    try:
        notary.sign(nbformat.read(path, as_version=4))
    finally:
        notary.store.close()


def _as_html(notebook: Any) -> str:
    from nbconvert import HTMLExporter  # noqa: PLC0415  # an extra

    page, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    return str(page)


def _has_browser() -> bool:
    if not sys.stdout.isatty():
        return False
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False  # only text browsers would be left
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _open_in_lab(notebook: Path) -> None:
    lab = shutil.which("jupyter-lab", path=Path(sys.executable).parent)
    command = [lab] if lab else [sys.executable, "-m", "jupyterlab"]
    subprocess.run([*command, str(notebook)], check=False)  # noqa: S603
