import pytest

from apivideo_nb.display.pace import Pace


def test_speed_is_that_of_the_last_seconds():
    pace = Pace()
    for second in range(11):
        pace.add(second, second * 1000)
    for second in range(11, 21):
        pace.add(second, 10_000 + (second - 10) * 100)
    assert pace.rate == pytest.approx(100)
    assert pace.left(21_000) == pytest.approx(100)


def test_bytes_that_were_there_before_do_not_count():
    pace = Pace()
    pace.add(0, 5_000_000)
    pace.add(1, 5_000_100)
    assert pace.rate == pytest.approx(100)


def test_nothing_is_said_before_it_is_known():
    pace = Pace()
    assert pace.rate is None
    pace.add(0, 10)
    assert pace.left(100) is None
    pace.add(0.1, 100_000)  # a burst into buffers
    assert pace.rate is None
    pace.add(9, 100_000)
    pace.add(16, 100_000)  # nothing moves
    assert pace.left(200_000) is None


def test_no_time_is_left_when_all_is_sent():
    pace = Pace()
    pace.add(0, 0)
    pace.add(2, 100)
    assert pace.left(100) == 0
