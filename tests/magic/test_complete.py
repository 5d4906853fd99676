import threading
import time
import warnings

import pytest
from IPython.core.completer import provisionalcompleter

from apivideo_nb.local import LocalSandbox
from apivideo_nb.magic.candidates import PATIENCE, Remembered, paths
from apivideo_nb.magic.catalog import COMMANDS
from apivideo_nb.magic.complete import Known, complete, quoted
from apivideo_nb.magic.expand import expand
from apivideo_nb.magic.matcher import Completion
from apivideo_nb.magic.split import split

FILES = ["my clip.mp4", "my dir/", "mine.avi", "talk.mp4"]
KNOWN = Known(
    names=lambda: ["clip", "clips", "video"],
    paths=lambda text: [path for path in FILES if path.startswith(text)],
    videos=lambda: [("vi1aaa", "Pendulum"), ("vi2bbb", "")],
    tags=lambda: [("pycon", "3 videos"), ("Py data", "1 video"), ("$5", "1 video")],
)


def offers(before):
    fragment, found = complete(before, KNOWN)
    assert before.endswith(fragment)
    return fragment, [offer.text for offer in found]


@pytest.mark.parametrize(
    ("before", "fragment", "texts"),
    [
        (" up", "up", ["upload", "update"]),
        (" nonsense", "nonsense", []),
        (" nonsense ", "", []),
        (" upload --ti", "--ti", ["--title"]),
        (
            " upload a.mp4 --p",
            "--p",
            ["--private", "--public", "--panoramic", "--player"],
        ),
        (" upload a.mp4 --private --p", "--p", ["--panoramic", "--player"]),
        (" upload --tag a --ta", "--ta", ["--tag"]),
        (" update v --tag a --", "--", None),
        (" update v --pu", "--pu", ["--public"]),
        (" update v --private --pu", "--pu", []),
        (" upload a.mp4 --wait ", "", ["uploaded", "playable", "encoded"]),
        (" upload a.mp4 --wait en", "en", ["encoded"]),
        (" upload a.mp4 --wait=en", "en", ["encoded"]),
        (' upload a.mp4 --wait="en', '"en', ["encoded"]),
        (" upload a.mp4 --title T", "T", []),
        (" upload ta", "ta", ["talk.mp4"]),
        (" upload my", "my", ['"my clip.mp4"', '"my dir/']),
        (' upload "my c', '"my c', ['"my clip.mp4"']),
        (" upload 'my", "'my", ["'my clip.mp4'", "'my dir/"]),
        (" upload --title T ta", "ta", ["talk.mp4"]),
        (" upload talk.mp4 ta", "ta", []),
        (" thumbnail v --file ta", "ta", ["talk.mp4"]),
        (" thumbnail v --file=ta", "ta", ["talk.mp4"]),
        (' thumbnail v --file="my c', '"my c', ['"my clip.mp4"']),
        (" thumbnail v --at 1 --", "--", []),
        (" list --tag p", "p", ["pycon", '"Py data"']),
        (" upload a --tag=py", "py", ["pycon", '"Py data"']),
        (' upload a --tag "py', '"py', ['"pycon"', '"Py data"']),
        (" update v --tag $", "$", ["$clip", "$clips", "$video"]),
        (" list --tag ", "", ["pycon", '"Py data"', "$$5"]),
        (" upload a --language f", "f", ["fi", "fr", "fa"]),
        (" captions vi1aaa e", "e", ["en", "el", "es"]),
        (" captions vi1aaa en ta", "ta", ["talk.mp4"]),
        (" chapters vi1", "vi1", ["vi1aaa"]),
        (" show vi1", "vi1", ["vi1aaa"]),
        (" delete vi", "vi", ["vi1aaa", "vi2bbb"]),
        (" upload $cl", "$cl", ["$clip", "$clips"]),
        (" upload {cl", "{cl", ["{clip}", "{clips}"]),
        (" upload dir/{vi", "{vi", ["{video}"]),
        (' upload "dir/$vi', "$vi", ["$video"]),
        (" upload --title=$vi", "$vi", ["$video"]),
        (" upload '$vi", "'$vi", []),
        (" upload $$vi", "$$vi", []),
        (" upload {{vi", "{{vi", []),
        (" sandbox st", "st", ["start", "stop", "status"]),
        (" help thu", "thu", ["thumbnail"]),
        (" upload https://x/a", "https://x/a", []),
    ],
)
def test_tab_offers_what_may_stand_there(before, fragment, texts):
    found = offers(before)
    assert found[0] == fragment
    if texts is not None:
        assert found[1] == texts


