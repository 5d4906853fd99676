"""Files replaced in one step, and killed at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apivideo_nb import Client, offload
from apivideo_nb.offloading.files import ChangedError, notebooks, open_file

PROGRAM = [sys.executable, "-m", "apivideo_nb", "offload", "--min-size", "0"]


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.ipynb"
    path.write_bytes(b"old")
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_the_old_file_is_kept_beside_the_new_one(note):
    kept = open_file(note).replace([b"ne", memoryview(b"w")], backup=True)
    assert (note.read_bytes(), kept.read_bytes()) == (b"new", b"old")
    assert names(note.parent) == ["note.ipynb", "note.ipynb.bak"]


def test_no_backup_is_ever_overwritten(note):
    for content in (b"second", b"third"):
        open_file(note).replace([content], backup=True)
    assert note.with_name("note.ipynb.bak").read_bytes() == b"old"
    assert note.with_name("note.ipynb.bak2").read_bytes() == b"second"


def test_a_backup_that_a_killed_run_made_is_taken(note):
    os.link(note, note.with_name("note.ipynb.bak"))
    open_file(note).replace([b"new"], backup=True)
    assert names(note.parent) == ["note.ipynb", "note.ipynb.bak"]


def test_where_there_are_no_hard_links_the_old_file_is_copied(note, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    kept = open_file(note).replace([b"new"], backup=True)
    assert kept.read_bytes() == b"old"
    assert names(note.parent) == ["note.ipynb", "note.ipynb.bak"]


def test_a_link_stays_a_link_and_the_mode_stays(note):
    note.chmod(0o640)
    link = note.with_name("link.ipynb")
    link.symlink_to(note.name)
    open_file(link).replace([b"new"], backup=False)
    assert link.is_symlink()
    assert note.read_bytes() == b"new"
    assert note.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("change", ["written", "replaced"])
def test_a_file_that_somebody_changed_stays_theirs(note, change):
    opened = open_file(note)
    time.sleep(0.01)
    if change == "written":
        note.write_bytes(b"odd")
    else:
        other = note.with_name("other")
        other.write_bytes(b"odd")
        other.replace(note)
    with pytest.raises(ChangedError, match="changed meanwhile"):
        opened.replace([b"new"], backup=True)
    assert note.read_bytes() == b"odd"
    assert names(note.parent) == ["note.ipynb"]


def test_what_a_killed_run_left_is_removed_when_it_is_old(note):
    left = note.with_name(".note.ipynb.abc.offload")
    fresh = note.with_name(".note.ipynb.def.offload")
    left.touch()
    fresh.touch()
    os.utime(left, (0, 0))
    open_file(note).replace([b"new"], backup=False)
    assert names(note.parent) == [fresh.name, "note.ipynb"]


def test_notebooks_are_found_once_and_a_missing_one_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    for name in ("a/x.ipynb", "a/.hidden.ipynb", "y.ipynb", "z.txt"):
        (tmp_path / name).touch()
    found = list(notebooks([tmp_path, tmp_path / "y.ipynb", tmp_path / "z.txt"]))
    assert [path.name for path in found] == ["y.ipynb", "x.ipynb", "z.txt"]
    with pytest.raises(FileNotFoundError, match=r"no notebook or folder .*no\.ipynb"):
        list(notebooks([tmp_path / "no.ipynb"]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe.ipynb"
    os.mkfifo(path)
    report = offload(path)
    assert str(report) == f"{path} cannot be read: it is no ordinary file."


def test_a_second_name_of_the_file_keeps_the_old_content(note):
    second = note.with_name("second")
    os.link(note, second)
    open_file(note).replace([b"new"], backup=False)
    assert (note.read_bytes(), second.read_bytes()) == (b"new", b"old")


@pytest.fixture
def three(write, make, clips):
    """A notebook of three videos, one of them twice."""
    movies = [Path(clips(name)).read_bytes() for name in ("silent", "h264", "vfr")]
    return write(*([make.shown(movie)] for movie in [*movies, movies[0]]))


def environment(sandbox):
    return {
        **os.environ,
        "APIVIDEO_API_KEY": sandbox.api_key,
        "APIVIDEO_BASE_URL": sandbox.url,
    }


def test_killed_at_any_moment_it_is_old_or_new_and_nothing_is_sent_twice(
    three, sandbox
):
    moments = int(os.environ.get("APIVIDEO_NB_TEST_KILLS", "4"))
    old = three.read_bytes()
    client = Client(sandbox.api_key, base_url=sandbox.url)
    before = {video.video_id for video in client.videos.list()}
    rng = random.Random(moments)
    for _ in range(moments):
        process = subprocess.Popen(
            [*PROGRAM, str(three)],
            env=environment(sandbox),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(rng.uniform(0.3, 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = three.read_bytes()
        json.loads(found)
        if found != old:
            assert b"data:video" not in found
            three.write_bytes(old)  # so that the next one has work to do, too
    report = offload(three, min_size=0, client=client)
    assert report.ok, str(report)
    assert len(report.items) == 4
    made = [v for v in client.videos.list() if v.video_id not in before]
    # three films, three videos; an empty one may be left by a kill while it was made
    full = [v for v in made if v.status().uploaded]
    assert len(full) == 3, [v.title for v in full]
    assert three.with_name("talk.ipynb.bak").read_bytes() == old
    assert offload(three, min_size=0, client=client).items == ()
