import os
import socket

import pytest

from apivideo_nb import SourceError
from apivideo_nb.api.filerange import VIEW, FileRange


@pytest.fixture
def data():
    return os.urandom(2 * VIEW + 5)


@pytest.fixture
def file(tmp_path, data):
    path = tmp_path / "talk.mp4"
    path.write_bytes(data)
    with path.open("r+b", buffering=0) as file:
        yield file


@pytest.fixture
def pair():
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(0.5)
        yield one, other


def test_a_range_is_read_in_views(file, data):
    span = FileRange(file, 5, len(data))
    assert len(span) == len(data) - 5
    assert b"".join(map(bytes, span)) == data[5:]
    assert max(len(view) for view in span) == VIEW


@pytest.mark.parametrize("system", [True, False])
def test_a_range_is_sent_as_it_is(file, data, pair, monkeypatch, system):
    if not system:
        monkeypatch.delattr(os, "sendfile")
    one, other = pair
    FileRange(file, 7, 2007).send_by(one)
    assert other.recv(2000, socket.MSG_WAITALL) == data[7:2007]


@pytest.mark.parametrize("act", ["read", "send"])
def test_a_file_that_became_shorter_is_said_by_its_name(file, pair, act):
    file.truncate(10)
    span = FileRange(file, 0, 20)
    with pytest.raises(SourceError, match=r"talk\.mp4 was changed while"):
        list(span) if act == "read" else span.send_by(pair[0])


def test_a_line_that_stands_still_is_noticed(file, data, pair):
    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with pytest.raises(TimeoutError):
        FileRange(file, 0, len(data)).send_by(pair[0])