def test_an_empty_place_offers_values_first_and_then_options():
    assert offers(" show ")[1] == ["vi1aaa", "vi2bbb", "--width", "--play"]
    assert offers(" upload ")[1][:5] == [
        '"my clip.mp4"',
        '"my dir/',
        "mine.avi",
        "talk.mp4",
        "--title",
    ]
    assert offers(" ")[1] == list(COMMANDS)
    assert offers(" whoami ")[1] == []


def test_after_tags_no_tags_is_not_offered_but_another_tag_is():
    found = offers(" update v --tag a --")[1]
    assert "--tag" in found
    assert "--no-tags" not in found
    assert "--meta" in found


def test_titles_stand_beside_the_ids():
    _, found = complete(" show ", KNOWN)
    assert [offer.kind for offer in found[:2]] == ["Pendulum", "video"]


@pytest.mark.parametrize(
    "path",
    [
        "plain.mp4",
        "my clip.mp4",
        "it's.mp4",
        'say "hi".mp4',
        "a{1}.mp4",
        "price $5.mp4",
        "$HOME.mp4",
        "-dash.mp4",
        "semi;",
        "ünï.mp4",
        r"C:\new dir\talk.mp4",
    ],
)
def test_an_offered_path_comes_out_as_it_is(path):
    (word,) = expand(split(quoted(path)).tokens, {})
    assert word.value == path


def test_paths_are_found_as_they_are_typed(tmp_path, monkeypatch):
    (tmp_path / "sub dir").mkdir()
    (tmp_path / "sub dir" / "b.mp4").touch()
    (tmp_path / "a.mp4").touch()
    (tmp_path / ".hidden").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths("") == ["a.mp4", "sub dir/"]
    assert paths("s") == ["sub dir/"]
    assert paths("sub dir/") == ["sub dir/b.mp4"]
    assert paths("./a") == ["./a.mp4"]
    assert paths("~/a") == ["~/a.mp4"]
    assert paths(f"{tmp_path}/a") == [f"{tmp_path}/a.mp4"]
    assert paths(".h") == [".hidden"]
    assert paths("no/such/place/") == []


def test_a_slow_service_does_not_keep_tab_waiting():
    asked, answered = threading.Event(), threading.Event()

    def fetch():
        asked.set()
        answered.wait(10)
        return [("vi1", "late")]

    videos = Remembered(fetch)
    began = time.monotonic()
    assert videos() == []
    assert time.monotonic() - began < PATIENCE + 0.15
    assert asked.is_set()
    answered.set()
    deadline = time.monotonic() + 5
    while not videos() and time.monotonic() < deadline:
        pass
    assert videos() == [("vi1", "late")]


def test_the_service_is_asked_once_until_something_changes():
    calls = []

    def fetch():
        calls.append(1)
        return [("vi1", str(len(calls)))]

    videos = Remembered(fetch)
    assert [videos(), videos()] == [[("vi1", "1")]] * 2
    videos.expire()
    assert videos() == [("vi1", "2")]


def test_a_failing_service_means_no_offers():
    def fetch():
        raise OSError("no network")

    assert Remembered(fetch)() == []


def completions(shell, code, cursor=None):
    """What JupyterLab is given: range and texts, by the kernel's own way."""
    with provisionalcompleter():
        found = list(
            shell.Completer.completions(code, len(code) if cursor is None else cursor)
        )
    return [(c.start, c.end, c.text, c.type) for c in found]


