import sqlite3

import pytest

from apivideo_nb.sandbox.store.database import Database


@pytest.fixture
def db(tmp_path):
    db = Database(tmp_path / "x.db")
    yield db
    db.close()


def count(db):
    with db.read() as reader:
        return reader.execute("SELECT count(*) FROM upload_tokens").fetchone()[0]


INSERT = "INSERT INTO upload_tokens VALUES (?, 'production', 0, 0, NULL)"


def test_a_transaction_that_fails_leaves_nothing(db):
    with pytest.raises(sqlite3.IntegrityError), db.write() as writer:
        writer.executemany(INSERT, [("to1",), ("to1",)])
    assert count(db) == 0
    with db.write() as writer:
        writer.execute(INSERT, ("to1",))
    assert count(db) == 1


def test_a_reader_sees_one_state_throughout(db):
    with db.read() as reader:
        before = reader.execute("SELECT count(*) FROM upload_tokens").fetchone()[0]
        with db.write() as writer:
            writer.execute(INSERT, ("to1",))
        after = reader.execute("SELECT count(*) FROM upload_tokens").fetchone()[0]
    assert (before, after, count(db)) == (0, 0, 1)


def test_opening_again_finds_what_was_there(tmp_path, db):
    with db.write() as writer:
        writer.execute(INSERT, ("to1",))
    again = Database(tmp_path / "x.db")
    assert count(again) == 1
    again.close()


def test_foreign_keys_are_enforced(db):
    with pytest.raises(sqlite3.IntegrityError), db.write() as writer:
        writer.execute("INSERT INTO jobs (video_id, kind) VALUES ('vi1', 'encode')")
