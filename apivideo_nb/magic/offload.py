"""``%apivideo offload``: notebooks made small, under a card that follows the work."""

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from ..display.place import find_place
from .context import Context

if TYPE_CHECKING:
    from ..offloading.report import OffloadReport


def offload(
    context: Context, paths: Any, *, check: bool = False, **options: Any
) -> "OffloadReport":
    """Host the videos inside notebooks, or say which there are.

    Parameters
    ----------
    context : Context
        The shell's settings.
    paths : object
        Whatever `apivideo_nb.offload` takes.
    check : bool, default False
        Only look, and fail if something large is there.
    **options
        Options of `apivideo_nb.offload`.

    Returns
    -------
    OffloadReport
        Already shown: the cell does not draw it again.

    Raises
    ------
    UsageError
        If `check` finds something.
    """
    from ..offloading.job import offload as run  # noqa: PLC0415  # slow to load
    from ..offloading.progress import drawn_steps  # noqa: PLC0415

    show = find_place()
    if check:
        options["dry_run"] = True
    report = run(paths, client=context.client(), on_step=drawn_steps(show), **options)
    if check and report.complaint():
        raise UsageError(report.complaint())
    if not context.silent:
        show(report._repr_mimebundle_())
    context.shown.mark(report)
    return report
