"""Progressive uploads of every shape against a model of them that knows no rules.

The model keeps what was taken as plain intervals, and judges a chunk by what has to be
true of any upload; in which words a chunk is refused is tested elsewhere.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from apivideo_nb.sandbox.rules.content_range import (
    Progress,
    check_file,
    check_header,
    check_new,
    is_complete,
    parse_range,
)
from apivideo_nb.sandbox.rules.problems import Problem

MiB = 2**20
GiB = 2**30
LEAST, MOST, WHOLE = 5 * MiB, 200 * MiB, 30 * GiB
# few places, so that chunks meet; and the figures around which rules change
PLACES = [0, 1, LEAST, 2 * LEAST, 2 * LEAST + 1, 3 * LEAST, 52_428_799_999]
LENGTHS = [0, 1, LEAST - 1, LEAST, LEAST + 1, 2 * LEAST, MOST, MOST + 1]
WHOLES = [0, 1, LEAST, 2 * LEAST, 3 * LEAST, 3 * LEAST + 1, WHOLE + 1, 52_428_800_001]
SIZES = [1, LEAST - 1, LEAST, MOST, MOST + 1]
some_total = st.one_of(st.none(), st.sampled_from(WHOLES))
some_parts = st.one_of(
    st.none(), st.integers(0, 5), st.sampled_from([9_999, 10_000, 10_001])
)


def taken(header, size, held):
    """Ask the rules; return the chunk, or None if it is refused."""
    try:
        chunk = parse_range(header)
        check_header(chunk, held)
        check_file(chunk, held, size)
        check_new(chunk, held)
    except Problem:
        return None
    return chunk


class Uploading(RuleBasedStateMachine):
    """One container, and chunks that come as they like."""

    def __init__(self):
        super().__init__()
        self.held = Progress()
        self.unit = self.total = None
        self.taken = []  # (first, last, size)

    @rule(
        first=st.sampled_from(PLACES), length=st.sampled_from(LENGTHS), total=some_total
    )
    def send_bytes(self, first, length, total):
        self.send("bytes", (first, first + length - 1), total, max(length, 1))

    @rule(first=st.sampled_from(PLACES), total=st.sampled_from(WHOLES))
    def send_the_last_bytes(self, first, total):
        if first < total:
            self.send("bytes", (first, total - 1), total, total - first)

    @rule(
        first=st.sampled_from(PLACES),
        length=st.sampled_from([LEAST, LEAST + 1]),
        beyond=st.integers(0, 2),
    )
    def send_bytes_with_a_total_about_their_end(self, first, length, beyond):
        last = first + length - 1
        self.send("bytes", (first, last), last + beyond, length)

    @rule(beyond=st.integers(0, 2))
    def send_the_first_bytes_with_a_total_about_the_end(self, beyond):
        if self.unit == "bytes" and (gap := min(first for first, _, _ in self.taken)):
            total = max(last for _, last, _ in self.taken) + beyond
            self.send("bytes", (0, gap - 1), total, gap)

    @rule(first=st.sampled_from(PLACES), size=st.sampled_from(SIZES), total=some_total)
    def send_bytes_of_another_length(self, first, size, total):
        self.send("bytes", (first, first + LEAST), total, size)

    @rule(number=st.integers(0, 5), total=some_parts, size=st.sampled_from(SIZES))
    def send_part(self, number, total, size):
        self.send("part", (number, number), total, size)

    @rule(number=st.sampled_from([9_999, 10_000, 10_001]), total=some_parts)
    def send_a_late_part(self, number, total):
        self.send("part", (number, number), total, LEAST)

    @rule(number=st.integers(1, 5), size=st.sampled_from(SIZES))
    def send_the_last_part(self, number, size):
        self.send("part", (number, number), number, size)

    @rule(again=st.integers(0, 9))
    def send_once_more(self, again):
        if self.taken:
            first, last, size = self.taken[again % len(self.taken)]
            assert not self.send(self.unit, (first, last), self.total, size)

    def send(self, unit, place, total, size):
        """Send a chunk to both; return whether it was taken."""
        if is_complete(self.held):
            return False  # no more is let in, whatever it is
        expected = self.may_take(unit, place, total, size)
        first, last = place
        where = f"{first}-{last}" if unit == "bytes" else f"{first}"
        new = taken(
            f"{unit} {where}/{'*' if total is None else total}", size, self.held
        )
        assert (new is not None) == expected
        if new is None:
            return False
        self.held = Progress(
            unit=new.unit,
            total=self.held.total if new.total is None else new.total,
            ranges=tuple(sorted([*self.held.ranges, (new.first, new.last)])),
            size=self.held.size + size,
        )
        self.unit, self.total = unit, self.total if total is None else total
        self.taken.append((first, last, size))
        return True

    def may_take(self, unit, place, total, size):
        first, last = place
        lowest, highest, cap = (
            (0, 52_428_799_999, 52_428_800_000)
            if unit == "bytes"
            else (1, 10_000, 10_000)
        )
        whole = self.total if total is None else total
        end = None if whole is None else whole - 1 + lowest
        late = total is not None and self.total is None
        held = [last for _, last, _ in self.taken]
        return all(
            (
                self.unit in (None, unit),
                lowest <= first <= last <= highest,
                total is None or 0 < total <= cap,
                None in (total, self.total) or total == self.total,
                end is None or last <= end,
                # a total that comes late must leave something to come
                not late or all(other < total for other in held),
                unit == "part" or whole is None or whole <= WHOLE,
                unit == "part" or size == last - first + 1,
                0 < size <= MOST,
                size >= LEAST or last == end,
                sum(size for _, _, size in self.taken) + size <= WHOLE,
                all(last < a or b < first for a, b, _ in self.taken),
            )
        )

    @invariant()
    def both_hold_the_same(self):
        assert self.held.unit == self.unit
        assert self.held.total == self.total
        assert self.held.size == sum(size for _, _, size in self.taken)
        assert list(self.held.ranges) == sorted((a, b) for a, b, _ in self.taken)

    @invariant()
    def it_is_complete_when_there_is_no_gap(self):
        start = 0 if self.unit == "bytes" else 1
        expected = start
        for first, last, _ in sorted(self.taken):
            if first != expected:
                break
            expected = last + 1
        whole = self.total is not None and expected - start == self.total
        assert is_complete(self.held) == whole


TestUploading = Uploading.TestCase
TestUploading.settings = settings(
    max_examples=150,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
)
