import io
import random
import threading

import pytest

import apivideo_nb as av
from apivideo_nb.api import retry
from apivideo_nb.upload import delegated
from apivideo_nb.upload.plan import MiB


@pytest.fixture
def upload(line, direct, quick, monkeypatch):  # noqa: ARG001  # the fixture is what it does
    """Give what uploads over the line with a token, by somebody without a key."""
    monkeypatch.setattr(
        delegated, "PATIENT", retry.RetryPolicy(attempts=12, first_delay=0.01)
    )
    token = direct.upload_tokens.create(ttl=600).token

    def upload(source, **options):
        url = f"{line.url}/upload"
        return av.upload_with_token(token, source, url=url, **options)

    upload.token = token
    return upload


def test_a_small_file_is_a_video_of_its_name(upload, direct, is_stored, tmp_path):
    path = tmp_path / "homework 3.mp4"
    path.write_bytes(b"homework")
    video = upload(path)
    assert is_stored(video.video_id, b"homework")
    assert direct.videos.get(video.video_id).title == "homework 3.mp4"


def test_the_first_part_goes_alone_and_the_others_carry_its_id(
    upload, line, direct, is_stored
):
    data, under_way, together = random.Random(1).randbytes(16 * MiB), [0], []
    lock, reports = threading.Lock(), []
    deliver = line.RequestHandlerClass._deliver

    def counted(handler, body, promised=None):
        with lock:
            under_way[0] += 1
            together.append(under_way[0])
        try:
            return deliver(handler, body, promised)
        finally:
            with lock:
                under_way[0] -= 1

    line.RequestHandlerClass._deliver = counted
    try:
        video = upload(data, on_progress=reports.append)
    finally:
        line.RequestHandlerClass._deliver = deliver
    assert is_stored(video.video_id, data)
    assert together[:2] == [1, 1]
    assert len(together) == 4
    assert direct.videos.status(video.video_id).ingest.received_parts.total == 4
    assert reports[-1].sent == reports[-1].total == len(data)


def test_a_stream_goes_the_same_way(upload, is_stored):
    class Pipe:
        def __init__(self, data):
            self._data = io.BytesIO(data)

        def read(self, count):
            return self._data.read(count)

    data = random.Random(2).randbytes(11 * MiB)
    assert is_stored(upload(Pipe(data)).video_id, data)


@pytest.mark.parametrize("fault", ["drop after delivery", "500", "429"])
def test_a_later_part_is_sent_again_and_counts_once(upload, line, is_stored, fault):
    data, seen = random.Random(3).randbytes(11 * MiB), []

    def script(_, path):
        seen.append(path)
        return fault if len(seen) == 2 else None

    line.script = script
    assert is_stored(upload(data).video_id, data)
    assert len(seen) == 4


def test_a_first_part_without_an_answer_is_not_sent_twice(upload, line):
    line.script = lambda *_: "drop after delivery"
    with pytest.raises(av.TransportError) as caught:
        upload(b"homework")
    assert upload.token not in str(caught.value)
    assert line.played["drop after delivery"] == 1


def test_a_token_that_has_ended_is_said_in_words(upload, direct):
    direct.upload_tokens.delete(upload.token)
    with pytest.raises(av.ApiError) as caught:
        upload(b"homework")
    assert upload.token not in f"{caught.value} {caught.value.hint}"


def test_what_has_no_bytes_is_refused(upload):
    for source in ("https://host/clip.mp4", "vi4k0jvEUuaTdRAEjQ4Jfrgz"):
        with pytest.raises(av.SourceError, match="only bytes"):
            upload(source)


def test_it_can_be_stopped(upload):
    cancel = threading.Event()
    with pytest.raises(av.UploadInterruptedError):
        upload(bytes(11 * MiB), on_progress=lambda _: cancel.set(), cancel=cancel)
