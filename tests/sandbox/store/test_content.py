"""What is remembered that no answer shows."""

import pytest

from apivideo_nb.sandbox.rules.discarding import RESTORABLE
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import videos, watermarks
from apivideo_nb.sandbox.store.database import Database

NEW = NewVideo(
    title="T",
    transcript=True,
    transcript_summary=True,
    transcript_summary_attributes=("takeaways",),
)


@pytest.fixture
def db(tmp_path):
    db = Database(tmp_path / "x.db")
    with db.write() as writer:
        yield writer
    db.close()


def test_what_is_asked_of_speech_is_remembered(db):
    videos.add(db, "vi1", "production", NEW, now=1)
    video = videos.get(db, "vi1")
    assert (video.transcript, video.transcript_summary) == (True, True)
    assert video.transcript_summary_attributes == ("takeaways",)
    changes = {
        "transcript": False,
        "transcript_summary": False,
        "transcript_summary_attributes": ("abstract",),
    }
    videos.change(db, "vi1", changes, now=2)
    video = videos.get(db, "vi1")
    assert (video.transcript, video.transcript_summary) == (False, False)
    assert video.transcript_summary_attributes == ("abstract",)


def test_a_discarded_video_is_found_only_by_who_asks_for_it(db):
    videos.add(db, "vi1", "production", NEW, now=1)
    assert videos.get(db, "vi1", discarded=True) is None
    assert videos.discard(db, "production", "vi1", now=5)
    assert not videos.discard(db, "production", "vi1", now=6)
    assert not videos.remove(db, "production", "vi1")
    assert videos.get(db, "vi1") is None
    for either in (True, None):
        assert videos.get(db, "vi1", discarded=either).discarded_at == 5


def test_only_what_was_discarded_long_ago_is_purged(db):
    for number, discarded_at in enumerate((0, 1, None)):
        videos.add(db, f"vi{number}", "production", NEW, now=0)
        if discarded_at is not None:
            videos.discard(db, "production", f"vi{number}", now=discarded_at)
    assert videos.purge(db, now=RESTORABLE) == ["vi0"]
    assert videos.purge(db, now=RESTORABLE) == []
    assert videos.get(db, "vi1", discarded=True)


def test_a_deleted_watermark_goes_when_no_video_bears_it(db):
    def kept():
        return db.execute("SELECT count(*) FROM watermarks").fetchone()[0]

    for mark in ("w1", "w2", "w3"):
        watermarks.add(db, mark, "production", b"picture", now=1)
    videos.add(db, "vi1", "production", NEW, now=1)
    watermarks.put_on(db, "vi1", "w1", {"top": "1px"})
    assert watermarks.remove(db, "production", "w1")
    assert not watermarks.remove(db, "production", "w1")
    assert (kept(), watermarks.exists(db, "production", "w1")) == (3, False)
    assert watermarks.mark_of(db, "vi1").image == b"picture"
    videos.remove(db, "production", "vi1")
    assert watermarks.mark_of(db, "vi1") is None
    assert watermarks.remove(db, "production", "w2")
    assert kept() == 1
