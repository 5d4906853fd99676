"""What the client sends: all of it, once, and after a stop only what is missing."""

import hashlib
import io
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import apivideo_nb as av
from apivideo_nb.api.multipart import MultipartBody
from apivideo_nb.upload import engine, meter, plan
from apivideo_nb.upload.plan import MiB


@pytest.fixture(scope="session")
def client(sandbox):
    return av.Client(sandbox.api_key, base_url=sandbox.url)


@pytest.mark.parametrize("kind", ["path", "bytes", "file"])
def test_what_is_stored_is_what_was_sent(client, clips, sandbox, kind):
    path = clips("h264")
    opened = path.open("rb") if kind == "file" else io.BytesIO()
    source = {"path": path, "bytes": path.read_bytes(), "file": opened}[kind]
    with opened:
        video = client.upload(source, title=kind, wait="encoded")
    assert stored_sha256(sandbox, video) == sha256(path)


def test_a_large_file_is_sent_in_parts_and_stored_as_it_was(
    client, clips, sandbox, monkeypatch
):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    path, reports = clips("big"), []
    size = path.stat().st_size
    video = client.upload(path, title="in parts", on_progress=reports.append)
    parts = -(-size // (5 * MiB))
    received = video.status().ingest.received_parts
    assert (received.parts, received.total) == (tuple(range(1, parts + 1)), parts)
    sending = [report for report in reports if report.stage == "uploading"]
    assert (sending[-1].sent, sending[-1].total) == (size, size)
    video.wait("encoded")
    assert stored_sha256(sandbox, video) == sha256(path)


def stored_sha256(sandbox, video):
    video.wait("playable", timeout=60)  # by then the parts are joined
    return sha256(sandbox.data / "videos" / video.video_id / "source")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stopped(client, source, **options):
    """Upload until the first report of progress; give what is said then."""
    cancel = threading.Event()
    with pytest.raises(av.UploadInterruptedError) as caught:
        client.upload(
            source, on_progress=lambda _: cancel.set(), cancel=cancel, **options
        )
    return caught.value


def test_an_upload_that_was_stopped_goes_on_where_it_stopped(
    client, clips, sandbox, monkeypatch
):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    monkeypatch.setattr(engine, "PARALLEL", 1)
    monkeypatch.setattr(meter, "REPORT_EVERY", 0)
    path, reports, size = clips("big"), [], clips("big").stat().st_size
    cancel = threading.Event()

    def stop(progress):
        if progress.sent > 6 * MiB:
            cancel.set()

    with pytest.raises(av.UploadInterruptedError) as caught:
        client.upload(path, title="go on", on_progress=stop, cancel=cancel)
    assert "the rest is sent" in caught.value.hint
    parts = client.videos.status(caught.value.video_id).ingest.received_parts.parts
    assert parts == (1,)
    video = client.upload(path, title="go on", on_progress=reports.append)
    assert video.video_id == caught.value.video_id
    assert reports[0].sent > 5 * MiB
    assert reports[-1].sent == reports[-1].total == size
    assert stored_sha256(sandbox, video) == sha256(path)


def test_what_cannot_be_taken_up_again_leaves_nothing_behind(client):
    class Endless:
        name = "endless.mp4"

        def read(self, count):
            return bytes(count)

    error = stopped(client, Endless(), title="endless")
    assert error.video_id is None
    assert "Nothing of it was kept" in str(error)
    assert list(client.videos.list(title="endless")) == []


def test_a_pipe_of_unknown_length_is_sent_in_parts(client, clips, sandbox, monkeypatch):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    reports = []
    with subprocess.Popen(["cat", clips("big")], stdout=subprocess.PIPE) as process:
        video = client.upload(process.stdout, title="piped", on_progress=reports.append)
    received = video.status().ingest.received_parts
    assert (received.parts, received.total) == ((1, 2, 3), 3)
    assert stored_sha256(sandbox, video) == sha256(clips("big"))
    assert reports[-1].sent == reports[-1].total == clips("big").stat().st_size


def test_the_same_bytes_with_the_same_options_are_the_same_video(client, clips):
    data = clips("h264").read_bytes()
    first = client.upload(data, title="once", tags=["a"])
    reports = []
    again = client.upload(
        io.BytesIO(data), title="once", tags=["a"], on_progress=reports.append
    )
    assert (again.video_id, reports) == (first.video_id, [])
    other = client.upload(data, title="once", tags=["b"])
    assert other.video_id != first.video_id
    forced = client.upload(data, title="once", tags=["a"], force=True)
    assert forced.video_id != first.video_id
    latest = client.upload(data, title="once", tags=["a"])
    assert latest.video_id == forced.video_id


def test_a_file_is_the_same_if_its_bytes_are(client, clips, tmp_path):
    path = tmp_path / "talk.mp4"
    path.write_bytes(clips("h264").read_bytes())
    first = client.upload(path)
    assert client.upload(str(path)).video_id == first.video_id
    os.utime(path, ns=(1, 1))  # touched
    assert client.upload(path).video_id == first.video_id
    data = bytearray(path.read_bytes())
    data[-1] ^= 1  # of the same length
    path.write_bytes(data)
    changed = client.upload(path)
    assert changed.video_id != first.video_id
    path.write_bytes(clips("silent").read_bytes())
    assert client.upload(path).video_id not in {first.video_id, changed.video_id}


def test_a_video_that_is_gone_is_uploaded_anew(client, clips):
    data = clips("tiny").read_bytes()
    first = client.upload(data, title="gone")
    first.delete()
    assert client.upload(data, title="gone").video_id != first.video_id


def test_the_same_bytes_fail_the_same_way(client):
    failed = client.upload(b"no video at all", title="failed")
    for _ in range(2):
        with pytest.raises(av.EncodingError):
            client.upload(b"no video at all", title="failed", wait="playable")
    assert [v.video_id for v in client.videos.list(title="failed")] == [failed.video_id]


def test_a_container_that_vanished_is_made_anew(client, clips, sandbox):
    error = stopped(client, clips("big"), title="vanished")
    client.videos.delete(error.video_id)
    video = client.upload(clips("big"), title="vanished")
    assert video.video_id != error.video_id
    assert stored_sha256(sandbox, video) == sha256(clips("big"))


def test_what_was_completed_elsewhere_is_taken_as_it_is(client, clips):
    error = stopped(client, clips("big"), title="elsewhere")
    data = clips("big").read_bytes()
    client.videos.send_chunk(
        error.video_id, None, lambda: MultipartBody("a.mp4", len(data), lambda: [data])
    )
    reports = []
    video = client.upload(clips("big"), title="elsewhere", on_progress=reports.append)
    assert (video.video_id, reports) == (error.video_id, [])
    again = client.upload(clips("big"), title="elsewhere")
    assert again.video_id == video.video_id


def test_a_deadline_ends_the_sending_and_keeps_what_was_sent(client, clips):
    with pytest.raises(av.UploadInterruptedError, match="by its deadline") as caught:
        client.upload(clips("big"), title="late", deadline=0)
    video = client.upload(clips("big"), title="late", deadline=60)
    assert video.video_id == caught.value.video_id


def test_a_file_that_changes_while_it_is_sent_leaves_nothing_behind(
    client, clips, tmp_path
):
    path = tmp_path / "growing.mp4"
    path.write_bytes(clips("big").read_bytes())

    def grow(_):
        with path.open("ab") as file:
            file.write(b"more")

    with pytest.raises(av.SourceError, match="was changed"):
        client.upload(path, on_progress=grow)
    assert list(client.videos.list(title="growing.mp4")) == []


def test_two_threads_that_upload_the_same_make_one_video(client, clips):
    with ThreadPoolExecutor(3) as pool:
        futures = [
            pool.submit(client.upload, clips("big"), title="by three threads")
            for _ in range(3)
        ]
        videos = {future.result().video_id for future in futures}
    assert len(videos) == 1
    assert [v.video_id for v in client.videos.list(title="by three threads")] == list(
        videos
    )


def test_without_a_ledger_an_upload_works_and_warns(
    client, clips, tmp_path, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("APIVIDEO_NB_HOME", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="Uploads are not remembered"):
        video = client.upload(clips("tiny"), title="unremembered")
    assert video.status().uploaded
    assert stopped(client, clips("tiny"), title="unremembered").video_id is None


def test_the_ledger_tells_no_secret(client, clips, sandbox, tmp_path):
    client.upload(clips("tiny"), title="A private matter", metadata={"with": "Ada"})
    (path,) = (tmp_path / "home" / "ledger").glob("*.json")
    told = path.name + path.read_text()
    for secret in (sandbox.api_key, client._session._login.token, "private", "Ada"):
        assert secret not in told
