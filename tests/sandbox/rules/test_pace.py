import pytest

from apivideo_nb.sandbox.rules.pace import MIN_RATE, Pace


def slow_after(chunks, *, patience=30):
    """Return after how many seconds, one a chunk, a sender is given up."""
    pace = Pace()
    for second, size in enumerate(chunks, start=1):
        pace = pace.later(1, size)
        if pace.is_too_slow(patience):
            return second
    return None


@pytest.mark.parametrize(
    ("chunks", "second"),
    [
        ([0] * 99, 30),
        ([1] * 99, 30),
        ([MIN_RATE] * 99, None),
        ([MIN_RATE - 1] * 99, 30),
        ([2**20, *[0] * 99], 31),
        ([2**20, *[1] * 3000], 1026),
        (([0] * 29 + [2**20]) * 9, None),
    ],
)
def test_a_sender_is_given_up_when_it_stops_or_trickles(chunks, second):
    assert slow_after(chunks) == second
