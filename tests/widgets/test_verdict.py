import pytest

from apivideo_nb.widgets.verdict import ADVICE, examine


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "my talk.mp4"
    path.write_bytes(b"\0" * 3 * 2**20)
    return path


def test_nothing_typed_yet_gets_advice():
    verdict = examine("  ")
    assert (verdict.source, verdict.said) == (None, ADVICE)


def test_a_file_is_told_with_its_size_and_gives_its_name(clip):
    verdict = examine(str(clip))
    assert verdict.source == str(clip)
    assert verdict.said == "my talk.mp4, 3.0 MiB."
    assert verdict.name == "my talk.mp4"


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_that_file_managers_add_are_taken_off(clip, quote):
    assert examine(f" {quote}{clip}{quote} ").source == str(clip)


def test_a_link_is_not_looked_up():
    verdict = examine("https://no-such-host.invalid/clips/talk.mp4?x=1")
    assert verdict.source is not None
    assert verdict.name == "talk.mp4"
    assert "link" in verdict.said


@pytest.mark.parametrize("address", ["ftp://127.0.0.1:9/a/b.mp4", "memory://a/b.mp4"])
def test_nobody_is_asked_about_an_address_while_it_is_typed(address):
    verdict = examine(address)
    assert (verdict.source, verdict.name) == (address, "b.mp4")


def test_the_id_of_a_video_is_a_copy_of_it():
    verdict = examine("vi8PXlHuWN25wPOVtGfBSQkJ")
    assert verdict.said == "A copy of the video vi8PXlHuWN25wPOVtGfBSQkJ."


def test_what_cannot_be_uploaded_is_said_in_one_line(tmp_path, clip):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for text, word in [
        (tmp_path, "directory"),
        (empty, "empty"),
        (clip.with_suffix(".mp3"), "Did you mean"),
        ("htp://host/x.mp4", "htp"),
        ("https://", "names no host"),
        ("https://host/my talk.mp4", "no spaces"),
        ("x" * 300, "x"),
        ("\u202egpj.mp4", "no file gpj.mp4"),
        ("nul\0byte", "null"),
    ]:
        verdict = examine(str(text))
        assert verdict.source is None, text
        assert word in verdict.said
        assert "\n" not in verdict.said
        assert verdict.name == ""
