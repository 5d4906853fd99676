"""Splitting a source into chunks: arithmetic only."""

from collections.abc import Collection
from dataclasses import dataclass

MiB = 2**20

#: the API takes 5 to 200 MiB a part, and any size for the last one
MIN_CHUNK, MAX_CHUNK = 5 * MiB, 200 * MiB
DEFAULT_CHUNK = 50 * MiB
MAX_PARTS = 10_000
#: chunks on their way at the same time
PARALLEL = 4
#: bytes from which on a connection of its own is worth a request of the rate limit
SHARED_FROM = 16 * MiB


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes ``[start, stop)`` of a source, and their number on the wire.

    Examples
    --------
    >>> Chunk(part=2, parts=3, start=10, stop=20).content_range
    'part 2/3'
    """

    part: int
    parts: int
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def content_range(self) -> str:
        """Value of the ``Content-Range`` header."""
        return f"part {self.part}/{self.parts}"


def chunk_size_for(size: int, *, per_minute: int | None = None) -> int:
    """Choose how large the chunks of a source are to be.

    As small as `DEFAULT_CHUNK`, since a chunk is what is lost when a line breaks, and
    such that all connections are busy to the end; larger where there would be more
    chunks than the API takes, or takes in one minute.

    Parameters
    ----------
    size : int
        Length of the source in bytes.
    per_minute : int, optional
        Requests that the API takes in a minute, once that is known.

    Returns
    -------
    int
        A whole number of MiB, 5 to 200; for a source that no chunk size fits, 200.

    References
    ----------
    https://docs.api.video/reference#rate-limiting

    Examples
    --------
    >>> [chunk_size_for(gib * 2**30, per_minute=40) // MiB for gib in (1, 4, 100)]
    [43, 103, 200]
    """
    least = -(-size // DEFAULT_CHUNK)
    even = min(-(-least // PARALLEL) * PARALLEL, size // SHARED_FROM)
    parts = min(max(least, even), per_minute or MAX_PARTS, MAX_PARTS)
    if parts <= 1:
        return DEFAULT_CHUNK
    wanted = -(-size // (parts * MiB)) * MiB
    # the rate is a wish, the number of parts a bound: both end at the largest chunk
    return min(max(wanted, MIN_CHUNK), MAX_CHUNK)


def plan_upload(
    size: int, *, chunk_size: int = DEFAULT_CHUNK, received: Collection[int] = ()
) -> tuple[Chunk, ...]:
    """Split a source into the chunks still to be sent.

    Parameters
    ----------
    size : int
        Length of the source in bytes, at least 1.
    chunk_size : int, default 50 MiB
        Bytes per chunk, 5 to 200 MiB. The last chunk may be smaller.
    received : collection of int, optional
        Part numbers, from 1, that the API says it already holds.

    Returns
    -------
    tuple of Chunk
        In part order, without overlap; empty when nothing is left to send.

    Raises
    ------
    ValueError
        If `size` or `chunk_size` is out of bounds, or over 10,000 parts result.

    References
    ----------
    https://docs.api.video/vod/progressive-upload

    Examples
    --------
    >>> [c.part for c in plan_upload(12 * MiB, chunk_size=5 * MiB, received={1})]
    [2, 3]
    """
    if size < 1:
        raise ValueError(f"size is {size}; there must be at least 1 byte to send")
    if not MIN_CHUNK <= chunk_size <= MAX_CHUNK:
        raise ValueError(
            f"chunk_size is {chunk_size}; the API takes {MIN_CHUNK} to {MAX_CHUNK} "
            "bytes (5 to 200 MiB)"
        )
    parts = -(-size // chunk_size)
    if parts > MAX_PARTS:
        raise ValueError(
            f"{parts} parts would be needed, the API takes {MAX_PARTS}; "
            f"chunk_size must be at least {-(-size // MAX_PARTS)}"
        )
    return tuple(
        Chunk(part, parts, (part - 1) * chunk_size, min(part * chunk_size, size))
        for part in range(1, parts + 1)
        if part not in received
    )
