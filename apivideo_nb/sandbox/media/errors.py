"""What can go wrong with a file that somebody called a video."""


class MediaError(Exception):
    """A file cannot be decoded or converted.

    The text is one sentence for the person who uploaded the file. It holds no path
    and none of ffmpeg's own output.
    """


class Cancelled(Exception):  # noqa: N818 - it is no error: somebody asked for it
    """The work was stopped because the caller's `cancelled` said so."""
