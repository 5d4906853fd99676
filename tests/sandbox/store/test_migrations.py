import sqlite3
from contextlib import closing

import pytest

from apivideo_nb.sandbox.rules.lists import ListQuery, VideoFilter
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import deliveries, encodings, sources, videos
from apivideo_nb.sandbox.store.database import Database
from apivideo_nb.sandbox.store.migrations import MIGRATIONS

VIDEO = "vi4k0jvEUuaTdRAEjQ4Jfagz"


@pytest.fixture
def old(tmp_path):
    """Return a function that makes a database of a version, with one encoded video."""

    def make(version):
        path = tmp_path / f"version-{version}.db"
        with closing(sqlite3.connect(path)) as db, db:
            for number, statements in enumerate(MIGRATIONS[:version], start=1):
                for statement in statements:
                    db.execute(statement)
                if number == 1:
                    _fill(db)
            db.execute(f"PRAGMA user_version = {version}")
        return path

    return make


def _fill(db):
    db.execute(
        "INSERT INTO videos (video_id, project, title, title_folded, description,"
        " description_folded, public, panoramic, mp4_support, created_at,"
        " published_at, updated_at)"
        " VALUES (?, 'production', 'Old', 'old', '', '', 1, 0, 1, 10, 10, 10)",
        (VIDEO,),
    )
    db.execute("INSERT INTO tags VALUES (?, 0, 'kept')", (VIDEO,))
    db.execute("INSERT INTO encodings (video_id, playable) VALUES (?, 1)", (VIDEO,))
    db.execute(
        "INSERT INTO sources (video_id, origin, ingest, filesize)"
        " VALUES (?, 'upload', 'uploaded', 5)",
        (VIDEO,),
    )
    db.execute(
        "INSERT INTO qualities VALUES (?, 0, 'hls', '240p', 'encoded')", (VIDEO,)
    )


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_database_of_every_earlier_version_is_brought_up_to_date(old, version):
    db = Database(old(version))
    query = ListQuery(sort_by="createdAt", descending=True)
    with db.read() as reader:
        (reached,) = reader.execute("PRAGMA user_version").fetchone()
        found, total = videos.find_page(
            reader, "production", query, VideoFilter(tags=("kept",))
        )
        assert (total, reached) == (1, len(MIGRATIONS))
        assert found == [videos.get(reader, VIDEO)]
        assert (found[0].title, found[0].tags) == ("Old", ("kept",))
        assert sources.get(reader, VIDEO).complete
        assert encodings.get(reader, VIDEO).playable
    db.close()


def test_an_old_database_and_a_new_one_are_alike(old, tmp_path):
    def shape(path):
        db = Database(path)
        with db.read() as reader:
            rows = reader.execute("SELECT type, name, sql FROM sqlite_schema")
            found = {tuple(row) for row in rows}
        db.close()
        return found

    assert shape(old(1)) == shape(tmp_path / "new.db")


def test_what_was_encoded_before_there_were_webhooks_is_no_news(old):
    db = Database(old(1))
    with db.write() as writer:
        writer.execute(
            "INSERT INTO webhooks VALUES (1, 'webhook_1', 'production', 'http://h/',"
            """ '["video.encoding.quality.completed"]', 's', 1)"""
        )
        writer.execute(
            "INSERT INTO qualities VALUES (?, 1, 'mp4', '240p', 'encoded')", (VIDEO,)
        )
        for _ in range(2):  # nor is anything told twice
            deliveries.announce(writer, VIDEO, now=99)
        bodies = [row["body"] for row in writer.execute("SELECT body FROM deliveries")]
    assert len(bodies) == 1
    assert '"encoding":"mp4"' in bodies[0]
    db.close()


def test_the_database_notes_when_a_source_began_and_ended(tmp_path):
    def dates():
        with db.read() as reader:
            row = reader.execute("SELECT began_at, complete_at FROM sources").fetchone()
            return row["began_at"] is not None, row["complete_at"] is not None

    db = Database(tmp_path / "new.db")
    with db.write() as writer:
        videos.add(writer, VIDEO, "sandbox", NewVideo(title="New"), now=10)
        sources.add_chunk(writer, VIDEO, None, 1)
    assert dates() == (True, False)
    with db.write() as writer:
        sources.set_ingest(writer, VIDEO, "uploaded", 1)
    assert dates() == (True, True)
    db.close()
