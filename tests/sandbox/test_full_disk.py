"""A disk that takes no more: an answer in words, and everything else goes on."""

import contextlib
import io
import sqlite3
import sys

import pytest
from PIL import Image

from apivideo_nb.sandbox.store.database import Database
from apivideo_nb.sandbox.store.fullness import is_disk_full

MiB = 2**20


def picture():
    target = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(target, "PNG")
    return target.getvalue()


def files_of(server):
    return {
        path
        for folder in ("incoming", "videos", "trash")
        for path in (server.data / folder).rglob("*")
        if path.is_file()
    }


@contextlib.contextmanager
def no_more_bytes(server):
    """Keep a running server from making any file longer, as a full disk does."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux can do this to another process")
    limit, pid = resource.RLIMIT_FSIZE, server.process.pid
    before = resource.prlimit(pid, limit)
    resource.prlimit(pid, limit, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, limit, before)


def test_beyond_the_reserve_no_file_is_taken_and_the_rest_goes_on(start, clips):
    before = start()
    clip = clips("one_second").read_bytes()
    with before.api() as api:
        watched = api.create()
        api.upload(watched["videoId"], clip)
        api.finished(watched["videoId"])
    before.stop()

    server = start(reserve=2**60)
    held = files_of(server)
    with server.api() as api:
        video_id = api.create()["videoId"]
        token = api.post("/upload-tokens").json()["token"]
        player = api.post("/players", json={}).json()["playerId"]
        for path, content in (
            (f"/videos/{video_id}/source", clip),
            (f"/upload?token={token}", clip),
            (f"/videos/{video_id}/thumbnail", picture()),
            (f"/videos/{video_id}/captions/en", b"WEBVTT"),
            ("/watermarks", picture()),
            (f"/players/{player}/logo", picture()),
        ):
            answer = api.post(
                path, files={"file": ("f", content)}, data={"link": "https://a.example"}
            )
            assert answer.status_code == 507, path
            assert answer.json() == {
                "title": "The disk of the local sandbox is full.",
                "status": 507,
            }
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert files_of(server) == held
        assert api.status(video_id)["ingest"] is None
        assert api.get("/videos").json()["pagination"]["itemsTotal"] == 2
        assert api.get("/watermarks").json()["data"] == []
        mp4 = api.get(
            f"/vod/{watched['videoId']}/mp4/source.mp4",
            headers={"Range": "bytes=0-99"},
        )
        assert (mp4.status_code, len(mp4.content)) == (206, 100)
        assert api.delete(f"/videos/{watched['videoId']}").status_code == 204
    assert not files_of(server)


def test_a_disk_that_fills_up_loses_nothing_and_recovers(start, clips):
    server = start(reserve=0)
    clip = clips("one_second").read_bytes()
    with server.api() as api:
        first, second = api.create()["videoId"], api.create()["videoId"]
        assert api.upload(first, bytes(5 * MiB), "part 1/2").status_code == 201
        held = files_of(server)
        with no_more_bytes(server):
            assert api.upload(first, clip, "part 2/2").status_code == 507
            assert api.upload(second, clip).status_code == 507
            # what SQLite cannot write is no fault of the caller's, and is not there
            answer = api.post("/videos", json={"title": "Too much"})
            assert answer.status_code in {500, 507}
            assert set(answer.json()) == {"title", "status"}
            assert api.get("/videos").json()["pagination"]["itemsTotal"] == 2
            assert files_of(server) == held
        assert api.status(first)["ingest"]["receivedParts"]["parts"] == [1]
        assert api.upload(first, clip, "part 2/2").status_code == 201
        assert api.upload(second, clip).status_code == 201
        assert api.finished(second)["encoding"]["playable"] is True
        api.finished(first)
    source = server.data / "videos" / first / "source"
    assert source.read_bytes() == bytes(5 * MiB) + clip


def test_a_full_database_says_so_and_takes_the_next_row_that_fits(tmp_path):
    database = Database(tmp_path / "small.db")
    with database.write() as db:
        db.execute("CREATE TABLE notes (text)")
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(sqlite3.OperationalError) as full, database.write() as db:
        db.execute("INSERT INTO notes VALUES (?)", ("x" * MiB,))
    assert is_disk_full(full.value)
    with database.write() as db:
        db.execute("INSERT INTO notes VALUES ('y')")
    with database.read() as db:
        assert [tuple(row) for row in db.execute("SELECT * FROM notes")] == [("y",)]
    database.close()


def test_an_error_of_another_kind_is_no_full_disk():
    assert not is_disk_full(FileNotFoundError(2, "No such file"))
    assert not is_disk_full(sqlite3.IntegrityError("no"))
    assert not is_disk_full(ValueError("no"))


@pytest.mark.skipif(sys.platform != "linux", reason="wants /dev/full")
def test_the_system_s_own_word_for_it_is_understood():
    with pytest.raises(OSError, match="space") as full, open("/dev/full", "wb", 0) as f:  # noqa: PTH123 - a device
        f.write(b"x")
    assert is_disk_full(full.value)