@pytest.mark.parametrize(
    "prefix", ["%apivideo ", "v = %apivideo ", "a, b = %apivideo  ", "  %apivideo "]
)
def test_ipython_hands_the_offers_on(bare, prefix):
    code = f"import os\n{prefix}thu"
    found = completions(bare.shell, code)
    assert found == [(len(code) - 3, len(code), "thumbnail", "command")]


def test_automagic_lines_are_completed_too(bare):
    assert [t for _, _, t, _ in completions(bare.shell, "apivideo upl")] == ["upload"]


def test_pythons_own_offers_stay_out_of_the_line(bare):
    texts = [t for _, _, t, _ in completions(bare.shell, "%apivideo upload --p")]
    assert texts == ["--private", "--public", "--panoramic", "--player"]


def test_other_lines_are_left_to_ipython(bare):
    bare.do("apivideo_talk = 1")
    texts = [t for _, _, t, _ in completions(bare.shell, "apivideo_ta")]
    assert "apivideo_talk" in texts
    texts = [t for _, _, t, _ in completions(bare.shell, "print(apivideo_ta")]
    assert "apivideo_talk" in texts


def test_the_users_variables_are_offered_and_not_ipythons(bare):
    bare.do("my_clip = 1; _my_secret = 2; m = 3")
    start = len("%apivideo upload ")
    found = completions(bare.shell, "%apivideo upload $m")
    assert found == [
        (start, start + 2, "$m", "variable"),
        (start, start + 2, "$my_clip", "variable"),
    ]
    texts = [t for _, _, t, _ in completions(bare.shell, "%apivideo upload {")]
    assert texts == ["{m}", "{my_clip}"]


def test_a_path_with_a_space_is_completed_in_quotes(bare, tmp_path, monkeypatch):
    (tmp_path / "my clip.mp4").touch()
    monkeypatch.chdir(tmp_path)
    code = "%apivideo upload my"
    assert completions(bare.shell, code) == [
        (len(code) - 2, len(code), '"my clip.mp4"', "path")
    ]
    code = '%apivideo upload "my c'
    assert completions(bare.shell, code) == [
        (len(code) - 5, len(code), '"my clip.mp4"', "path")
    ]


def test_the_older_way_to_ask_gives_the_same(bare):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        line = "%apivideo upload a --wait pl"
        text, matches = bare.shell.complete("", line, len(line))
    assert (text, matches) == ("pl", ["playable"])


def test_ids_of_this_projects_videos_are_offered_with_their_titles(notebook, clips):
    notebook.shell.user_ns["path"] = clips("one_second")
    video = notebook.do("%apivideo upload {path} --title 'Tab me';").value
    found = completions(notebook.shell, "%apivideo show vi")
    assert (video.video_id, "Tab me") in [(text, kind) for _, _, text, kind in found]
    notebook.do(f"%apivideo delete {video.video_id} --yes;")
    found = completions(notebook.shell, "%apivideo show vi")
    assert video.video_id not in [text for _, _, text, _ in found]


def test_with_a_key_the_ids_come_from_its_project(notebook, magic_home, monkeypatch):
    running = LocalSandbox(magic_home / "sandbox").running()
    notebook.do("%apivideo upload {b'no video'} --title 'Of a key' --wait uploaded;")
    monkeypatch.setenv("APIVIDEO_BASE_URL", running.url)
    assert completions(notebook.shell, "%apivideo show vi") == []
    notebook.do("%apivideo help;")
    monkeypatch.setenv("APIVIDEO_API_KEY", running.api_key)
    found = completions(notebook.shell, "%apivideo show vi")
    assert "Of a key" in [kind for _, _, _, kind in found]


def test_tab_starts_no_local_sandbox(bare, local_home):
    began = time.monotonic()
    assert completions(bare.shell, "%apivideo show vi") == []
    assert time.monotonic() - began < 1
    assert LocalSandbox().running() is None
    assert not local_home.data.exists()


def test_tab_never_raises(shell):
    shell.user_ns[5] = "not even a name"
    found = Completion(shell).match("%apivideo upload $zz")
    del shell.user_ns[5]
    assert found == {"completions": [], "suppress": False}
