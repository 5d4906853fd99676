import pytest

from apivideo_nb.sandbox.media.ladder import ladder
from apivideo_nb.sandbox.media.manifest import measured

RUNG = ladder(426, 240)[0]
PLAYLIST = """#EXTM3U
#EXT-X-MAP:URI="init_0.mp4"
#EXTINF:2.000000,
0.m4s
#EXTINF:2.000000,
1.m4s
#EXTINF:0.040000,
2.m4s
#EXT-X-ENDLIST
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "240p"
    folder.mkdir()
    (folder / "index.m3u8").write_text(PLAYLIST)
    (folder / "init_0.mp4").write_bytes(b"....avcC\x01\x64\x00\x15....")
    for number, size in enumerate((1000, 3000, 500)):
        (folder / f"{number}.m4s").write_bytes(bytes(size))
    return folder


def test_the_peak_is_that_of_the_largest_segment_but_not_of_a_scrap(folder):
    found = measured(RUNG, folder, sound=True)
    assert (found.peak, found.average) == (12_000, round(4500 * 8 / 4.04))


def test_the_codecs_are_those_of_the_header(folder):
    assert measured(RUNG, folder, sound=True).codecs == "avc1.640015,mp4a.40.2"
    assert measured(RUNG, folder, sound=False).codecs == "avc1.640015"


def test_a_rung_without_segments_is_refused(folder):
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    with pytest.raises(ValueError, match="without segments"):
        measured(RUNG, folder, sound=True)
