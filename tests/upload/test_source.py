import io
import os
import re
import threading

import pytest

from apivideo_nb import SourceError, Video
from apivideo_nb.upload.source import VIEW, Copy, Link, open_source


def read(source, start=0, stop=None):
    stop = source.size if stop is None else stop
    return b"".join(bytes(view) for view in source.views(start, stop))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my talk.mp4"
    path.write_bytes(os.urandom(2 * VIEW + 5))
    return path


def test_a_link_is_left_to_the_service():
    source = open_source("HTTPS://host/a/b%20c.avi?x=1#f")
    assert (type(source), source.name) == (Link, "b c.avi")


def test_a_link_without_a_path_is_named_by_its_host():
    assert open_source("https://host/").name == "host"


def test_a_video_is_copied():
    assert open_source(Video(video_id="viX", title="T")) == Copy("viX", "T")


def test_an_id_is_copied():
    assert open_source("vi4k0jvEUuaTdRAEjQ4Jfrgz") == Copy("vi4k0jvEUuaTdRAEjQ4Jfrgz")


def test_a_file_that_is_called_like_an_id_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "vi4k0jvEUuaTdRAEjQ4Jfrgz"
    (tmp_path / name).write_bytes(b"x")
    assert open_source(name).name == name


@pytest.mark.parametrize("form", [str, lambda p: p, lambda p: p.as_uri()])
def test_a_path_is_read_by_offset(path, form):
    source = open_source(form(path))
    assert (source.name, source.size) == ("my talk.mp4", 2 * VIEW + 5)
    assert read(source) == path.read_bytes()
    assert read(source, VIEW - 3, VIEW + 9) == path.read_bytes()[VIEW - 3 : VIEW + 9]


def test_the_home_directory_may_be_a_tilde(path, monkeypatch):
    monkeypatch.setenv("HOME", str(path.parent))
    assert open_source("~/my talk.mp4").size == 2 * VIEW + 5


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_are_read_by_offset(kind):
    source = open_source(kind(b"0123456789"))
    assert (source.name, read(source, 2, 5)) == ("video", b"234")


def test_an_open_file_is_sent_from_its_beginning(path):
    with path.open("rb") as file:
        file.seek(100)
        source = open_source(file)
        assert (source.name, read(source)) == ("my talk.mp4", path.read_bytes())


def test_a_buffer_is_read_by_several_threads_at_once():
    data = os.urandom(4 * VIEW)
    source = open_source(io.BytesIO(data))
    parts = [b""] * 4

    def read_part(i):
        parts[i] = read(source, i * VIEW, (i + 1) * VIEW)

    threads = [threading.Thread(target=read_part, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert b"".join(parts) == data


def test_a_pipe_is_sent_from_where_it_stands():
    out, into = os.pipe()
    os.write(into, b"hello")
    os.close(into)
    with os.fdopen(out, "rb") as file:
        source = open_source(file)
    assert read(source) == b"hello"
    source.close()


@pytest.mark.parametrize(
    ("make", "text", "hint"),
    [
        (lambda d: d / "no.mp4", "There is no file", "Check the path"),
        (lambda d: d / "tolk.mp4", "There is no file", "Did you mean .*talk.mp4"),
        (lambda d: d, "is a directory", "one video file"),
        (lambda d: d / "pipe", "is not an ordinary file", "one video file"),
        (lambda _: "a\0b.mp4", "cannot be read: embedded null byte", ""),
        (lambda _: "https://", "names no host", "https://host"),
        (lambda _: "https://[", "names no host", "https://host"),
        (lambda d: d / "empty.mp4", "is empty", "0 bytes"),
        (lambda _: b"", "0 bytes", ""),
        (lambda _: io.BytesIO(), "is empty", ""),
        (lambda _: io.StringIO("x"), "open as text", "rb"),
        (lambda _: "  ", "no source", "link or a path"),
        (lambda _: "s3://bucket/key", "No way to read s3:// links", "http"),
        (lambda _: 5, "object of type int", "link, a path"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(tmp_path, make, text, hint):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "talk.mp4").write_bytes(b"x")
    with pytest.raises(SourceError, match=text) as caught:
        open_source(make(tmp_path))
    assert re.search(hint, caught.value.hint)


@pytest.mark.parametrize("change", ["shorter", "longer", "replaced"])
def test_a_file_that_changes_meanwhile_is_refused(path, change):
    source = open_source(path)
    views = source.views(0, source.size)
    next(views)
    with path.open("r+b") as file:
        if change == "shorter":
            file.truncate(VIEW)
        elif change == "longer":
            file.seek(0, os.SEEK_END)
            file.write(b"more")
        else:
            file.write(b"!")
    os.utime(path, ns=(1, 1))
    with pytest.raises(SourceError, match="was changed while it was being sent"):
        list(views)
