import json
import subprocess
import sys

from IPython.core.completer import provisionalcompleter

from apivideo_nb.magic import load
from apivideo_nb.magic.manual import reference

HEAVY = (
    "requests",
    "ipywidgets",
    "nbformat",
    "anywidget",
    "starlette",
    "uvicorn",
    "PIL",
    "numpy",
)


def state(shell):
    """Everything in a shell that an extension could leave something in."""
    formatter = shell.display_formatter
    formatters = [
        formatter.ipython_display_formatter,
        formatter.mimebundle_formatter,
        *formatter.formatters.values(),
    ]
    return {
        "line": sorted(shell.magics_manager.magics["line"]),
        "cell": sorted(shell.magics_manager.magics["cell"]),
        "registry": sorted(shell.magics_manager.registry),
        "types": [sorted(map(str, f.type_printers)) for f in formatters],
        "deferred": [sorted(f.deferred_printers) for f in formatters],
        "matchers": list(map(str, shell.Completer.custom_matchers)),
        "events": {n: list(map(str, c)) for n, c in shell.events.callbacks.items()},
        "configurables": [type(c).__name__ for c in shell.configurables],
        "hooks": {n: len(d.strs) for n, d in shell.strdispatchers.items()},
        "names": sorted(shell.user_ns),
    }


def loaded(shell):
    """The same, without what differs from one object to the next."""
    found = state(shell)
    return {**found, "matchers": len(found["matchers"]), "events": None} | {
        "callbacks": {name: len(calls) for name, calls in found["events"].items()}
    }


def test_unloading_leaves_nothing_behind(notebook):
    shell = notebook.shell
    shell.run_line_magic("lsmagic", "")  # makes IPython's own lazy magics come in
    shell.run_line_magic("unload_ext", "apivideo_nb")
    before = state(shell)
    shell.run_line_magic("load_ext", "apivideo_nb")
    assert state(shell) != before
    notebook.do("%apivideo list")
    notebook.do("%apivideo sandbox;")
    with provisionalcompleter():
        assert list(shell.Completer.completions("%apivideo li", 12))
    shell.run_line_magic("unload_ext", "apivideo_nb")
    left = state(shell)
    assert {**left, "names": None} == {**before, "names": None}
    assert "apivideo_nb" not in shell.extension_manager.loaded


def test_reloading_doubles_nothing(shell):
    shell.run_line_magic("load_ext", "apivideo_nb")
    once = loaded(shell)
    for _ in range(3):
        shell.run_line_magic("reload_ext", "apivideo_nb")
    assert loaded(shell) == once


def test_loading_twice_is_the_same_as_once(shell):
    load(shell)
    once = loaded(shell)
    load(shell)
    assert loaded(shell) == once


def test_the_magic_is_gone_after_unloading(bare):
    bare.do("%unload_ext apivideo_nb")
    assert "not found" in bare.fail("%apivideo whoami")


def test_loading_brings_in_nothing_heavy():
    code = f"""
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
shell.run_line_magic("load_ext", "apivideo_nb")
assert shell.find_line_magic("apivideo")
new = set(sys.modules) - before
print(json.dumps([sorted(new), [m for m in {HEAVY} if m in sys.modules]]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    new, heavy = json.loads(ran.stdout.splitlines()[-1])
    assert heavy == []
    # the rest of the package comes with the first line, so that loading is instant
    assert {name for name in new if name.startswith("apivideo_nb.")} == {
        "apivideo_nb.magic",
        "apivideo_nb.magic.commands",
        "apivideo_nb.magic.shown",
    }


def test_the_help_needs_nothing_heavy_either():
    code = f"""
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "apivideo_nb")
shell.run_line_magic("apivideo", "upload --help")
print([m for m in {HEAVY} if m in sys.modules])
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_question_mark_shows_the_whole_manual(bare):
    info = bare.shell.object_inspect("%apivideo")
    assert info["docstring"].strip() == reference().strip()


def test_defaults_are_configurable_and_checked(bare):
    bare.do("%config ApiVideo.wait = 'encoded'")
    assert bare.do("%config ApiVideo.wait").value == "encoded"
    magics = bare.shell.magics_manager.registry["ApiVideo"]
    assert magics.wait == "encoded"
    shown = bare.do("%config ApiVideo").said
    for name in ("wait", "width", "limit", "public", "tags", "language"):
        assert f"ApiVideo.{name}" in shown
    assert "key" not in " ".join(magics.class_trait_names(config=True))


def test_a_profile_can_set_the_defaults(shell):
    shell.config.ApiVideo.limit = 3
    shell.run_line_magic("load_ext", "apivideo_nb")
    assert shell.magics_manager.registry["ApiVideo"].limit == 3
