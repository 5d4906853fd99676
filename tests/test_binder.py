"""Binder installs what the tutorials import, and the way through its proxy."""

import ast
import sys
from importlib import metadata
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()
WANTED = [line for line in LINES if line and not line.startswith("#")]


def installed(wanted):
    """Names of all distributions that come along with what is wanted."""
    found, todo = set(), [Requirement(text) for text in wanted]
    while todo:
        need = todo.pop()
        for extra in need.extras or {""}:
            name = canonicalize_name(need.name)
            if (name, extra) in found:
                continue
            found.add((name, extra))
            for text in metadata.requires(name) or ():
                more = Requirement(text)
                if more.marker is None or more.marker.evaluate({"extra": extra}):
                    todo.append(more)
    return {name for name, _ in found}


def imported(path):
    """Top-level modules that the cells of a notebook import."""
    plain = TransformerManager().transform_cell  # magics become calls
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(plain(cell.source))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield node.module.partition(".")[0]


def test_what_binder_installs_is_all_that_the_tutorials_import():
    (this,) = (line for line in WANTED if line.startswith("."))
    there = installed([this.replace(".", "apivideo-nb", 1), *WANTED[1:]])
    assert {"jupyterlab", "jupyter-server-proxy", "uvicorn"} <= there
    modules = set().union(*map(imported, (ROOT / "notebooks").glob("*.ipynb")))
    brought = metadata.packages_distributions()
    missing = [
        module
        for module in modules - sys.stdlib_module_names - {"apivideo_nb"}
        if not there & {*map(canonicalize_name, brought.get(module, ()))}
    ]
    assert missing == []


def test_binder_runs_a_python_that_the_package_says_it_works_with():
    runtime = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip()
    name, _, version = runtime.partition("-")
    classifiers = metadata.metadata("apivideo-nb").get_all("Classifier")
    assert name == "python"
    assert f"Programming Language :: Python :: {version}" in classifiers
