import subprocess
import sys

import pytest

from apivideo_nb.upload.turns import WINDOW, UploadTurns, turns_of


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def turns(clock):
    return UploadTurns(clock=clock)


def said(limit="40", remaining="39", retry_after="60"):
    found = {
        "x-ratelimit-limit": limit,
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-retry-after": retry_after,
    }
    return {name: value for name, value in found.items() if value is not None}


def test_before_the_first_answer_everybody_may_go(turns):
    assert [turns.delay() for _ in range(1000)] == [0] * 1000
    assert turns.limit is None


def test_when_the_window_is_used_up_the_rest_waits_for_its_end(turns, clock):
    turns.learn(said(remaining="2", retry_after="31"))
    assert [turns.delay() for _ in range(4)] == [0, 0, 31, 31]
    clock.now += 30
    assert turns.delay() == 1
    clock.now += 1
    assert [turns.delay() for _ in range(41)] == [0] * 40 + [WINDOW]
    assert turns.limit == 40


def test_an_answer_that_was_overtaken_gives_no_turn_back(turns):
    turns.learn(said(remaining="2"))
    turns.learn(said(remaining="9"))
    assert [turns.delay() for _ in range(3)] == [0, 0, 60]


def test_a_new_window_begins_with_what_its_first_answer_says(turns, clock):
    turns.learn(said(remaining="0", retry_after="1"))
    clock.now += 2
    turns.learn(said(remaining="39", retry_after="60"))
    assert turns.delay() == 0


def test_a_429_stops_all_of_them(turns):
    turns.learn(said(remaining="30"))
    turns.learn(said(remaining="0", retry_after="5"))
    assert turns.delay() == 5


def test_without_a_word_when_it_ends_a_window_is_a_minute(turns):
    turns.learn(said(remaining="0", retry_after=None))
    assert turns.delay() == WINDOW


def test_a_limit_that_is_not_told_lets_one_try_after_the_window(turns, clock):
    turns.learn(said(limit=None, remaining="0", retry_after="7"))
    clock.now += 7
    assert [turns.delay() for _ in range(2)] == [0, WINDOW]


@pytest.mark.parametrize("headers", [{}, said(remaining="many"), said(remaining=None)])
def test_answers_without_numbers_change_nothing(turns, headers):
    turns.learn(headers)
    assert turns.delay() == 0
    assert turns.limit is None


def test_a_laptop_that_slept_finds_a_new_window(turns, clock):
    turns.learn(said(remaining="0", retry_after="60"))
    clock.now += 600
    assert turns.delay() == 0


def test_all_uploads_into_a_project_share_their_turns(tmp_path):
    assert turns_of("a project", tmp_path) is turns_of("a project", tmp_path)
    assert turns_of("a project", tmp_path) is not turns_of("another", tmp_path)


def test_processes_share_one_window(tmp_path, clock):
    path = tmp_path / "turns" / "a.sqlite"
    one, other = UploadTurns(path, clock=clock), UploadTurns(path, clock=clock)
    one.learn(said(remaining="3", retry_after="20"))
    assert (other.limit, other.delay(), one.delay(), other.delay()) == (40, 0, 0, 0)
    assert (one.delay(), other.delay()) == (20, 20)


def test_what_cannot_be_shared_is_kept_to_oneself(tmp_path, clock):
    (tmp_path / "file").touch()
    turns = UploadTurns(tmp_path / "file" / "a.sqlite", clock=clock)
    turns.learn(said(remaining="1"))
    assert [turns.delay() for _ in range(2)] == [0, 60]


def test_a_file_that_is_damaged_stops_nobody(tmp_path, clock):
    (tmp_path / "a.sqlite").write_bytes(b"no database" * 100)
    turns = UploadTurns(tmp_path / "a.sqlite", clock=clock)
    turns.learn(said(remaining="1"))
    assert [turns.delay() for _ in range(2)] == [0, 60]


def test_a_clock_that_is_set_back_keeps_nobody_waiting(turns, clock):
    turns.learn(said(remaining="0", retry_after="60"))
    clock.now -= 3600
    assert turns.delay() == 0


WORKER = """
import sys, time
from pathlib import Path
from apivideo_nb.upload.turns import UploadTurns
turns = UploadTurns(Path(sys.argv[1]), clock=lambda: 1000.0)
print(sum(turns.delay() == 0 for _ in range(100)))
"""


def test_processes_at_the_same_time_take_no_turn_twice(tmp_path, clock):
    path = tmp_path / "a.sqlite"
    UploadTurns(path, clock=clock).learn(said(limit="100", remaining="77"))
    command = [sys.executable, "-c", WORKER, str(path)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    taken = [int(worker.communicate()[0]) for worker in workers]
    assert sum(taken) == 77
