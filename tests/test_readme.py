"""The README: it names everything, and what it shows works."""

import re
from pathlib import Path

import pytest

from apivideo_nb import config
from apivideo_nb.magic.catalog import COMMANDS

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_every_command_and_option_is_in_the_readme(command):
    (row,) = (
        line
        for line in README.splitlines()
        if line.startswith("| `") and f"`{command.name}" in line.partition(" | ")[0]
    )
    options = [o.name for o in command.options if not o.positional]
    choices = [c for o in command.options if o.positional for c in o.choices]
    missing = [name for name in options + choices if f"`{name}`" not in row]
    assert missing == []


@pytest.mark.parametrize("name", [config.API_KEY, config.BASE_URL, config.HOME])
def test_every_environment_variable_is_in_the_readme(name):
    assert f"`{name}`" in README
    assert "`APIVIDEO_NB_FFMPEG`" in README


def test_the_pictures_and_pages_it_links_to_exist():
    root = Path(__file__).parent.parent
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_its_python_runs(capsys):
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", README)
    assert len(blocks) == 2
    names = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # our own page
    shown = capsys.readouterr().out
    assert names["video"].video_id in shown
    assert "My talk" in shown
