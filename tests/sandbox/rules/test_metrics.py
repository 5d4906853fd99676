import pytest

from apivideo_nb.sandbox.rules.metrics import (
    Event,
    Measure,
    by_interval,
    grouped,
    measure,
)

SPAN = (1000.0, 2000.0)


def event(at, kind, value=0.0, *, view=1, viewer="a", **facts):
    return Event(at=at, kind=kind, value=value, view=view, viewer=viewer, facts=facts)


def ask(name, events, span=SPAN, **options):
    return measure(Measure(name=name, **options), events, span)


def watch(start, end, view=1, viewer="a"):
    return event(end, "watch", end - start, view=view, viewer=viewer)


@pytest.mark.parametrize("kind", ["play", "start", "end", "impression"])
def test_events_within_the_span_are_counted(kind):
    events = [event(at, kind) for at in (999, 1000, 1500, 1999, 2000)]
    assert ask(kind, [*events, event(1500, "watch", 1)]) == 3
    assert ask(kind, []) is None


def test_the_play_rate_is_plays_by_impressions():
    impressions = [event(1100, "impression", view=view) for view in range(4)]
    assert ask("play-rate", [*impressions, event(1200, "play")]) == 0.25
    assert ask("play-rate", impressions) == 0
    assert ask("play-rate", [event(1200, "play")]) is None


def test_times_are_summed_and_averaged_by_page():
    events = [
        event(1001, "impression", 300, view=1),
        event(1002, "impression", 500, view=2),
        event(1010, "watch", 10, view=1),
        event(1020, "watch", 10, view=1),
        event(1030, "watch", 4, view=2),
    ]
    assert ask("impression-time-sum", events) == 800
    assert ask("impression-time-average", events) == 400
    assert ask("watch-time-sum", events) == 24
    assert ask("watch-time-average", events) == 12
    assert ask("watch-time-average", []) is None


def test_viewers_at_once_are_counted_at_their_most():
    events = [
        watch(1000, 1010, view=1),
        watch(1010, 1020, view=1),  # goes on without a pause
        watch(1005, 1015, view=2, viewer="b"),
        watch(1015, 1030, view=3, viewer="b"),  # opens as the other page closes
        watch(1300, 1310, view=4, viewer="c"),
    ]
    assert ask("ccv-peak", events) == 2
    assert ask("ccv-peak", events, (1290, 1400)) == 1
    assert ask("ccv-peak", events, (1100, 1200)) is None


def test_one_viewer_with_two_pages_is_one_if_unique():
    events = [watch(1000, 1010, view=1), watch(1000, 1010, view=2)]
    assert ask("ccv-peak", events) == 2
    assert ask("ccv-peak", events, unique=True) == 1
    assert ask("view", events) == 2
    assert ask("view", events, unique=True) == 1


def test_the_mean_of_viewers_weighs_time():
    events = [watch(1000, 1500, view=1), watch(1250, 1500, view=2, viewer="b")]
    assert ask("ccv-average", events) == 0.75
    assert ask("ccv-average", []) is None


def test_live_means_the_last_twenty_seconds():
    events = [watch(1970, 1981, view=1), watch(1900, 1970, view=2)]
    assert ask("ccv-live", events) == 1
    assert ask("ccv-live", events[1:]) is None


@pytest.mark.parametrize(("seconds", "views"), [(3, 3), (5, 2), (10, 1), (30, None)])
def test_a_view_must_last(seconds, views):
    events = [
        watch(1000, 1003.5, view=1),
        watch(1000, 1003, view=2),
        watch(1100, 1103, view=2),
        watch(1000, 1012, view=3),
    ]
    assert ask("view", events, view_s=seconds) == views


def test_what_was_watched_outside_of_the_span_does_not_count():
    assert ask("view", [watch(990, 1003)]) is None
    assert ask("view", [watch(1996, 2010)]) is None
    assert ask("view", [watch(990, 1005)]) == 1


def test_events_are_grouped_by_a_dimension():
    events = [
        event(1, "play", browser="chrome"),
        event(2, "play", browser="firefox"),
        event(3, "play", browser="chrome"),
    ]
    groups = grouped(events, "browser")
    assert {name: len(group) for name, group in groups.items()} == {
        "chrome": 2,
        "firefox": 1,
    }


def test_intervals_are_those_of_the_clock_and_end_with_the_span():
    events = [event(1000, "play"), watch(1070, 1090), event(1310, "play")]
    found = list(by_interval(events, (1000, 1300), 60))
    assert [(start, part) for start, part, _ in found] == [
        (960, (1000, 1020)),
        (1020, (1020, 1080)),
        (1080, (1080, 1140)),
        (1260, (1260, 1300)),
    ]
    assert [ask("ccv-peak", inside, part) for _, part, inside in found] == [
        None,
        1,
        1,
        None,
    ]
    assert [ask("play", inside, part) for _, part, inside in found[::3]] == [1, None]
