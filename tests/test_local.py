"""The local sandbox as a process that is found, started and stopped."""

import json
import os
import socket
import sqlite3
import stat
import threading
import time

import pytest
import requests

from apivideo_nb import Client, ConfigurationError, LocalSandbox, local


def test_it_starts_answers_and_stops(tmp_path):
    sandbox = LocalSandbox(tmp_path / "data", port=0)
    assert sandbox.running() is None
    started = sandbox.start()
    assert sandbox.running() == started
    os.kill(started.pid, 0)
    assert sandbox.stop()
    assert sandbox.running() is None
    assert not sandbox.stop()


def test_it_counts_what_it_holds(tmp_path):
    with LocalSandbox(tmp_path, port=0) as sandbox:
        running = sandbox.running()
        before = running.usage()
        client = Client(running.api_key, base_url=running.url)
        client.upload(bytes(10**6), title="no video", wait="uploaded")
        after = running.usage()
    assert running.usage() is None
    assert (before.videos, before.jobs, after.videos) == (0, 0, 1)
    assert after.size >= before.size + 10**6


@pytest.mark.parametrize("name", local.SAMPLES)
def test_a_sample_is_there_as_soon_as_there_is_a_link(sandbox, name):
    link = LocalSandbox(sandbox.data).sample(name)
    assert requests.get(link, timeout=2).content[4:8] == b"ftyp"


def test_there_is_no_other_sample(sandbox):
    with pytest.raises(ValueError, match="there are waves and pendulums"):
        LocalSandbox(sandbox.data).sample("../state")


def test_a_second_start_finds_the_first(tmp_path):
    with LocalSandbox(tmp_path, port=0) as sandbox:
        assert LocalSandbox(tmp_path).start() == sandbox.running()


def test_several_starts_at_once_make_one_server(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(LocalSandbox(tmp_path).start()))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1
    assert LocalSandbox(tmp_path).stop()


def test_the_port_is_the_same_each_time(tmp_path):
    sandbox = LocalSandbox(tmp_path)
    first = sandbox.start().url
    sandbox.stop()
    assert sandbox.start().url == first
    sandbox.stop()


def test_what_holds_keys_is_readable_by_its_owner_only(tmp_path):
    with LocalSandbox(tmp_path / "data", port=0) as sandbox:
        key = sandbox.running().api_key
        files = [path for path in sandbox.data.rglob("*") if path.is_file()]
        telling = [path for path in files if key.encode() in path.read_bytes()]
        assert telling
        assert {stat.S_IMODE(path.stat().st_mode) for path in telling} == {0o600}
        assert stat.S_IMODE(sandbox.data.stat().st_mode) == 0o700
        assert key not in repr(sandbox.running())


def test_another_server_on_its_port_is_not_taken_for_it(tmp_path):
    with LocalSandbox(tmp_path, port=0) as sandbox:
        state = json.loads((tmp_path / "state.json").read_text())
    with socket.create_server(("127.0.0.1", state["port"])) as other:
        threading.Thread(target=_answer_once, args=(other,), daemon=True).start()
        (tmp_path / "state.json").write_text(json.dumps(state))
        assert sandbox.running() is None


def _answer_once(listener):
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def test_a_state_that_is_torn_counts_as_none(tmp_path):
    (tmp_path / "state.json").write_text('{"pid": 1, "po')
    assert LocalSandbox(tmp_path).running() is None


def test_reset_leaves_nothing(tmp_path):
    sandbox = LocalSandbox(tmp_path / "data", port=0)
    sandbox.start()
    sandbox.reset()
    assert not sandbox.data.exists()


def test_reset_leaves_nothing_of_what_is_being_encoded_either(tmp_path, clips):
    sandbox = LocalSandbox(tmp_path / "data", port=0)
    started = sandbox.start()
    client = Client(started.api_key, base_url=started.url)
    client.upload(clips("big"), wait="uploaded")
    sandbox.reset()
    assert not sandbox.data.exists()


def test_a_start_waits_for_one_that_is_still_ending(tmp_path):
    """That one holds the data, and does not answer any more."""
    last = sqlite3.connect(tmp_path / "lock", check_same_thread=False)
    last.execute("BEGIN EXCLUSIVE")
    log = tmp_path / "server.log"

    def end_once_the_next_has_given_up():
        while not (log.exists() and "is using" in log.read_text()):
            time.sleep(0.01)
        last.close()

    ending = threading.Thread(target=end_once_the_next_has_given_up)
    ending.start()
    sandbox = LocalSandbox(tmp_path, port=0)
    assert sandbox.start() == sandbox.running()
    ending.join()
    assert sandbox.stop()


def test_a_start_that_fails_says_why(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sandbox = LocalSandbox(tmp_path, port=taken.getsockname()[1])
        with pytest.raises(ConfigurationError, match=r"did not start: .*cannot listen"):
            sandbox.start()


def test_what_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "_NEEDS", {"no_such_module": "no-such-package"})
    with pytest.raises(ConfigurationError, match="needs no-such-package") as caught:
        LocalSandbox(tmp_path).start()
    assert "apivideo-nb[sandbox]" in caught.value.hint
