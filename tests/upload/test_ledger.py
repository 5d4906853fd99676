import os
import stat
import subprocess
import sys
import threading
import warnings
from contextlib import ExitStack

import pytest

from apivideo_nb import UploadInterruptedError
from apivideo_nb.upload import ledger as ledger_module
from apivideo_nb.upload.ledger import Entry, Ledger, key_of
from apivideo_nb.upload.plan import MiB

ENTRY = Entry(
    video_id="vi1",
    size=7 * MiB,
    chunk_size=5 * MiB,
    stamp="7-1-2",
    digests={"1": "ab"},
)
KEY = key_of("target", "path:/a.mp4", {"title": "a"})
HOLD = """
import sys, time
from pathlib import Path
from apivideo_nb.upload.ledger import Ledger
with Ledger(Path(sys.argv[1])).slot(sys.argv[2]) as slot:
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "home" / "ledger"


@pytest.fixture
def ledger(place):
    return Ledger(place)


def test_an_entry_is_found_again(ledger, place):
    with ledger.slot(KEY) as slot:
        assert slot.read() is None
        slot.write(ENTRY)
        assert slot.kept
    with Ledger(place).slot(KEY) as slot:
        assert slot.read() == ENTRY


def test_an_entry_that_is_cleared_is_gone(ledger):
    with ledger.slot(KEY) as slot:
        slot.write(ENTRY)
        slot.clear()
        assert (slot.kept, slot.read()) == (False, None)


def test_only_its_owner_can_read_an_entry(ledger, place):
    with ledger.slot(KEY) as slot:
        slot.write(ENTRY)
    (path,) = place.glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {p.suffix for p in place.iterdir()} == {".json", ".lock"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"videoId": "vi1"}',
        '{"videoId": "vi1", "size": 0, "chunkSize": 9999999}',
        '{"videoId": "vi1", "size": 5, "chunkSize": 1}',
    ],
)
def test_a_damaged_entry_is_no_entry(ledger, place, text):
    with ledger.slot(KEY) as slot:
        (place / f"{KEY}.json").write_text(text)
        assert slot.read() is None


@pytest.mark.parametrize(
    "other",
    [
        ("another", "path:/a.mp4", {"title": "a"}),
        ("target", "path:/b.mp4", {"title": "a"}),
        ("target", "path:/a.mp4", {"title": "b"}),
    ],
)
def test_another_server_source_or_field_is_another_entry(other):
    assert key_of(*other) != KEY


def test_an_entry_is_held_by_one_thread_at_a_time(ledger):
    inside, seen = threading.Semaphore(1), []

    def hold():
        with ledger.slot(KEY):
            seen.append(inside.acquire(blocking=False))
            inside.release()

    with ledger.slot(KEY):
        threads = [threading.Thread(target=hold) for _ in range(3)]
        for thread in threads:
            thread.start()
        assert seen == []
    for thread in threads:
        thread.join()
    assert seen == [True] * 3


def test_who_does_not_wait_gets_an_empty_slot(ledger):
    with ledger.slot(KEY) as ours:
        ours.write(ENTRY)
        with ledger.slot(KEY, wait=False) as slot:
            slot.write(ENTRY)
            slot.clear()
            assert (slot.kept, slot.read()) == (False, None)
        assert ours.read() == ENTRY


def test_waiting_for_another_upload_can_be_stopped(ledger):
    cancel = threading.Event()
    cancel.set()
    with (
        ledger.slot(KEY),
        pytest.raises(UploadInterruptedError, match="Stopped waiting"),
        ledger.slot(KEY, cancel=cancel),
    ):
        pass


def test_a_lock_ends_with_the_process_that_is_killed(ledger, place):
    command = [sys.executable, "-c", HOLD, str(place), KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(UploadInterruptedError), ledger.slot(KEY, cancel=cancel):
            pass
        process.kill()
        process.wait()
        with ledger.slot(KEY) as slot:
            slot.write(ENTRY)
            assert slot.kept


def test_a_ledger_that_cannot_be_made_warns_once(tmp_path):
    (tmp_path / "file").touch()
    ledger = Ledger(tmp_path / "file" / "ledger")
    with ExitStack() as stack:
        with pytest.warns(UserWarning, match="cannot be resumed"):
            slot = stack.enter_context(ledger.slot(KEY))
        slot.write(ENTRY)
        assert not slot.kept
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with ledger.slot(KEY) as slot:
            assert slot.read() is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk at hand")  # noqa: PTH110
def test_a_full_disk_loses_the_entry_not_the_upload(ledger, monkeypatch):
    def full(**_):
        return os.open("/dev/full", os.O_WRONLY), "/nowhere/at/all"

    monkeypatch.setattr(ledger_module.tempfile, "mkstemp", full)
    with ledger.slot(KEY) as slot:
        with pytest.warns(UserWarning, match="no space left on device"):
            slot.write(ENTRY)
        assert (slot.kept, slot.read()) == (False, None)


def test_a_lock_that_is_a_directory_is_no_error_either(ledger, place):
    (place / f"{KEY}.lock").mkdir(parents=True)
    with ExitStack() as stack:
        with pytest.warns(UserWarning, match="unable to open"):
            slot = stack.enter_context(ledger.slot(KEY))
        assert slot.read() is None


def test_what_nobody_touched_for_months_is_forgotten(ledger, place):
    with ledger.slot(KEY) as slot:
        slot.write(ENTRY)
    (path,) = place.glob("*.json")
    os.utime(path, (0, 0))
    with ledger.slot(KEY) as slot:
        assert slot.read() == ENTRY  # once in a process it is looked at
    with Ledger(place).slot(KEY) as slot:
        assert slot.read() is None
