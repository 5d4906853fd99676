"""The README: it names everything, and what it shows works."""

import base64
import re
import shlex
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

import apivideo_nb as av
from apivideo_nb import config
from apivideo_nb.cli import _parser, main
from apivideo_nb.magic.catalog import COMMANDS
from apivideo_nb.magic.commands import ApiVideo

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PACKAGE = Path(av.__file__).parent


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_every_command_and_option_is_in_the_readme(command):
    (row,) = (
        line
        for line in README.partition("\n## Commands\n")[2].splitlines()
        if line.startswith("| `") and f"`{command.name}" in line.partition(" | ")[0]
    )
    options = [o.name for o in command.options if not o.positional]
    choices = [c for o in command.options if o.positional for c in o.choices]
    missing = [name for name in options + choices if f"`{name}`" not in row]
    assert missing == []


def test_every_environment_variable_is_in_the_readme():
    named = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"\"(APIVIDEO_[A-Z_]+)\"", path.read_text("utf-8"))
    }
    assert named >= {config.API_KEY, config.BASE_URL, config.HOME, "APIVIDEO_NB_FFMPEG"}
    assert [name for name in named if f"`{name}`" not in README] == []


def test_every_default_of_the_magic_is_in_the_readme():
    traits = ApiVideo.class_trait_names(config=True)
    assert [name for name in traits if f"`ApiVideo.{name}`" not in README] == []


def test_every_command_and_option_of_the_shell_is_in_the_readme():
    (commands,) = (a for a in _parser()._actions if hasattr(a, "choices") and a.choices)
    options = {
        option
        for command in commands.choices.values()
        for action in command._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert [name for name in commands.choices if name not in README] == []
    assert [name for name in options if f"`{name}`" not in README] == []


def public(thing):
    """Name what our own classes bring, not what they inherit from elsewhere."""
    bases = getattr(thing, "__mro__", ())  # a function has none
    ours = (base for base in bases if base.__module__.startswith("apivideo_nb"))
    return sorted({name for base in ours for name in vars(base) if name[0] != "_"})


CLIENT = av.Client("key", base_url="http://127.0.0.1:9")
NOUNS = {
    name: value for name, value in vars(CLIENT).items() if not name.startswith("_")
}
# what the upload engine and the drawing use
INSIDE = {"send_chunk", "show", "follow", "from_config"}


def test_every_word_of_the_client_is_in_the_readme():
    words = {*NOUNS, *public(av.Client)}
    for noun in NOUNS.values():
        words.update(public(type(noun)))
    words -= INSIDE
    assert sorted(word for word in words if f"`{word}`" not in README) == []


@pytest.mark.parametrize("name", av.__all__)
def test_every_public_name_and_its_methods_explain_themselves(name):
    thing = getattr(av, name)
    assert thing.__doc__
    assert "(" not in thing.__doc__.splitlines()[0][: 1 + len(name)]  # not dataclass's
    for method in public(thing):
        found = getattr(thing, method)
        if callable(found):
            assert found.__doc__, method


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_every_noun_explains_its_methods_with_an_example_and_the_vendors_page(noun):
    kind = type(NOUNS[noun])
    module = sys.modules[kind.__module__]
    assert "https://docs.api.video/" in kind.__doc__ + module.__doc__
    assert noun == "videos" or ">>> client = av.Client()" in kind.__doc__
    assert [name for name in public(kind) if not getattr(kind, name).__doc__] == []


def test_the_pictures_and_pages_it_links_to_exist():
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_badges_lead_to_the_quickstart_where_the_project_lives():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    repository = project["urls"]["Source"].removeprefix("https://github.com/")
    page = "notebooks/01-quickstart.ipynb"
    colab = "https://colab.research.google.com/github"
    assert f"({colab}/{repository}/blob/main/{page})" in README
    binder = "https://mybinder.org/v2/gh"
    assert f"({binder}/{repository}/main?labpath={quote(page, safe='')})" in README
    # Colab has nothing installed, and the page sees to it
    assert f"git+https://github.com/{repository}" in (ROOT / page).read_text("utf-8")


def test_its_python_runs(capsys):
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", README)
    assert len(blocks) == 2
    names = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # our own page
    shown = capsys.readouterr().out
    assert names["video"].video_id in shown
    assert "My talk" in shown


def test_its_commands_run(tmp_path, monkeypatch, clips, capsys):
    outputs = [nbformat.v4.new_output("display_data", {"video/mp4": base64_of(clips)})]
    cell = nbformat.v4.new_code_cell("show()", outputs=outputs)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "talk.ipynb")
    monkeypatch.chdir(tmp_path)
    (hook,) = re.findall(r"(?m)^ +entry: (.*)$", README)
    lines = re.findall(r"(?m)^apivideo-nb .*$", README)
    assert len(lines) == 2
    assert main([*shlex.split(hook)[1:], "talk.ipynb"]) == 1  # a large video is in it
    for line in lines:
        assert main(shlex.split(line, comments=True)[1:]) == 0
    assert main([*shlex.split(hook)[1:], "talk.ipynb"]) == 0
    assert "talk.ipynb.bak" in capsys.readouterr().out


def base64_of(clips):
    return base64.b64encode(clips("big").read_bytes()).decode()
