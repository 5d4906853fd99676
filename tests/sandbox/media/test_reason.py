import pytest

from apivideo_nb.sandbox.media.reason import (
    NOT_A_VIDEO,
    NOTHING_DECODES,
    explain,
    failure,
    undecodable,
)


@pytest.mark.parametrize(
    ("head", "start"),
    [
        (b"<!DOCTYPE html><html>", "This is a web page"),
        (b'\xef\xbb\xbf\n<html lang="en">', "This is a web page"),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "This is a playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "This is a playlist"),
        (b"\x89PNG\r\n\x1a\n\x00", "This is a picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "This is a picture"),
        (b"%PDF-1.7\n\x00", "This is a PDF document"),
        ("Grüße,\nno video.\n".encode(), "This is text"),
        (bytes(range(256)), NOT_A_VIDEO),
    ],
)
def test_the_reason_names_what_the_file_is(head, start):
    assert explain(head, "Invalid data found").startswith(start)


def test_the_reason_never_repeats_what_ffmpeg_said():
    log = "[mov @ 0x55] /home/ann/secret.mp4: some new kind of failure\n"
    assert explain(bytes(256), log) == NOT_A_VIDEO
    assert failure(log, 187).endswith("(ffmpeg ended with status 187).")


def test_a_full_disk_is_told_from_a_bad_video():
    assert "disk" in failure("Error writing trailer: No space left on device", 228)


def test_a_video_without_one_good_frame_is_told_from_one_that_lacks_a_decoder():
    assert undecodable("Invalid NAL unit size") == NOTHING_DECODES
    assert "cannot decode" in undecodable("Decoder (codec av1) not found for input")
