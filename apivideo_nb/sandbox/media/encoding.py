"""A source made into what browsers play: an HLS ladder, an MP4 and a thumbnail."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import command
from .errors import Cancelled, MediaError
from .ffmpeg import Outcome, run, source_input
from .ladder import Rung, ladder, planned, whole
from .manifest import manifest, measured, with_target
from .parse import Probe
from .pictures import mark, thumbnail
from .reason import NOTHING_DECODES, failure, known
from .watermark import Watermark, draw, overlay_filter

_PARTIAL = ".partial-"
_THUMBNAIL_AT_S = 3.0


def encode(
    source: Path,
    out: Path,
    *,
    probe: Probe,
    mp4: bool,
    clip: tuple[float | None, float | None] = (None, None),
    limit_s: float | None = None,
    burn_in: str | None = None,
    watermark: Watermark | None = None,
    on_quality: Callable[[str, str, str], None],
    cancelled: Callable[[], bool],
) -> None:
    """Make all that is served of one video.

    Written are ``thumbnail.jpg``, ``mp4/source.mp4`` and ``hls/manifest.m3u8`` with a
    folder for each quality. Each appears when it is complete, never before. A source
    that browsers can play as it is becomes an MP4 at once, without being encoded.

    Parameters
    ----------
    source : Path
        The video.
    out : Path
        The folder to write into; of one `encode` at a time. What an earlier, broken
        off run left in it is removed.
    probe : Probe
        What the source holds.
    mp4 : bool
        Whether an MP4 is made too.
    clip : tuple of float or None
        Start and end of the part that is used, in seconds.
    limit_s : float, optional
        The longest that the outcome may be, in seconds.
    burn_in : str, optional
        Text to write over the picture.
    watermark : Watermark, optional
        Picture to lay over the picture, in every quality and the thumbnail.
    on_quality : callable
        Told type (``hls``, ``mp4``), quality (``720p``) and ``encoding``, ``encoded``
        or ``failed``, whenever that changes.
    cancelled : callable
        Asked ten times a second; when it answers true the work stops.

    Raises
    ------
    MediaError
        If the source cannot be decoded or the clip is empty; every quality that is
        not ready has been reported as failed.
    Cancelled
        If `cancelled` answered true.
    """
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob(f"{_PARTIAL}*"):
        shutil.rmtree(stale, ignore_errors=True)
    report = _Report(planned(probe, mp4=mp4), on_quality)
    try:
        with tempfile.TemporaryDirectory(
            prefix=_PARTIAL, dir=out, ignore_cleanup_errors=True
        ) as place:
            job = _Job(
                source=source,
                probe=probe,
                cut=command.cut(probe.duration, clip, limit_s),
                burn_in=burn_in,
                watermark=watermark,
                place=Path(place),
                out=out,
                cancelled=cancelled,
            )
            _make(job, report, mp4=mp4)
    except MediaError:
        report.fail()
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    source: Path
    probe: Probe
    cut: command.Cut
    burn_in: str | None
    watermark: Watermark | None
    place: Path
    out: Path
    cancelled: Callable[[], bool]

    @property
    def untouched(self) -> bool:
        whole_length = self.cut == command.Cut()
        bare = not self.burn_in and self.watermark is None
        return whole_length and bare and command.copyable(self.probe)

    def ffmpeg(self, arguments: list[str]) -> None:
        ended = run(arguments, cwd=self.place, cancelled=self.cancelled)
        if ended.code:
            raise MediaError(failure(ended.log, ended.code))

    def publish(self, name: str) -> None:
        """Move what is complete from the working folder to where it is served."""
        if self.cancelled():
            raise Cancelled
        old = self.out / name
        if old.is_dir():
            old.rename(self.place / f"old-{name}")
        (self.place / name).rename(old)


class _Report:
    """What has been said about each quality, so that nothing is left unsaid."""

    def __init__(
        self,
        qualities: tuple[tuple[str, str], ...],
        on_quality: Callable[[str, str, str], None],
    ) -> None:
        self._open = list(qualities)
        self._on_quality = on_quality

    def started(self, kind: str) -> None:
        for each in self._open:
            if each[0] == kind:
                self._on_quality(*each, "encoding")

    def done(self, kind: str) -> None:
        for each in [each for each in self._open if each[0] == kind]:
            self._open.remove(each)
            self._on_quality(*each, "encoded")

    def fail(self) -> None:
        while self._open:
            self._on_quality(*self._open.pop(0), "failed")


def _make(job: _Job, report: _Report, *, mp4: bool) -> None:
    if job.probe.duration is not None and job.cut.start >= job.probe.duration:
        raise MediaError("The clip starts after the end of the video.")
    if job.cut.length is not None and job.cut.length <= 0:
        raise MediaError("The clip ends before it starts.")
    if mp4:
        report.started("mp4")
    _thumbnail(job)  # also the test whether anything can be decoded at all
    copied = mp4 and job.untouched and _copy(job)
    if copied:
        report.done("mp4")
    report.started("hls")
    _encode(job, mp4=mp4 and not copied)
    job.publish("hls")
    report.done("hls")
    if mp4 and not copied:
        job.publish("mp4")
        report.done("mp4")


def _thumbnail(job: _Job) -> None:
    length = job.cut.length or (job.probe.duration or 0.0) - job.cut.start
    thumbnail(
        job.source,
        job.out / "thumbnail.jpg",
        # the very first frame is often black
        at=job.cut.start + min(_THUMBNAIL_AT_S, max(length, 0.0) / 10),
        probe=job.probe,
        burn_in=job.burn_in,
        watermark=job.watermark,
        cancelled=job.cancelled,
    )


def _copy(job: _Job) -> bool:
    """Put the source's streams into an MP4; tell whether that went well."""
    (job.place / "mp4").mkdir()
    streams = ["-map", f"0:{job.probe.video_stream}"]
    if job.probe.audio_stream is not None:
        streams += ["-map", f"0:{job.probe.audio_stream}"]
    try:
        job.ffmpeg(
            [
                *source_input(job.source),
                *(*streams, "-c", "copy"),
                *command.mp4_output("mp4/source.mp4"),
            ]
        )
    except MediaError:
        # some streams have no clock that an MP4 could take over: encode them instead
        shutil.rmtree(job.place / "mp4")
        return False
    job.publish("mp4")
    return True


