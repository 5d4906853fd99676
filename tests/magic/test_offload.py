"""``%apivideo offload`` in a shell."""

import base64
import json

import pytest


@pytest.fixture
def talk(tmp_path, clips):
    data = base64.b64encode(clips("silent").read_bytes()).decode()
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"video/mp4": data},
    }
    cell = {
        "cell_type": "code", "id": "a", "execution_count": 1, "metadata": {},
        "source": "show()", "outputs": [shown],
    }  # fmt: skip
    path = tmp_path / "my talk.ipynb"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path.write_text(json.dumps(notebook))
    return path


def test_a_notebook_is_made_small_and_a_table_says_so(notebook, talk):
    ran = notebook.do(f'%apivideo offload "{talk}" --min-size 1kB --dry-run')
    assert "to be hosted" in ran.shown[-1]["text/html"]
    assert "data" in talk.read_text()
    ran = notebook.do(f'report = %apivideo offload "{talk}" --min-size 1kB')
    assert "<table" in ran.shown[-1]["text/html"]
    assert "hosted · vi" in ran.shown[-1]["text/plain"]
    assert len(ran.shown) == 1
    assert ran.out == []
    assert notebook.do("report.ok").value is True
    assert '"video/mp4"' not in talk.read_text().partition("metadata")[0]


def test_check_fails_with_what_is_there(notebook, talk):
    said = notebook.fail(f'%apivideo offload "{talk}" --min-size 1kB --check')
    assert "cell 1, output 1" in said


def test_a_missing_notebook_is_one_line(bare):
    assert "There is no notebook or folder no.ipynb" in bare.fail(
        "%apivideo offload no.ipynb"
    )
