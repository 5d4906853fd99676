"""The one place that starts ffmpeg.

Every call goes through `run`: no shell, no standard input, a poll for cancelling, an
end to a program that makes no progress, and standard error kept for the reason.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import Cancelled, MediaError
from .program import find_ffmpeg

POLL_S = 0.1
STALL_S = 120.0  # the longest that a healthy ffmpeg may go without a new frame
_KEPT_LINES = 400

# Containers that hold all their data themselves. Demuxers that open other files or
# addresses (hls, dash, concat, imf, sdp, image sequences) are left out, so that an
# uploaded playlist cannot make ffmpeg read what else is on this machine.
_CONTAINERS = (
    "3dostr,4xm,aac,aiff,amv,apng,asf,asf_o,av1,avi,bfi,bink,caf,"
    "cavsvideo,cdxl,cine,dhav,dirac,dv,dxa,ea,evc,film_cpk,flac,flic,"
    "flv,gif,gxf,h261,h263,h264,hevc,idcin,ipmovie,ivf,jv,kux,"
    "live_flv,lmlm4,lvf,lxf,m4v,matroska,mlv,mm,moflex,mov,mp3,mpeg,"
    "mpegts,mpegvideo,mtv,mv,mvi,mxf,mxg,nsv,nut,nuv,obu,ogg,pmp,"
    "pva,rl2,rm,roq,rpl,smjpeg,smk,smush,swf,thp,tiertexseq,tmv,ty,"
    "vc1,vc1test,vividas,vivo,vmd,vvc,wav,wc3movie,webm,wsvqa,wtv,xmv,"
    "yop,yuv4mpegpipe"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an ffmpeg run ended.

    Attributes
    ----------
    code : int
        Exit status; 0 is success.
    log : str
        The last lines of standard error.
    seconds : float or None
        Where on the time line of the output it stopped; None if nothing came out.
    """

    code: int
    log: str
    seconds: float | None


def never() -> bool:
    """Answer no: the `cancelled` of work that cannot be cancelled."""
    return False


def source_input(path: Path) -> list[str]:
    """Return the input arguments for a file that somebody else made."""
    return [
        *("-protocol_whitelist", "file,pipe"),
        *("-format_whitelist", _CONTAINERS),
        *("-i", f"file:{path.absolute()}"),
    ]


def run(
    arguments: Sequence[str],
    *,
    cwd: Path | None = None,
    cancelled: Callable[[], bool] = never,
    stall_s: float = STALL_S,
) -> Outcome:
    """Run ffmpeg to its end.

    Parameters
    ----------
    arguments : sequence of str
        What follows the program's name; options for logging and progress are added.
    cwd : Path, optional
        Working directory; relative output names land there.
    cancelled : callable, optional
        Asked ten times a second; when it answers true, ffmpeg is killed.
    stall_s : float, default 120
        Seconds without progress after which ffmpeg is given up.

    Returns
    -------
    Outcome
        Whatever the exit status.

    Raises
    ------
    Cancelled
        If `cancelled` answered true.
    MediaError
        If there is no ffmpeg, or it stopped making progress.
    """
    command = [find_ffmpeg(), "-hide_banner", "-nostdin", "-y", "-nostats"]
    process = subprocess.Popen(  # noqa: S603 - a list, and no shell
        [*command, "-progress", "pipe:1", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=_environment(),
        text=True,
        encoding="utf-8",
        errors="replace",
        # a group of its own: Ctrl-C in a terminal is for the server, not for its jobs
        start_new_session=True,
    )
    progress = _Progress()
    log: deque[str] = deque(maxlen=_KEPT_LINES)
    readers = [
        threading.Thread(target=progress.read, args=(process.stdout,), daemon=True),
        threading.Thread(target=log.extend, args=(process.stderr,), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        _wait(process, progress, cancelled, stall_s)
    finally:
        _kill(process)
        for reader in readers:
            reader.join()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
    return Outcome(process.returncode, "".join(log), progress.seconds)


class _Progress:
    """What ``-progress`` has told so far."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        self.moved_at = time.monotonic()
        self._last: dict[str, str] = {}

    def read(self, lines: Iterable[str]) -> None:
        for line in lines:
            key, _, value = line.strip().partition("=")
            # both: a seek decodes for long before the clock of the output moves
            if key in {"frame", "out_time_us"} and value != self._last.get(key):
                self._last[key] = value
                self.moved_at = time.monotonic()
                with contextlib.suppress(ValueError):  # "N/A" before the first frame
                    if key == "out_time_us":
                        self.seconds = int(value) / 1e6


def _wait(
    process: subprocess.Popen[str],
    progress: _Progress,
    cancelled: Callable[[], bool],
    stall_s: float,
) -> None:
    while True:
        try:
            process.wait(POLL_S)
        except subprocess.TimeoutExpired:
            if cancelled():
                raise Cancelled from None
            if time.monotonic() - progress.moved_at > stall_s:
                raise MediaError(
                    f"The conversion made no progress for {stall_s:.0f} seconds "
                    "and was given up."
                ) from None
        else:
            return


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment() -> dict[str, str]:
    # these make ffmpeg write a report file, or colour codes into its messages
    unwanted = {"FFREPORT", "AV_LOG_FORCE_COLOR"}
    return {key: value for key, value in os.environ.items() if key not in unwanted}
