"""What may happen in the middle of an upload, with real servers and real processes."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace

import pytest

import apivideo_nb as av
from apivideo_nb import LocalSandbox, SourceError
from apivideo_nb.api import videos
from apivideo_nb.api.retry import RetryPolicy
from apivideo_nb.upload import engine, meter, recognition
from apivideo_nb.upload.plan import MiB
from apivideo_nb.upload.turns import UploadTurns


@pytest.fixture
def one_by_one(monkeypatch):
    """Let parts go one after the other, and every view be reported."""
    monkeypatch.setattr(engine, "PARALLEL", 1)
    monkeypatch.setattr(meter, "REPORT_EVERY", 0)


@pytest.fixture(params=[64 * MiB, 0])
def hashed_up_to(request, monkeypatch):
    """Let files be read for their digests, or left to the system."""
    monkeypatch.setattr(recognition, "COMPARED_UP_TO", request.param)
    return request.param


def after(count, act):
    """Act once, when so many bytes have left."""
    acted = []

    def report(progress):
        if progress.sent > count and not acted:
            acted.append(progress)
            act()

    return report


@pytest.mark.usefixtures("one_by_one")
def test_a_token_that_ends_in_the_middle_is_renewed(client, sandbox, is_stored):
    data = random.Random(1).randbytes(16 * MiB)
    tokens = []

    def end_all_tokens():
        tokens.append(client._session._login.token)
        with closing(sqlite3.connect(sandbox.data / "sandbox.db")) as db, db:
            assert db.execute("DELETE FROM bearer_tokens").rowcount

    report = after(6 * MiB, end_all_tokens)
    video = client.upload(data, title="renewed", on_progress=report)
    assert is_stored(video.video_id, data)
    assert tokens
    assert client._session._login.token not in tokens


@pytest.mark.usefixtures("quick", "one_by_one")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_restarted_in_the_middle_gets_the_rest(
    tmp_path, monkeypatch, how
):
    patient = RetryPolicy(attempts=200, first_delay=0.05, max_delay=0.1)
    monkeypatch.setattr(videos, "PATIENT", patient)
    first = LocalSandbox(tmp_path / "data", port=0).start()
    server = LocalSandbox(tmp_path / "data", port=first.port)
    client = av.Client(first.api_key, base_url=first.url)
    path = tmp_path / "talk.mp4"
    path.write_bytes(random.Random(2).randbytes(16 * MiB))

    def restart():
        os.kill(first.pid, how)
        if how == signal.SIGTERM:
            server.stop()
        server.start()

    with server:
        video = client.upload(path, on_progress=after(6 * MiB, restart))
        assert server.running().pid != first.pid
        assert video.status().uploaded
        stored = tmp_path / "data" / "videos" / video.video_id
        assert [v.video_id for v in client.videos.list()] == [video.video_id]
        assert client.videos.status(video.video_id).ingest.filesize == 16 * MiB
        assert stored.exists()


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("change", ["truncated", "grown", "replaced"])
def test_a_file_that_changes_in_the_middle_leaves_nothing_behind(
    client, direct, tmp_path, change, hashed_up_to
):
    path, title = tmp_path / "talk.mp4", f"{change} {hashed_up_to}"
    path.write_bytes(bytes(16 * MiB))

    def make_change():
        match change:
            case "truncated":
                os.truncate(path, 100)
            case "grown":
                os.truncate(path, 17 * MiB)
            case "replaced":
                other = tmp_path / "other.mp4"
                other.write_bytes(bytes(16 * MiB))
                other.replace(path)

    report = after(6 * MiB, make_change)
    with pytest.raises(SourceError, match=r"talk\.mp4 was changed while") as caught:
        client.upload(path, title=title, on_progress=report)
    assert "Upload it again" in caught.value.hint
    assert list(direct.videos.list(title=title)) == []


@pytest.mark.usefixtures("one_by_one")
def test_a_laptop_that_slept_ten_minutes_goes_on(client, line, is_stored, monkeypatch):
    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    clock, dropped = Clock(), []
    client._session._clock = clock
    window = UploadTurns(clock=clock)
    monkeypatch.setattr("apivideo_nb.client.turns_of", lambda *_: window)
    client.upload(b"so that it is logged in", title="before")
    # the token would have lasted five minutes more
    login = client._session._login
    client._session._login = replace(login, renew_at=clock.now + 300)

    def sleep():
        window.learn({"x-ratelimit-remaining": "0", "x-ratelimit-retry-after": "60"})
        clock.now += 600  # in which the minute passed
        line.script = lambda *_: dropped.append(1) if len(dropped) > 1 else drop()

    def drop():
        dropped.append(1)
        return "drop before delivery"  # the connections are dead

    data = random.Random(3).randbytes(16 * MiB)
    video = client.upload(data, title="asleep", on_progress=after(6 * MiB, sleep))
    assert is_stored(video.video_id, data)
    assert client._session._login.token != login.token
    assert len(dropped) > 2


KERNEL = """
import sys
import apivideo_nb as av
from apivideo_nb.upload import plan
plan.DEFAULT_CHUNK = 5 * 2**20
url, key, path, title = sys.argv[1:]
print(av.Client(key, base_url=url).upload(path, title=title).video_id)
"""


def test_a_kernel_that_is_killed_before_it_hears_of_its_video_finds_it_again(
    line, sandbox, direct, tmp_path
):
    path, created = tmp_path / "talk.mp4", threading.Event()
    path.write_bytes(b"a talk")

    def script(method, path):
        if method == "POST" and path == "/videos":
            created.set()
            return "drop after delivery"
        return None

    line.script = script
    command = [
        sys.executable,
        "-c",
        KERNEL,
        line.url,
        sandbox.api_key,
        str(path),
        "unheard",
    ]
    with subprocess.Popen(command) as kernel:
        assert created.wait(60)
        while not list(direct.videos.list(title="unheard")):
            pass  # the request is on its way
        kernel.kill()
    (left,) = direct.videos.list(title="unheard")
    line.script = lambda *_: None
    again = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert again.stdout.strip() == left.video_id


def test_a_creation_that_is_refused_is_not_looked_for(client, line):
    asked = []
    line.script = lambda method, path: asked.append((method, path))
    for _ in range(2):
        with pytest.raises(av.ApiError):
            client.upload(b"x", title="refused", language="no language")
    assert [path for path in asked if path[0] == "GET"] == []


def test_two_kernels_that_upload_the_same_make_one_video(
    line, sandbox, direct, tmp_path, is_stored
):
    path, sent = tmp_path / "talk.mp4", []
    path.write_bytes(random.Random(4).randbytes(16 * MiB))

    def script(method, path):
        if method == "POST" and path.endswith("/source"):
            sent.append(path)
        return "delay"

    line.script = script
    command = [
        sys.executable,
        "-c",
        KERNEL,
        line.url,
        sandbox.api_key,
        str(path),
        "at once",
    ]
    kernels = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    ids = {kernel.communicate(timeout=60)[0].strip() for kernel in kernels}
    assert len(ids) == 1
    assert [v.video_id for v in direct.videos.list(title="at once")] == list(ids)
    assert len(sent) == 4
    assert is_stored(*ids, path.read_bytes())


def test_a_ledger_on_a_full_disk_costs_no_upload(client, is_stored, monkeypatch):
    def full(**_):
        return os.open("/dev/full", os.O_WRONLY), "/nowhere/at/all"

    monkeypatch.setattr("apivideo_nb.upload.ledger.tempfile.mkstemp", full)
    data = random.Random(5).randbytes(11 * MiB)
    with pytest.warns(UserWarning, match="no space left on device"):
        video = client.upload(data, title="full disk")
    assert is_stored(video.video_id, data)
