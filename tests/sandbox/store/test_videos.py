import pytest

from apivideo_nb.sandbox.rules.lists import ListQuery, VideoFilter
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import videos
from apivideo_nb.sandbox.store.database import Database

COUNT = 10_000
SIZE = 100


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    db = Database(tmp_path_factory.mktemp("store") / "many.db")
    with db.write() as writer:
        for number in range(COUNT):
            new = NewVideo(title=f"Video {number}", tags=("all", f"t{number % 7}"))
            videos.add(writer, f"vi{number:022d}", "production", new, now=number // 3)
    yield db
    db.close()


def page(db, number, sort_by="createdAt", *, descending=True, **wanted):
    query = ListQuery(
        page=number, page_size=SIZE, sort_by=sort_by, descending=descending
    )
    with db.read() as reader:
        return videos.find_page(reader, "production", query, VideoFilter(**wanted))


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort_by", videos.SORTABLE)
def test_pages_walked_from_either_end_are_the_same_list(many, sort_by, descending):
    last = COUNT // SIZE
    seen = [
        video.seq
        for number in range(1, last + 1)
        for video in page(many, number, sort_by, descending=descending)[0]
    ]
    key = {
        "title": lambda seq: (f"video {seq - 1}", seq),
        "createdAt": lambda seq: ((seq - 1) // 3, seq),
    }.get(sort_by, lambda seq: seq)
    assert seen == sorted(range(1, COUNT + 1), key=key, reverse=descending)


def test_the_last_page_may_be_short_and_later_ones_are_empty(many):
    found, total = page(many, 1, tags=("t3",))
    assert (len(found), total) == (SIZE, 1429)
    assert len(page(many, 15, tags=("t3",))[0]) == 1429 - 14 * SIZE
    assert page(many, 16, tags=("t3",)) == ([], 1429)


@pytest.mark.parametrize("sort_by", videos.SORTABLE)
def test_a_late_page_costs_little_more_than_the_first(many, sort_by):
    def steps(number):
        """Count the instructions that SQLite executes, in thousands."""
        done = []
        query = ListQuery(page=number, sort_by=sort_by, descending=True)
        with many.read() as reader:
            reader.set_progress_handler(lambda: done.append(1), 1000)
            videos.find_page(reader, "production", query, VideoFilter())
            reader.set_progress_handler(None, 0)
        return len(done)

    first = steps(1)
    # the middle is the farthest from both ends
    assert max(steps(number) for number in (2, 200, 400)) <= 2 * first
