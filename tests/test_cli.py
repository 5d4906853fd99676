"""The command line, run as a program."""

import json
import os
import signal
import subprocess
import sys

import nbformat
import pytest

from apivideo_nb import LocalSandbox


def run(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "apivideo_nb", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


def test_without_a_command_it_says_which_there_are():
    done = run()
    assert done.returncode == 2
    assert "demo" in run("--help").stdout


@pytest.mark.usefixtures("local_home")
def test_the_demo_ends_in_a_notebook_and_a_page_with_player_and_thumbnail(tmp_path):
    done = run("demo", "--no-browser", "--dir", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    page = tmp_path / "out" / "01-quickstart.html"
    assert str(page) in done.stdout
    html = page.read_text("utf-8")
    assert "data:image/jpeg;base64," in html
    assert "<iframe" in html
    assert "/vod/vi" in html
    notebook = nbformat.read(page.with_suffix(".ipynb"), as_version=4)
    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/jpeg" in output.get("data", {})
    ]
    assert len(drawn) == 3
    assert done.stderr == ""


@pytest.mark.usefixtures("local_home")
def test_upload_prints_the_link_and_list_finds_it(clips):
    done = run("upload", clips("h264"), "--title=From a shell", "--tag", "cli")
    assert done.returncode == 0, done.stderr
    link = done.stdout.strip()
    assert link.startswith("http://127.0.0.1:")
    assert "From a shell · Ready to play" in done.stderr
    listed = run("list", "--tag", "cli")
    assert "From a shell" in listed.stdout
    assert link.rpartition("/")[2] in listed.stdout


@pytest.mark.usefixtures("local_home")
def test_a_video_is_changed_looked_at_as_json_and_deleted_from_a_shell(clips, tmp_path):
    made = json.loads(run("upload", clips("one_second"), "--json").stdout)
    video_id = made["video_id"]
    assert made["title"] == clips("one_second").name
    track = tmp_path / "talk.srt"
    track.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    for words in (
        ["update", video_id, "--title", "From a shell", "--tag", "cli"],
        ["captions", video_id, "en", track],
        ["thumbnail", video_id, "--at", "0:00.5"],
    ):
        done = run(*words)
        assert (done.returncode, done.stderr) == (0, "")
    (listed,) = json.loads(run("list", "--tag", "cli", "--json").stdout)
    assert (listed["title"], listed["tags"]) == ("From a shell", ["cli"])
    assert "426 x 240" in run("status", video_id).stdout
    assert "Nothing was deleted" in run("delete", video_id, input="\n").stdout
    assert "Deleted: From a shell" in run("delete", video_id, "--yes").stdout
    gone = run("status", video_id)
    assert (gone.returncode, gone.stdout) == (1, "")
    assert "404" in gone.stderr
    assert "`apivideo-nb list`" in gone.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["update", "vi1"], "nothing to change"),
        (["list", "--limit", "x"], "not a whole number"),
        (["captions", "vi1", "en"], "required: FILE"),
        (["sandbox", "stop", "now"], "unknown argument now"),
    ],
)
def test_a_wrong_call_is_one_readable_line_and_exits_with_2(words, complaint):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "%apivideo" not in done.stderr


def test_the_help_of_a_command_is_that_of_a_shell():
    text = run("upload", "--help").stdout
    assert "apivideo-nb upload talk.mp4" in text
    assert "--json" in text
    assert "%apivideo upload" not in text.replace("%%apivideo", "")


def test_a_missing_file_is_one_readable_line():
    done = run("upload", "no-such-file.mp4")
    assert done.returncode == 1
    assert "There is no file no-such-file.mp4" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_option_is_one_readable_line():
    done = run("upload", "a.mp4", "--titel", "x")
    assert done.returncode == 2
    assert "did you mean '--title'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sandbox_says_when_it_is_ready_and_ends_on_interrupt(tmp_path):
    command = [sys.executable, "-m", "apivideo_nb", "sandbox", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--data", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        running = LocalSandbox(tmp_path).running()
        assert line.split()[-1] == running.url
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stdout.read() == ""


def test_a_second_sandbox_on_the_same_data_says_so(tmp_path):
    with LocalSandbox(tmp_path, port=0):
        done = run("sandbox", "--data", tmp_path)
    assert done.returncode == 3
    assert "another local sandbox" in done.stderr


def test_the_local_sandbox_is_looked_at_and_stopped_from_a_shell(local_home):
    assert "not running" in run("sandbox", "status").stdout
    url = local_home.start().url
    assert url in run("sandbox", "status").stdout
    assert "stopped" in run("sandbox", "stop").stdout
    assert local_home.running() is None
