"""How fast bytes go, and how long the rest will take."""

from collections import deque

_WINDOW = 6.0  # seconds looked back: steady enough to read, quick enough to be true


class Pace:
    """Measure speed over the last few seconds.

    Bytes that were there before the first sample (a resumed upload) do not count.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, at: float, sent: int) -> None:
        """Take a sample.

        Parameters
        ----------
        at : float
            Time in seconds on any clock that does not go backwards.
        sent : int
            Bytes sent in all up to then.
        """
        self._samples.append((at, sent))
        while len(self._samples) > 2 and self._samples[1][0] <= at - _WINDOW:  # noqa: PLR2004 - a speed needs two
            self._samples.popleft()

    @property
    def rate(self) -> float | None:
        """Bytes per second, or None before it can be told."""
        if not self._samples:
            return None
        (start, before), (end, after) = self._samples[0], self._samples[-1]
        # A first burst fills socket buffers: half a second of it says nothing.
        if end - start < 0.5 or after <= before:  # noqa: PLR2004 - see above
            return None
        return (after - before) / (end - start)

    def left(self, total: int) -> float | None:
        """Seconds until `total` bytes are sent, or None before it can be told.

        Parameters
        ----------
        total : int
            Bytes to send in all.
        """
        if self.rate is None:
            return None
        return max(0, total - self._samples[-1][1]) / self.rate
