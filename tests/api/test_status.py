import pytest

from apivideo_nb.api.decode import decode
from apivideo_nb.api.status import VideoStatus


def status(ingest, *qualities, playable=False):
    named = [{"type": "hls", "quality": "360p", "status": one} for one in qualities]
    return decode(
        VideoStatus,
        {
            "ingest": {"status": ingest} if ingest else None,
            "encoding": {"playable": playable, "qualities": named},
        },
    )


@pytest.mark.parametrize(
    ("found", "state", "under_way"),
    [
        (status(None), "empty", False),
        (status("uploading"), "uploading", True),
        (status("ingesting"), "ingesting", True),
        (status("uploaded", "waiting"), "encoding", True),
        (status("uploaded", "encoded", "encoding", playable=True), "playable", False),
        (status("uploaded", "encoded", playable=True), "encoded", False),
        (status("uploaded", "failed"), "failed", False),
    ],
)
def test_one_word_says_where_a_video_is(found, state, under_way):
    assert (found.state, found.under_way) == (state, under_way)
