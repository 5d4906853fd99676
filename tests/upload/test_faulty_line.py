"""Uploads over a line on which everything goes wrong, into the real local sandbox."""

import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import apivideo_nb as av
from apivideo_nb.api import transport, videos
from apivideo_nb.api.retry import RetryPolicy
from apivideo_nb.upload import container, engine
from apivideo_nb.upload.plan import MiB

#: bigger versions: APIVIDEO_NB_TEST_UPLOADS=200 APIVIDEO_NB_TEST_MOMENTS=50
UPLOADS = int(os.environ.get("APIVIDEO_NB_TEST_UPLOADS", "30"))
MOMENTS = int(os.environ.get("APIVIDEO_NB_TEST_MOMENTS", "5"))


def once(fault, where, times=1):
    """Let a fault happen so many times to requests whose path ends so."""
    left = [times]

    def script(method, path):
        if method == "POST" and path.endswith(where) and left[0]:
            left[0] -= 1
            return fault
        return None

    return script


FAULTS = (
    "drop before delivery",
    "drop after delivery",
    "cut the request short",
    "cut the answer short",
    "deliver twice",
    "429",
    "429 without a word when",
    "500",
    "502",
    "401",
)


@pytest.mark.parametrize("size", [1000, 11 * MiB])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_while_sending_changes_nothing(client, line, is_stored, fault, size):
    data, title = random.Random(1).randbytes(size), f"sending {fault} {size}"
    line.script = once(fault, "/source", times=2)
    video = client.upload(data, title=title)
    assert line.played[fault] >= 1
    assert is_stored(video.video_id, data)
    assert [v.video_id for v in client.videos.list(title=title)] == [video.video_id]


@pytest.mark.parametrize("fault", [f for f in FAULTS if f != "deliver twice"])
def test_a_fault_while_creating_makes_no_second_video(client, line, direct, fault):
    title = f"creating {fault}"
    line.script = once(fault, "/videos", times=2)
    video = client.upload(b"x", title=title, tags=["a"], metadata={"n": "1"})
    assert line.played[fault] >= 1
    assert [v.video_id for v in direct.videos.list(title=title)] == [video.video_id]


def test_a_container_of_somebody_else_is_not_taken_for_a_lost_one(client, line, direct):
    others = [direct.videos.create("alike", tags=tags) for tags in ([], ["a"], ["a"])]
    line.script = once("drop before delivery", "/videos")
    video = client.upload(b"x", title="alike", tags=["a"])
    assert video.video_id not in {other.video_id for other in others}
    assert [other.status().state for other in others] == ["empty"] * 3


def test_a_container_that_somebody_else_sends_into_is_left_to_them(
    client, line, direct, is_stored
):
    theirs = direct.videos.create("contested")
    played = []

    def script(method, path):
        if method == "POST" and path.endswith("/videos") and not played:
            played.append(path)
            return "drop before delivery"  # so that theirs is taken for ours
        if method == "POST" and path == f"/videos/{theirs.video_id}/source":
            played.append(path)
            direct.videos.send_chunk(theirs.video_id, None, body)
        return None

    def body():
        return videos.MultipartBody("a", 6, lambda: [b"theirs"])

    line.script = script
    video = client.upload(b"ours", title="contested")
    assert len(played) == 2
    assert video.video_id != theirs.video_id
    assert is_stored(theirs.video_id, b"theirs")
    assert is_stored(video.video_id, b"ours")


def test_a_creation_that_never_succeeds_is_an_error(client, line, monkeypatch):
    monkeypatch.setattr(container, "PATIENCE", RetryPolicy(attempts=2, first_delay=0))
    line.script = once("500", "/videos", times=2)
    with pytest.raises(av.ServerError):
        client.upload(b"x", title="never")


def test_waiting_for_another_creation_can_be_stopped(client, line):
    cancel = threading.Event()
    cancel.set()
    line.script = once("500", "/videos")
    with pytest.raises(av.UploadInterruptedError):
        client.upload(b"x", title="stopped", cancel=cancel)


