import pytest

from apivideo_nb.sandbox.rules.rate_limits import (
    LIMITS,
    count,
    group_of,
    is_counted,
    uncounted,
)


def ask(times, *, limit):
    """Count requests at these times; return what each was told."""
    window, told = None, []
    for now in times:
        window, allowance = count(window, limit=limit, now=now)
        told.append(allowance)
    return told


def test_a_window_lets_in_its_limit_and_no_more():
    told = ask([0.0] * 41, limit=40)
    assert [one.admitted for one in told] == [True] * 40 + [False]
    assert [one.remaining for one in told] == [*range(39, -1, -1), 0]


def test_a_refused_request_takes_nothing_from_the_next_window():
    told = ask([0, 0, 0, 0, 60, 60], limit=2)
    assert [one.admitted for one in told] == [True, True, False, False, True, True]


@pytest.mark.parametrize(
    ("now", "seconds"), [(0, 60), (0.5, 60), (1, 59), (59.9, 1), (60, 60), (100, 60)]
)
def test_waiting_as_long_as_one_is_told_always_helps(now, seconds):
    window, _ = count(None, limit=1, now=0)
    _, told = count(window, limit=1, now=now)
    assert told.retry_after == seconds
    assert count(window, limit=1, now=now + told.retry_after)[1].admitted


def test_a_window_begins_with_its_first_request():
    assert [one.admitted for one in ask([7, 66, 67], limit=1)] == [True, False, True]


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("GET", "/videos", "reads"),
        ("HEAD", "/videos/vi1/status", "reads"),
        ("POST", "/videos/vi1/source", "uploads"),
        ("POST", "/upload", "uploads"),
        ("GET", "/upload", "reads"),
        ("POST", "/videos", "writes"),
        ("PATCH", "/videos/vi1", "writes"),
        ("DELETE", "/videos/vi1/source", "writes"),
        ("POST", "/videos/vi1/thumbnail", "writes"),
        ("POST", "/upload-tokens", "writes"),
    ],
)
def test_every_request_belongs_to_a_group(method, path, group):
    assert group_of(method, path) == group


def test_the_figures_are_those_of_the_service():
    assert LIMITS["sandbox"] == {"uploads": 40, "writes": 40, "reads": 100}
    assert LIMITS["production"] == {"uploads": 100, "writes": 200, "reads": 500}


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("/videos", True),
        ("/nowhere", True),
        ("/", True),
        ("/auth/api-key", False),
        ("/vod/vi1/thumbnail.jpg", False),
        ("/health", False),
    ],
)
def test_only_answers_of_the_api_speak_of_limits(path, counted):
    assert is_counted(path) is counted


def test_what_is_not_counted_reads_as_if_nothing_were_used():
    assert uncounted("GET", "/videos").headers == {
        "X-RateLimit-Limit": "500",
        "X-RateLimit-Remaining": "500",
        "X-RateLimit-Retry-After": "0",
    }
