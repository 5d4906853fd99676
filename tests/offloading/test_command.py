"""The command line and the magic."""

import os

import pytest

from apivideo_nb.offloading.sizes import parse_size


@pytest.fixture
def env(sandbox):
    return {
        **os.environ,
        "APIVIDEO_API_KEY": sandbox.api_key,
        "APIVIDEO_BASE_URL": sandbox.url,
    }


def test_check_fails_until_the_notebook_is_small(program, write, make, movie, env):
    path = write([make.shown(movie)])
    done = program("--check", "--min-size", "1kB", path)
    assert done.returncode == 1
    assert "cell 1, output 1" in done.stdout
    assert f"apivideo-nb offload {path}" in done.stdout
    done = program(path, "--min-size", "1kB", env=env)
    assert done.returncode == 0, done.stderr
    assert "hosted · vi" in done.stdout
    assert "File → Reload Notebook from Disk" in done.stdout
    assert "talk.ipynb, 1 of 1: talk · cell 1 · Ready to play" in done.stderr
    assert env["APIVIDEO_API_KEY"] not in done.stdout + done.stderr + path.read_text()
    done = program("--check", "--min-size", "1kB", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_wrong_is_one_readable_line(program, tmp_path):
    done = program("no.ipynb", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "apivideo-nb: There is no notebook or folder no.ipynb.\n"
    done = program("--min-size", "lots", tmp_path)
    assert done.returncode == 2
    assert "'lots' is not a size such as 200kB" in done.stderr
    done = program("--check", "--restore", tmp_path)
    assert done.returncode == 2
    assert "--check looks for what --restore brings back" in done.stderr


def test_check_promises_no_help_that_there_is_not(program, write, make, movie):
    tag = make.tag(movie).removesuffix("</video>")  # it never ends
    path = write([make.output({"text/html": tag})])
    done = program("--check", "--min-size", "1kB", path)
    assert done.returncode == 1
    assert "left: it has no </video>" in done.stdout
    assert "Make it small" not in done.stdout


def test_without_a_server_the_notebook_stays(program, write, make, movie, env):
    path = write([make.shown(movie)])
    before = path.read_bytes()
    env["APIVIDEO_BASE_URL"] = "http://127.0.0.1:9"
    done = program("--min-size", "0", path, env=env)
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "-1", "1.2.3", "5 bananas", "MB", None])
def test_a_size_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is not a size"):
        parse_size(text)
