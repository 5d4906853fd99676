"""How slowly a client may send."""

from dataclasses import dataclass
from typing import Final

#: bytes a second, on average, below which a body is not waited for
MIN_RATE: Final = 1024


@dataclass(frozen=True, slots=True)
class Pace:
    """How a client has been sending.

    Attributes
    ----------
    waited : float
        Seconds that the server has waited for it in all.
    silent : float
        Seconds, of these the last, without a byte.
    received : int
        Bytes that came.
    """

    waited: float = 0.0
    silent: float = 0.0
    received: int = 0

    def later(self, seconds: float, received: int) -> "Pace":
        """Return the pace after more waiting, in which `received` bytes came."""
        return Pace(
            waited=self.waited + seconds,
            silent=0.0 if received else self.silent + seconds,
            received=self.received + received,
        )

    def is_too_slow(self, patience: float) -> bool:
        """Tell whether a body is to be given up.

        Parameters
        ----------
        patience : float
            Seconds that silence, or a trickle, is put up with.

        Examples
        --------
        >>> Pace(waited=40, received=40).is_too_slow(30)
        True
        >>> Pace(waited=40, received=2**20).is_too_slow(30)
        False
        """
        trickles = self.received < MIN_RATE * self.waited
        return self.silent >= patience or (self.waited >= patience and trickles)