def _encode(job: _Job, *, mp4: bool) -> None:
    """Make the ladder, and the MP4 if one is wanted, decoding the source once."""
    width, height = job.probe.width, job.probe.height
    rungs, full = ladder(width, height), whole(width, height)
    apart = mp4 and (full.width, full.height) != (rungs[-1].width, rungs[-1].height)
    (job.place / "hls").mkdir()
    if mp4:
        (job.place / "mp4").mkdir()
    sound = job.probe.audio_stream is not None
    ended = _run(job, rungs, full if apart else None, sound=sound)
    if ended.code and sound and not known(ended.log):
        # a track that is announced and then empty, or damaged: do without it
        sound = False
        ended = _run(job, rungs, full if apart else None, sound=sound)
    if ended.code:
        raise MediaError(failure(ended.log, ended.code))
    _describe(job.place / "hls", rungs, sound=sound)
    if mp4 and not apart:
        # the highest rung is the MP4 already, in segments
        segments = f"hls/{rungs[-1].quality}/index.m3u8"
        join = ["-protocol_whitelist", "file", "-f", "hls", "-i", segments]
        job.ffmpeg([*join, "-c", "copy", *command.mp4_output("mp4/source.mp4")])


def _run(
    job: _Job, rungs: tuple[Rung, ...], apart: Rung | None, *, sound: bool
) -> Outcome:
    everything = (*rungs, apart) if apart else rungs
    size = (everything[-1].width, everything[-1].height)
    over: list[str] = []
    if job.burn_in:
        mark(job.burn_in, *size).save(job.place / "mark.png")
        over = ["-i", "mark.png"]
    laid = job.watermark and draw(
        job.watermark, (job.probe.width, job.probe.height), size
    )
    if laid:
        laid.image.save(job.place / "watermark.png")
        over += ["-i", "watermark.png"]
    graph = command.graph(
        job.probe,
        everything,
        sound=sound,
        marked=bool(job.burn_in),
        watermark=overlay_filter(laid) if laid else None,
    )
    arguments = [*job.cut.arguments(), *source_input(job.source), *over]
    arguments += ["-filter_complex", graph]
    arguments += command.streams(rungs, first=0, sound=sound)
    arguments += command.hls_output(rungs, sound=sound)
    if apart:
        arguments += command.streams([apart], first=len(rungs), sound=sound)
        arguments += command.mp4_output("mp4/source.mp4")
    return run(arguments, cwd=job.place, cancelled=job.cancelled)


def _describe(folder: Path, rungs: tuple[Rung, ...], *, sound: bool) -> None:
    try:
        for rung in rungs:
            playlist = folder / rung.quality / "index.m3u8"
            playlist.write_text(with_target(playlist.read_text("utf-8")), "utf-8")
        variants = [
            measured(rung, folder / rung.quality, sound=sound) for rung in rungs
        ]
    except (OSError, ValueError):
        raise MediaError(NOTHING_DECODES) from None
    (folder / "manifest.m3u8").write_text(manifest(variants), "utf-8")
