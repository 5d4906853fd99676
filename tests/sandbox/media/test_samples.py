import pytest

from apivideo_nb.sandbox.media import SAMPLES, probe, sample


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_a_small_clip_for_the_web(tmp_path, name):
    path = tmp_path / "new" / f"{name}.mp4"
    sample(name, path)
    found = probe(path)
    assert (found.width, found.height, found.duration) == (1280, 720, 6.0)
    assert (found.video_codec, found.audio_codec) == ("h264", "aac")
    assert path.stat().st_size < 2_000_000
    assert [path] == list(path.parent.iterdir())


def test_an_unknown_sample_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"'cats' is none of waves, pendulums"):
        sample("cats", tmp_path / "x.mp4")
