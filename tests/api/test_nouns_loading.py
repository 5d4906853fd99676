import subprocess
import sys

import pytest

import apivideo_nb as av

NOUNS = (
    *("analytics", "captions", "chapters", "players", "summaries"),
    *("tags", "upload_tokens", "watermarks", "webhooks"),
)
PROGRAM = """
import sys
import apivideo_nb as av
client = av.Client("key", base_url="http://127.0.0.1:9")
print(*sys.modules)
"""


@pytest.fixture
def client():
    return av.Client("key", base_url="http://127.0.0.1:9")


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_is_loaded_once_and_can_be_completed(client, name):
    assert name in dir(client)
    assert getattr(client, name) is getattr(client, name)
    assert type(getattr(client, name)).__module__ == f"apivideo_nb.api.{name}"


def test_what_is_no_noun_is_no_attribute(client):
    with pytest.raises(AttributeError, match="'Client' has no attribute 'vidoes'"):
        _ = client.vidoes


def test_a_client_starts_without_what_no_upload_needs():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "apivideo_nb.client" in loaded
    unneeded = {f"apivideo_nb.api.{name}" for name in NOUNS}
    unneeded |= {"apivideo_nb.upload.rendering.kinds", "concurrent.futures", "IPython"}
    assert not unneeded & set(loaded)
