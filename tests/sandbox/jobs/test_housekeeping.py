import contextlib
import sqlite3
import subprocess
import time

import pytest

from apivideo_nb.sandbox.jobs.housekeeping import Housekeeping
from apivideo_nb.sandbox.media import find_ffmpeg
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import sources, videos
from apivideo_nb.sandbox.store.database import Database
from apivideo_nb.sandbox.store.files import Files

HOUR = 3600
DAY = 24 * HOUR
STATES = ("empty", "uploading", "uploaded", "ingesting", "ingested")


def video_id(project, state):
    return f"vi{project}{state}".ljust(24, "0")


@pytest.fixture
def kept(tmp_path):
    """Return a function that says what is left after so many seconds."""
    files = Files(tmp_path / "data")
    db = Database(tmp_path / "data" / "sandbox.db")
    began = int(time.time())
    with db.write() as writer:
        for project in ("sandbox", "production"):
            for state in STATES:
                new = video_id(project, state)
                videos.add(writer, new, project, NewVideo(title="T"), now=began)
                if state.startswith("upload"):
                    sources.add_chunk(writer, new, None, 1)
                if state.startswith("ingest"):
                    sources.start(writer, new, "download", "http://127.0.0.1:9/")
                if state != "empty":
                    sources.set_ingest(writer, new, state)
                files.source(new).parent.mkdir(parents=True)
                files.source(new).write_bytes(b"x")
    cancelled = []

    def after(seconds):
        clock = began + seconds
        gone = Housekeeping(
            db, files, cancel=cancelled.append, clock=lambda: clock
        ).tidy()
        assert not any(files.folder(one).exists() for one in gone)
        with db.read() as reader:
            left = {row[0] for row in reader.execute("SELECT video_id FROM videos")}
        assert left.isdisjoint(cancelled)
        return {
            (project, state)
            for project in ("sandbox", "production")
            for state in STATES
            if video_id(project, state) in left
        }

    yield after
    db.close()


EVERYTHING = {(p, s) for p in ("sandbox", "production") for s in STATES}
UPLOADED = {("sandbox", "uploaded"), ("sandbox", "ingested")}


def test_a_video_of_a_sandbox_key_is_gone_a_day_after_its_upload(kept):
    assert kept(DAY - 60) == EVERYTHING
    assert kept(DAY + 60) == EVERYTHING - UPLOADED


def test_what_is_unfinished_is_gone_after_a_week(kept):
    assert kept(7 * DAY - 60) == EVERYTHING - UPLOADED
    assert kept(7 * DAY + 60) == {
        ("production", "uploaded"),
        ("production", "ingested"),
    }


@contextlib.contextmanager
def edited(data):
    with contextlib.closing(sqlite3.connect(data / "sandbox.db")) as db, db:
        yield db


def test_what_expired_while_no_server_ran_goes_at_the_start(start, clips, wait_for):
    server = start()
    with server.api("sandbox_key") as api:
        old, young = (api.create()["videoId"] for _ in range(2))
        for one in (old, young):
            api.upload(one, clips("one_second").read_bytes())
        api.finished(old)
    with server.api() as api:
        mine = api.create()["videoId"]
        api.upload(mine, clips("one_second").read_bytes())
        empty = api.create()["videoId"]
    assert server.stop() == 0
    with edited(server.data) as db:
        day = "UPDATE sources SET complete_at = complete_at - 86400 WHERE video_id = ?"
        db.executemany(day, [(old,), (mine,)])
        db.execute(
            "UPDATE videos SET created_at = created_at - 7 * 86400 WHERE video_id = ?",
            (empty,),
        )

    server = start()
    with server.api("sandbox_key") as api:
        wait_for(lambda: api.get(f"/videos/{old}").status_code == 404)
        assert api.get(f"/videos/{young}").status_code == 200
    with server.api() as api:
        assert api.get(f"/videos/{mine}").status_code == 200
        assert api.get(f"/videos/{empty}").status_code == 404
    wait_for(lambda: not (server.data / "videos" / old).exists())
    assert (server.data / "videos" / mine).exists()


def test_reports_are_forgotten_after_a_month_and_totals_are_not(start, wait_for):
    server = start()
    with server.api() as api:
        video_id = api.create()["videoId"]
        for view in ("page-0001", "page-0002"):
            body = {"view": view, "events": [{"type": "play"}]}
            assert api.post(f"/vod/{video_id}/report", json=body).status_code == 204
    assert server.stop() == 0
    with edited(server.data) as db:
        db.execute("UPDATE view_events SET at = at - 31 * 86400 WHERE view = 1")
    server = start()

    def marks():
        with edited(server.data) as db:
            return [mark for (mark,) in db.execute("SELECT mark FROM views")]

    wait_for(lambda: marks() == ["page-0002"])
    with server.api() as api:
        assert api.get("/data/metrics/play/count").json()["data"] == 1
        assert api.get("/data/metrics/play/total").json()["data"] == 2


def test_a_sandbox_key_gets_thirty_seconds(server, clips, tmp_path):
    long = tmp_path / "long.mp4"
    loop = ("-v", "error", "-stream_loop", "34", "-i", clips("one_second"))
    subprocess.run([find_ffmpeg(), *loop, "-c", "copy", long], check=True)
    with server.api("sandbox_key") as api:
        video = api.create()
        api.upload(video["videoId"], long.read_bytes())
        encoding = api.finished(video["videoId"])["encoding"]
        assert encoding["metadata"]["duration"] == 30
        url = video["assets"]["hls"]
        rung = api.get(url.replace("manifest.m3u8", "240p/index.m3u8")).text
    lengths = [line[8:].rstrip(",") for line in rung.splitlines() if "#EXTINF" in line]
    assert sum(map(float, lengths)) == pytest.approx(30, abs=0.2)
