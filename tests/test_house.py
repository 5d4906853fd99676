"""The house stays one that a newcomer can read: small rooms, short functions."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

import apivideo_nb as av

ROOT = Path(__file__).parent.parent
FOLDERS = ("apivideo_nb", "tests", "benchmarks")
MODULES = sorted(chain.from_iterable((ROOT / name).rglob("*.py") for name in FOLDERS))
#: lines of a module, and of a function beside its docstring
MODULE, FUNCTION = 400, 60


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def length(function):
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_one_subject_and_its_functions_fit_on_a_screen(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MODULE
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    long = {f.name: n for f in functions if (n := length(f)) > FUNCTION}
    assert long == {}


def test_every_room_of_the_house_is_on_the_map():
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (map_,) = re.findall(r"(?ms)^## The map\n(.*?)^## ", page)
    rooms = [path.name for path in (ROOT / "apivideo_nb").glob("*.py")]
    rooms += [f"{path.parent.name}/" for path in (ROOT / "apivideo_nb").glob("*/*.py")]
    hidden = {"__init__.py", "__main__.py"}
    assert sorted({room for room in rooms if f"`{room}" not in map_} - hidden) == []


@pytest.mark.parametrize("name", av.__all__)
def test_a_public_name_shows_how_it_is_used(name):
    assert ">>> " in getattr(av, name).__doc__


CLIENT = [name for name in vars(av.Client) if not name.startswith("_")]


@pytest.mark.parametrize("name", CLIENT)
def test_what_a_client_does_is_shown(name):
    method = getattr(av.Client, name)
    assert isinstance(method, property) or ">>> " in method.__doc__
