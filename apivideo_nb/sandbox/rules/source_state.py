"""Whether a video may still be given a source; one upload per container, ever."""

from .problems import problem


def check_source_state(
    *, origin: str, ingest: str | None, unit: str | None, ranged: bool
) -> None:
    """Refuse bytes for a video that has its source, or gets it another way.

    Parameters
    ----------
    origin : str
        ``upload``, ``download`` or ``copy``.
    ingest : str or None
        ``uploaded`` once complete.
    unit : str or None
        Unit of the progressive upload that has begun.
    ranged : bool
        Whether these bytes come with a ``Content-Range``.

    Raises
    ------
    Problem
        400, saying which of these it is.
    """
    if origin == "download":
        raise problem("video-source-already-downloaded")
    if origin == "copy":
        raise problem("video-source-already-copied")
    if ingest == "uploaded":
        raise problem("video-source-already-uploaded")
    if unit is not None and not ranged:
        raise problem("video-content-range-already-initiated")
