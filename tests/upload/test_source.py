import io
import itertools
import os
import re
import threading

import pytest

from apivideo_nb import SourceError, Video
from apivideo_nb.api.filerange import VIEW
from apivideo_nb.upload.readers import LARGEST, SMALLEST, _ranges
from apivideo_nb.upload.source import Copy, Link, open_source


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


@pytest.mark.parametrize(
    ("seconds", "last"), [(0, LARGEST), (0.1, VIEW), (9, SMALLEST)]
)
def test_ranges_are_as_long_as_the_line_is_fast(path, seconds, last):
    clock = itertools.count(step=seconds)
    os.truncate(path, 20 * VIEW)
    with path.open("rb", buffering=0) as file:
        lengths = [
            len(span) for span in _ranges(file, 0, 20 * VIEW, clock=lambda: next(clock))
        ]
    assert (lengths[0], lengths[-2], sum(lengths)) == (VIEW, last, 20 * VIEW)


@pytest.fixture
def pipe():
    out, into = os.pipe()
    with os.fdopen(out, "rb") as out, os.fdopen(into, "wb", buffering=0) as into:
        yield out, into


def chunks(source, size):
    found = []
    for chunk in source.chunks(size):
        with chunk.file:
            data = b"".join(bytes(view) for span in chunk.spans() for view in span)
            again = b"".join(bytes(view) for span in chunk.spans() for view in span)
            assert again == data
            assert len(data) == chunk.size
            found.append((data, chunk.last))
    return found


def test_a_pipe_is_sent_from_where_it_stands(pipe):
    out, into = pipe
    into.write(b"hello, world")
    into.close()
    out.read(7)
    source = open_source(out)
    assert (source.name, chunks(source, 10)) == ("video", [(b"world", True)])
    source.close()
    assert not out.closed


@pytest.mark.parametrize("length", [1, 9, 10, 11, 20, 25])
def test_a_pipe_is_cut_into_chunks_and_the_last_is_known(pipe, length):
    out, into = pipe
    data = os.urandom(length)
    into.write(data)
    into.close()
    found = chunks(open_source(out), 10)
    assert b"".join(data for data, _ in found) == data
    assert all(len(data) == 10 for data, last in found if not last)
    assert [last for _, last in found] == [False] * (len(found) - 1) + [True]


def test_a_pipe_that_gives_nothing_is_empty(pipe):
    out, into = pipe
    into.close()
    with pytest.raises(SourceError, match="is empty"):
        open_source(out)


def test_a_pipe_that_does_not_wait_is_refused_in_words(pipe):
    out, _ = pipe
    os.set_blocking(out.fileno(), False)
    with (
        io.FileIO(os.dup(out.fileno())) as raw,
        pytest.raises(SourceError, match="gives nothing yet") as caught,
    ):
        open_source(raw)
    assert "blocking" in caught.value.hint


class Reader:
    """Nothing but `read`."""

    def __init__(self, data):
        self._data = io.BytesIO(data)

    def read(self, count):
        return self._data.read(count)


def test_all_that_a_file_needs_is_read():
    assert chunks(open_source(Reader(b"abc")), 2) == [(b"ab", False), (b"c", True)]


def test_a_file_that_can_seek_is_read_by_offset():
    class Seeking(Reader):
        def seek(self, *to):
            return self._data.seek(*to)

    source = open_source(Seeking(b"0123456789"))
    assert (source.size, source.identity, read(source, 2, 5)) == (10, None, b"234")
    source.close()


def test_an_open_file_that_shrinks_is_refused(tmp_path):
    with (tmp_path / "a.mp4").open("w+b") as file:
        file.write(bytes(10))
        source = open_source(file)
        file.truncate(5)
        with pytest.raises(SourceError, match="was changed"):
            read(source)


def test_an_open_file_without_a_byte_is_refused(tmp_path):
    with (
        (tmp_path / "a.mp4").open("w+b") as file,
        pytest.raises(SourceError, match="is empty"),
    ):
        open_source(file)


def test_the_same_bytes_are_recognised_wherever_they_are():
    same = {
        open_source(kind(b"abc")).identity for kind in (bytes, bytearray, io.BytesIO)
    }
    assert len(same) == 1
    assert open_source(b"abd").identity not in same


def test_a_file_is_recognised_by_its_place_open_or_not(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    with path.open("rb") as file:
        opened = open_source(file)
    named = open_source(path.name)
    assert opened.identity == named.identity == open_source(path).identity
    assert opened.stamp == named.stamp
    os.utime(path, ns=(1, 1))
    assert open_source(path).stamp != named.stamp


def test_a_file_that_was_replaced_since_it_was_opened_is_not_its_place(path):
    with path.open("rb") as file:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(b"another")
        source = open_source(file)
        assert (source.identity, read(source)) == (None, data)


def test_a_buffer_can_grow_again_once_it_is_sent():
    buffer = io.BytesIO(b"abc")
    source = open_source(buffer)
    source.close()
    buffer.seek(0, os.SEEK_END)
    buffer.write(b"d")
    assert buffer.getvalue() == b"abcd"


def test_a_file_that_goes_meanwhile_is_refused(path):
    source = open_source(path)
    views = source.views(0, source.size)
    next(views)
    path.unlink()
    with pytest.raises(SourceError, match="was changed while it was being sent"):
        list(views)


@pytest.mark.parametrize(
    ("make", "text", "hint"),
    [
        (lambda d: d / "no.mp4", "There is no file", "Check the path"),
        (lambda d: d / "tolk.mp4", "There is no file", "Did you mean .*talk.mp4"),
        (lambda d: d / "*.mp4", "There is no file", "client.upload_many"),
        (lambda d: d, "is a directory", "one video file"),
        (lambda d: d / "pipe", "is not an ordinary file", "one video file"),
        (lambda _: "a\0b.mp4", "cannot be read: embedded null byte", ""),
        (lambda _: "https://", "names no host", "https://host"),
        (lambda _: "https://[", "names no host", "https://host"),
        (lambda d: d / "empty.mp4", "is empty", "0 bytes"),
        (lambda _: b"", "0 bytes", ""),
        (lambda _: io.BytesIO(), "0 bytes", ""),
        (lambda _: io.StringIO("x"), "open as text", "rb"),
        (lambda _: "  ", "no source", "link or a path"),
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
