import subprocess
import sys

import pytest

import apivideo_nb as av


@pytest.fixture
def client(tmp_path):
    """Talks to a local sandbox that keeps what is deleted."""
    options = ["--data", tmp_path / "data", "--port", "0", "--api-key", "key-1"]
    command = [sys.executable, "-m", "apivideo_nb", "sandbox", "--restore", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        url = server.stdout.readline().split()[-1]
        yield av.Client("key-1", base_url=url)
        server.terminate()


def test_a_deleted_video_can_be_found_and_restored(client):
    video = client.videos.create("Oops", tags=["kept"])
    other = client.videos.create("Other")
    video.delete()
    other.delete()
    with pytest.raises(av.NotFoundError):
        client.videos.get(video.video_id)
    (found,) = client.videos.discarded(tags=["kept"], page_size=1)
    assert (found.discarded, found.title) == (True, "Oops")
    assert found.deletes_at > found.discarded_at
    assert client.videos.get_discarded(video.video_id) == found
    restored = client.videos.restore(video.video_id)
    assert (restored.discarded, restored.tags) == (False, ("kept",))
    assert client.videos.get(video.video_id).title == "Oops"
    with pytest.raises(av.NotFoundError):
        client.videos.restore(video.video_id)
