import os
import re
import zipfile

import fsspec
import pytest

import apivideo_nb as av
from apivideo_nb import SourceError
from apivideo_nb.api.filerange import VIEW
from apivideo_nb.upload.remote import RemoteReader, open_remote
from apivideo_nb.upload.rows import rows_of
from apivideo_nb.upload.source import open_source


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    yield files
    files.rm("/", recursive=True)


@pytest.fixture
def data(memory):
    data = os.urandom(2 * VIEW + 5)
    memory.pipe("/clips/my talk.mp4", data)
    return data


def read(source, start=0, stop=None):
    stop = source.size if stop is None else stop
    return b"".join(bytes(view) for view in source.views(start, stop))


def test_an_address_is_read_by_offset(data):
    source = open_source("memory://clips/my talk.mp4")
    assert (source.name, source.size) == ("my talk.mp4", len(data))
    assert read(source) == data
    assert read(source, VIEW - 3, VIEW + 9) == data[VIEW - 3 : VIEW + 9]
    source.close()


def test_an_address_within_another_is_read(tmp_path):
    path = tmp_path / "clips.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/talk.mp4", b"in an archive")
    assert read(open_source(f"zip://a/talk.mp4::{path}")) == b"in an archive"
    assert read(open_source(f"simplecache::file://{path}")) == path.read_bytes()


def test_a_file_elsewhere_is_recognised_until_it_changes(memory, data):
    one, again = (open_source("memory://clips/my talk.mp4") for _ in range(2))
    assert (one.identity, one.stamp) == (again.identity, again.stamp)
    memory.pipe("/clips/my talk.mp4", data[::-1])
    changed = open_source("memory://clips/my talk.mp4")
    assert changed.identity == one.identity
    assert changed.stamp != one.stamp


@pytest.mark.parametrize("change", ["shorter", "other", "gone"])
def test_a_file_that_changes_while_it_is_read_is_refused(memory, data, change):
    source = open_source("memory://clips/my talk.mp4")
    if change == "gone":
        memory.rm("/clips/my talk.mp4")
    else:
        memory.pipe(
            "/clips/my talk.mp4", data[:9] if change == "shorter" else data[::-1]
        )
    with pytest.raises(SourceError, match=r"was changed while|There is no file"):
        read(source)


def test_what_has_no_length_is_read_as_a_stream(data, monkeypatch):
    files = fsspec.filesystem("memory")
    info = type(files).info
    monkeypatch.setattr(
        type(files), "info", lambda self, path: {**info(self, path), "size": None}
    )
    source = open_remote("memory://clips/my talk.mp4")
    (chunk,) = source.chunks(len(data))
    with chunk.file:
        assert b"".join(bytes(view) for span in chunk.spans() for view in span) == data


def test_a_pattern_is_all_files_that_match(memory):
    for name in ("b.mp4", "a.mp4", "notes.txt"):
        memory.pipe(f"/many/{name}", b"x")
    found = [row.source for row in rows_of("memory://many/*.mp4")]
    assert found == ["memory:///many/a.mp4", "memory:///many/b.mp4"]
    for alone in ("memory://many/*.avi", "no-such://many/*.avi", "memory://many/a.mp4"):
        assert [row.source for row in rows_of(alone)] == [alone]


@pytest.mark.parametrize(
    ("url", "text", "hint"),
    [
        ("memory://clips/no.mp4", "There is no file memory://clips/no.mp4", "address"),
        ("memory://clips", "is a directory", "one video file"),
        ("memory://empty.mp4", "is empty", "0 bytes"),
        ("no-such://a/b.mp4", "No way to read no-such:// links", "fsspec"),
        ("s3://bucket/a.mp4", "Install s3fs", "Install it"),
        ("zip://a.mp4::/etc/hostname", "cannot be read: File is not a zip", ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(memory, data, url, text, hint):  # noqa: ARG001
    memory.touch("/empty.mp4")
    with pytest.raises(SourceError, match=text) as caught:
        open_source(url)
    assert re.search(hint, caught.value.hint)


def test_a_file_that_cannot_be_opened_or_read_is_said_in_words():
    class Failing:
        def ukey(self, _):
            return 1

        def open(self, *_, **__):
            raise PermissionError("ftp://ann:secret@host denies it\nTraceback")

    source = RemoteReader(Failing(), "a", "ftp://ann:secret@host/a", name="a", size=1)
    with pytest.raises(SourceError, match="denies it") as caught:
        read(source)
    assert "secret" not in str(caught.value)

    class Opened(Failing):
        def open(self, *_, **__):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def seek(self, _):
            pass

        def read(self, _):
            raise OSError

    source = RemoteReader(Opened(), "a", "x://a", name="a", size=1)
    with pytest.raises(SourceError, match="x://a cannot be read: OSError"):
        read(source)


def test_without_fsspec_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SourceError, match="No way to read s3:// links") as caught:
        open_source("s3://bucket/a.mp4")
    assert "pip install fsspec" in caught.value.hint


def test_an_address_is_uploaded_once(sandbox, memory, clips):
    memory.pipe("/talk.mp4", clips("h264").read_bytes())
    client = av.Client(sandbox.api_key, base_url=sandbox.url)
    video = client.upload("memory://talk.mp4", wait="playable")
    assert video.title == "talk.mp4"
    stored = sandbox.data / "videos" / video.video_id / "source"
    assert stored.read_bytes() == clips("h264").read_bytes()
    (record,) = client.upload_many("memory://*.mp4")
    assert record.state == "done"
