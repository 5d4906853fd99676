"""Keys and tokens stay where they belong."""

import json
import logging
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import apivideo_nb as av

CELLS = """import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, force=True)
%load_ext apivideo_nb
---
%apivideo whoami
---
import apivideo_nb as av
client = av.Client()
client, vars(client), av.Client.from_config().__dict__
---
panel = av.Panel()
panel
---
video = %apivideo upload {path} --title T
video
---
client.upload_tokens.create(ttl=60)
---
try:
    client.videos.get("vi0000000000000000000000")
except av.ApiVideoError as exc:
    print(repr(exc), vars(exc), exc.hint)
---
%apivideo list
---
%apivideo sandbox status
---
from apivideo_nb import config
config.find_key(), av.LocalSandbox().running()
---
%config ApiVideo
"""


@pytest.fixture
def executed(clips, sandbox, monkeypatch, tmp_path):
    """Run a chatty notebook with a key, and save it with its widgets' state."""
    monkeypatch.setenv("APIVIDEO_API_KEY", sandbox.api_key)
    monkeypatch.setenv("APIVIDEO_BASE_URL", sandbox.url)
    notebook = nbformat.v4.new_notebook()
    first = nbformat.v4.new_code_cell(f"path = {str(clips('h264'))!r}")
    notebook.cells = [first, *map(nbformat.v4.new_code_cell, CELLS.split("---\n"))]
    NotebookClient(
        notebook,
        timeout=60,
        store_widget_state=True,
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    return notebook


def test_the_key_is_nowhere_in_an_executed_notebook(executed, sandbox):
    saved = nbformat.writes(executed)
    assert "widgets" in executed.metadata
    assert "urllib3" in saved  # the log really was written
    assert sandbox.api_key not in saved
    assert sandbox.api_key[:6] not in saved  # not in part either


def test_no_access_token_is_in_logs_reprs_or_errors(clips, sandbox, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3")  # the official client sets it higher
    client = av.Client(sandbox.api_key, base_url=sandbox.url)
    video = client.upload(clips("tiny"), title="T")
    token = client._session._login.token
    errors = []
    for call in (
        lambda: client.videos.get("vi0000000000000000000000"),
        lambda: client.videos.create("T", language="klingon"),
        lambda: av.Client(token, base_url=sandbox.url).environment,
    ):
        with pytest.raises(av.ApiVideoError) as caught:
            call()
        errors += [repr(caught.value), str(vars(caught.value)), caught.value.hint]
    told = caplog.text + "".join(errors) + repr(client) + repr(vars(client._session))
    told += repr(video) + repr(client.videos) + repr(client._session._login)
    assert "urllib3" in caplog.text
    assert token not in told
    assert sandbox.api_key not in told


def test_no_file_of_the_local_sandbox_tells_a_key_to_others(sandbox):
    keys = json.loads((sandbox.data / "state.json").read_text())
    secrets = [keys["api_key"].encode(), keys["sandbox_key"].encode()]
    looked_at, readable = 0, []
    # other tests' encodings come and go meanwhile: os.walk passes over a lost folder
    for folder, _, names in os.walk(sandbox.data):
        for path in (Path(folder, name) for name in names):
            try:
                open_to_others = path.stat().st_mode & 0o077
                told = any(secret in path.read_bytes() for secret in secrets)
            except FileNotFoundError:
                continue
            looked_at += 1
            if open_to_others and told:
                readable.append(path)
    assert looked_at
    assert readable == []