def test_many_uploads_over_a_faulty_line_are_as_many_videos(
    client, line, direct, is_stored
):
    line.seeded(20, share=0.3)
    line.token_life = 1
    sources = {
        f"spoilt {n:03}": random.Random(n).randbytes(
            11 * MiB if n % 10 == 0 else 1000 + n
        )
        for n in range(UPLOADS)
    }
    with ThreadPoolExecutor(4) as pool:
        futures = {
            title: pool.submit(client.upload, data, title=title)
            for title, data in sources.items()
        }
        made = {title: future.result() for title, future in futures.items()}
    listed = list(direct.videos.list(title="spoilt"))
    assert sorted(v.video_id for v in listed) == sorted(
        v.video_id for v in made.values()
    )
    for title, video in made.items():
        assert is_stored(video.video_id, sources[title])
    assert sum(line.played.values()) - line.played[None] > 20


def test_a_line_that_stands_still_is_left_for_another(client, line, monkeypatch):
    monkeypatch.setattr(transport, "BODY_TIMEOUT", (0.5, 0.5))
    line.delay = 2
    line.script = once("delay", "/source")
    began = time.monotonic()
    video = client.upload(b"still", title="still")
    assert time.monotonic() - began < 2
    assert video.status().uploaded


def test_network_that_stays_away_keeps_what_was_sent(client, line, monkeypatch):
    monkeypatch.setattr(videos, "PATIENT", RetryPolicy(attempts=2, first_delay=0))
    monkeypatch.setattr(engine, "PARALLEL", 1)
    data, sent = random.Random(5).randbytes(11 * MiB), []

    def script(method, path):
        if method == "POST" and path.endswith("/source"):
            sent.append(path)
            return "drop before delivery" if len(sent) > 1 else None
        return None

    line.script = script
    with pytest.raises(av.TransportError) as caught:
        client.upload(data, title="away")
    assert "the rest is sent" in caught.value.hint
    line.script = lambda *_: None
    reports = []
    video = client.upload(data, title="away", on_progress=reports.append)
    assert sent[0] == f"/videos/{video.video_id}/source"
    assert reports[0].sent > 5 * MiB


CHILD = """
import sys
import apivideo_nb as av
from apivideo_nb.upload import plan
plan.DEFAULT_CHUNK = 5 * 2**20
url, key, path, title = sys.argv[1:]
say = lambda *words: print(*words, flush=True)
client = av.Client(key, base_url=url)
say("begins")
video = client.upload(path, title=title, on_progress=lambda _: say("sent"))
say("done", video.video_id)
"""


def test_uploads_that_are_killed_at_any_moment_become_a_video_each(
    line, sandbox, direct, tmp_path, is_stored
):
    path = tmp_path / "forty.mp4"
    path.write_bytes(random.Random(40).randbytes(40 * 10**6))
    line.delay = 0.25
    line.script = lambda _, path: "delay" if path.endswith("/source") else None
    chance, titles = random.Random(9), ["killed 000"]

    def command():
        return [
            *(sys.executable, "-c", CHILD),
            *(line.url, sandbox.api_key, str(path), titles[-1]),
        ]

    for _ in range(MOMENTS):
        with subprocess.Popen(command(), stdout=subprocess.PIPE) as process:
            # from before the video is created up to after the last part was sent
            for _ in range(chance.randint(1, 6)):
                if process.stdout.readline().startswith(b"done"):
                    titles.append(f"killed {len(titles):03}")
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
    for title in titles:
        titles[-1] = title
        done = subprocess.run(command(), stdout=subprocess.PIPE, check=True, timeout=60)
        word, video_id = done.stdout.split()[-2:]
        assert word == b"done"
        (video,) = direct.videos.list(title=title)
        assert video.video_id == video_id.decode()
        assert is_stored(video.video_id, path.read_bytes())
    again = subprocess.run(command(), stdout=subprocess.PIPE, check=True, timeout=60)
    assert again.stdout.split() == [b"begins", b"done", video_id]
