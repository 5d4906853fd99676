import os
import threading
import time
from pathlib import Path

import pytest

from apivideo_nb.sandbox.media import Cancelled, MediaError, find_ffmpeg
from apivideo_nb.sandbox.media.ffmpeg import run, source_input
from apivideo_nb.sandbox.media.program import suits


def test_a_run_tells_how_it_ended():
    source = ["-f", "lavfi", "-i", "testsrc2=s=32x32:d=2"]
    good = run([*source, "-f", "null", "-"])
    assert (good.code, good.seconds) == (0, 2.0)
    bad = run(["-i", "file:/nowhere"])
    assert bad.code != 0
    assert "No such file" in bad.log


def test_cancelling_kills_ffmpeg_at_once():
    endless = ["-re", "-f", "lavfi", "-i", "testsrc2=s=32x32", "-f", "null", "-"]
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    before = time.monotonic()
    with pytest.raises(Cancelled):
        run(endless, cancelled=stop.is_set)
    assert time.monotonic() - before < 3


def test_nothing_is_left_running_after_cancelling(monkeypatch, tmp_path):
    program = tmp_path / "deaf"
    program.write_text(
        f"#!/bin/sh\ntrap '' TERM INT\necho $$ > {tmp_path}/pid\nsleep 60\n"
    )
    program.chmod(0o700)
    monkeypatch.setenv("APIVIDEO_NB_FFMPEG", str(program))
    started = tmp_path / "pid"
    with pytest.raises(Cancelled):
        run([], cancelled=lambda: started.exists() and started.read_text() != "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


def test_a_run_without_progress_is_given_up():
    # a source that never yields a frame
    stuck = ["-f", "lavfi", "-i", "testsrc2=s=32x32:r=25,select=0", "-f", "null", "-"]
    with pytest.raises(MediaError, match="no progress"):
        run(stuck, stall_s=0.4)


def test_ffmpeg_is_not_told_to_read_from_the_terminal():
    assert run(["-i", "pipe:0"]).code != 0  # ends, does not wait


def test_a_chosen_ffmpeg_is_taken(monkeypatch, tmp_path):
    program = tmp_path / "my-ffmpeg"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    monkeypatch.setenv("APIVIDEO_NB_FFMPEG", str(program))
    assert find_ffmpeg() == str(program)


def test_a_chosen_ffmpeg_that_is_not_there_is_an_error(monkeypatch):
    monkeypatch.setenv("APIVIDEO_NB_FFMPEG", "/nowhere/ffmpeg")
    with pytest.raises(MediaError, match="APIVIDEO_NB_FFMPEG"):
        find_ffmpeg()


def test_an_ffmpeg_on_the_path_that_lacks_x264_is_passed_over(monkeypatch, tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 7.1 --enable-libopenh264\n")
    program.chmod(0o700)
    monkeypatch.delenv("APIVIDEO_NB_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert Path(find_ffmpeg()).parent != tmp_path


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("ffmpeg version n9.0.2-17-g2a571b6068 --enable-libx264", True),
        ("ffmpeg version 5.1.6-0+deb12u1 --enable-libx264", True),
        ("ffmpeg version N-118000-gabcdef --enable-libx264", True),
        ("ffmpeg version 4.4.2-0ubuntu0.22.04.1 --enable-libx264", False),
        ("ffmpeg version 7.1 --enable-libopenh264", False),
        ("", False),
    ],
)
def test_an_ffmpeg_is_judged_by_age_and_encoder(version, good):
    assert suits(version) is good


@pytest.mark.parametrize("extension", ["m3u8", "mp4", "txt", "mpd", "sdp", ""])
@pytest.mark.parametrize(
    "listing",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:{0}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{0}'\n",
        "[playlist]\nFile1={0}\n",
    ],
)
def test_an_uploaded_list_cannot_reach_other_files(tmp_path, clips, listing, extension):
    secret = clips("h264")
    path = tmp_path / f"upload.{extension}"
    path.write_text(listing.format(secret))
    ended = run([*source_input(path), "-f", "null", "-"])
    assert ended.code != 0
    assert ended.seconds is None
    assert str(secret) not in ended.log  # not even opened


def test_a_name_that_looks_like_an_address_is_a_file(tmp_path, clips):
    path = tmp_path / "concat:a|b %d.mp4"
    path.write_bytes(clips("one_second").read_bytes())
    assert run([*source_input(path), "-f", "null", "-"]).seconds == pytest.approx(
        1, 0.1
    )


def test_ffmpeg_takes_no_orders_from_the_environment(monkeypatch, tmp_path):
    find_ffmpeg()
    monkeypatch.setenv("FFREPORT", f"file={tmp_path}/report.log")
    run(["-version"])
    assert not list(tmp_path.iterdir())
