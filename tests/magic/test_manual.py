import pytest

from apivideo_nb.magic.catalog import COMMANDS
from apivideo_nb.magic.manual import manual, overview, reference


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda c: c.name)
def test_the_help_of_a_command_names_all_its_options_and_an_example(command):
    text = manual(command)
    for option in command.options:
        assert option.name in text
        assert option.help.split()[0] in text
    for example in command.examples:
        assert example in text
    assert command.summary.split()[0] in text


def test_no_line_of_the_help_is_too_wide_to_read():
    assert max(len(line) for line in reference().splitlines()) <= 88


def test_the_overview_names_every_command_and_the_rules_of_the_line():
    text = overview()
    for name in COMMANDS:
        assert f"  {name} " in text
    assert "{expression}" in text
    assert "--help" in text


def test_the_synopsis_shows_what_is_required_and_what_excludes_what():
    assert "%apivideo thumbnail ID (--at TIME | --file FILE)" in reference()
    assert "[--public | --private]" in reference()
    assert "[--tag TAG]..." in reference()
    assert "[start|stop|status|reset]" in reference()
