import pytest

from apivideo_nb.display.many import ManyCard, ManyState, many_html, many_text
from apivideo_nb.upload.records import Record

MiB = 2**20


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Place:
    def __init__(self):
        self.shown = []

    def __call__(self, bundle):
        self.shown.append(bundle["text/plain"])


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def card(place, clock):
    return ManyCard(place, clock=clock)


def record(state, source="a.mp4", error=None):
    return Record(source=source, state=state, error=error)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (ManyState(rows=2), "Uploading 2 videos · 0%"),
        (
            ManyState(rows=3, done=1, sent=MiB, total=4 * MiB, rate=MiB, left=3),
            "Uploading 3 videos · 25% · 1 done · 1.0 of 4.0 MiB · 1.0 MiB/s · 3 s left",
        ),
        (ManyState(rows=1, done=1, seconds=61), "1 video uploaded · in 1 min"),
        (
            ManyState(rows=1200, done=1197, failed=2, stopped=1, seconds=9),
            "1,197 of 1,200 videos uploaded · 2 failed · 1 stopped · in 9 s",
        ),
        (ManyState(rows=0, seconds=0), "0 videos uploaded · in 1 s"),
    ],
)
def test_one_line_says_how_far_they_are(state, text):
    assert many_text(state) == text


def test_what_failed_is_named_and_inert():
    failures = (("<b>.mp4", "There is no <file>"),)
    html = many_html(ManyState(rows=9, failed=4, failures=failures))
    assert "&lt;b&gt;.mp4" in html
    assert "There is no &lt;file&gt;" in html
    assert "and 3 more" in html


def test_each_ending_has_its_colour():
    endings = [{"done": 1}, {"failed": 1}, {"stopped": 1}]
    drawn = [many_html(ManyState(rows=1, seconds=1, **ending)) for ending in endings]
    assert len({html.partition("border-left")[2][:40] for html in drawn}) == 3


def test_it_follows_bytes_and_records(card, place, clock):
    card.begin([10 * MiB, 10 * MiB])
    clock.now = 1
    card.sent(0, 5 * MiB)
    card.look()
    card.add(0, record("done"))
    card.sent(0, 1)  # a late report of what is done already
    clock.now = 2
    card.look()
    card.add(1, record("failed", error="No."))
    clock.now = 3
    card.look()
    card.end()
    assert place.shown == [
        "Uploading 2 videos · 0% · 0.0 of 20.0 MiB",
        "Uploading 2 videos · 25% · 5.0 of 20.0 MiB · 5.0 MiB/s · 3 s left",
        "Uploading 2 videos · 50% · 1 done · 10.0 of 20.0 MiB · 5.0 MiB/s · 2 s left",
        "Uploading 2 videos · 100% · 1 done · 1 failed · 20.0 of 20.0 MiB · 6.7 MiB/s",
        "1 of 2 videos uploaded · 1 failed · in 3 s",
    ]


def test_where_sizes_are_unknown_it_counts_videos(card, place, clock):
    card.begin([0, 7, 0, 0])
    for clock.now in range(1, 4):
        card.add(clock.now, record("done"))
        card.look()
    assert place.shown[-1] == "Uploading 4 videos · 75% · 3 done · 1 s left"


def test_it_is_drawn_ten_times_a_second_at_most(card, place, clock):
    card.begin([1] * 1000)
    for n in range(1000):
        clock.now += 0.001
        card.add(n, record("done"))
        card.look()
    assert 9 <= len(place.shown) <= 11
