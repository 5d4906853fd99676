"""matplotlib's animations: drawn frame by frame, each handed on as it is drawn."""

import io
import itertools
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...errors import SourceError
from .encoder import Encoder, encoding
from .film import Report, Written, rate
from .pixels import Reader

_INTERVAL = 200  # milliseconds, where nothing is said: matplotlib's own


def is_animation(source: object) -> bool:
    """Tell whether an object is one of matplotlib's, without importing matplotlib."""
    module = sys.modules.get("matplotlib.animation")
    return module is not None and isinstance(source, module.Animation)


def film_of_animation(animation: Any, fps: object) -> Written:
    """Describe an animation; by default it plays at its own interval.

    Parameters
    ----------
    animation : matplotlib.animation.Animation
        Drawn at its figure's own size and resolution, all its frames.
    fps : float or None
        Another rate than its own.

    Raises
    ------
    SourceError
        If it never ends, or has no rate that makes sense.
    """
    if _is_endless(animation):
        raise SourceError(
            "This animation has no end: it has neither frames=… nor save_count=….",
            hint="Make it with one of them, such as frames=200.",
        )
    if fps is None:
        speed = rate(_own_rate(animation), what="the animation's rate")
    else:
        speed = rate(fps)

    def write(path: Path, report: Report) -> None:
        with _saveable(animation):
            animation.save(
                str(path),
                writer=_writer(path, speed),
                dpi=animation._fig.dpi,  # noqa: SLF001 - the only way to its figure
                progress_callback=lambda done, total: report(done, total or 0),
            )

    return Written(write=write, name=_title(animation._fig))  # noqa: SLF001 - as above


def _is_endless(animation: Any) -> bool:
    counts_on = getattr(animation, "_iter_gen", None) is itertools.count
    return counts_on and getattr(animation, "_save_count", None) is None


def _own_rate(animation: Any) -> Fraction:
    interval = getattr(animation, "_interval", _INTERVAL)  # milliseconds
    return Fraction(1000) / Fraction(interval) if interval else Fraction()


@contextmanager
def _saveable(animation: Any) -> Iterator[None]:
    """Lend an animation of interval 0 another one: `save` divides by it."""
    if getattr(animation, "_interval", None) != 0:
        yield
        return
    animation._interval = _INTERVAL  # noqa: SLF001 - nothing else sets it
    try:
        yield
    finally:
        animation._interval = 0  # noqa: SLF001 - likewise


def _title(figure: Any) -> str:
    above = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    titles = [above, *(axes.get_title() for axes in figure.axes)]
    return next((title for title in titles if title), "animation")


def _writer(path: Path, fps: Fraction) -> Any:
    """Make a writer as matplotlib wants it, of a class that needs matplotlib."""
    import numpy as np  # noqa: PLC0415 - matplotlib needs it anyway
    from matplotlib import rc_context  # noqa: PLC0415 - it is loaded
    from matplotlib.animation import AbstractMovieWriter  # noqa: PLC0415 - it is loaded

    class Writer(AbstractMovieWriter):
        """Gives each drawn frame to the encoder."""

        def setup(self, fig: Any, outfile: Any, dpi: float | None = None) -> None:
            super().setup(fig, outfile, dpi)
            self._reader = Reader()
            self._open = ExitStack()
            self._encoder: Encoder | None = None

        def grab_frame(self, **savefig_kwargs: Any) -> None:
            buffer = io.BytesIO()
            with rc_context({"savefig.bbox": None}):  # else frames differ in size
                self.fig.savefig(buffer, format="rgba", dpi=self.dpi, **savefig_kwargs)
            width, height = self.frame_size
            pixels = np.frombuffer(buffer.getbuffer(), np.uint8)
            picture = self._reader.read(pixels.reshape(height, width, 4))
            if self._encoder is None:
                self._encoder = self._open.enter_context(encoding(path, picture, fps))
            self._encoder.write(picture)

        def finish(self) -> None:
            if self._encoder is not None:
                self._encoder.finish()
            self._open.close()

        @contextmanager
        def saving(
            self, fig: Any, outfile: Any, dpi: float | None, *_: Any, **__: Any
        ) -> Iterator[Any]:
            """Set up and finish; but finish nothing that broke off."""
            self.setup(fig, outfile, dpi)
            with self._open:
                yield self
                self.finish()

    return Writer(fps=float(fps))  # type: ignore[arg-type]  # rates need not be whole
