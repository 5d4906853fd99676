"""When to send a request again, and how long to wait before: a pure decision.

A request may be repeated after

- 429, whatever it was: the server did nothing, and says how long to wait;
- no answer or 5xx, if the request is `repeatable`: doing it twice is doing it once;
- a connection that was never made, whatever the request was.
"""

from dataclasses import dataclass

from ..errors import ApiVideoError, RateLimitError, ServerError, TransportError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How patient to be.

    Attributes
    ----------
    attempts : int, default 5
        How often a request is sent at most, at least 1; 429 does not count.
    rate_limit_attempts : int, default 20
        How many answers 429 in a row are waited out.
    renewals : int, default 1
        How many refusals of the token in a row are answered with a new one.
    first_delay, max_delay : float
        Seconds before the second attempt, doubled from then on up to the maximum.
    """

    attempts: int = 5
    rate_limit_attempts: int = 20
    renewals: int = 1
    first_delay: float = 0.5
    max_delay: float = 20.0


#: what the docs advise when a 429 does not say how long to wait, in seconds
RATE_LIMIT_WINDOW = 60.0

#: for the bytes of an upload: a line may be gone for minutes
PATIENT = RetryPolicy(attempts=12, renewals=3)

#: for answers that are nice to have: one try, no waiting
ONCE = RetryPolicy(attempts=1, rate_limit_attempts=0)


def delay_before_retry(
    policy: RetryPolicy,
    error: ApiVideoError,
    *,
    failures: int,
    repeatable: bool,
) -> float | None:
    """Say how long to wait before sending a request again.

    Parameters
    ----------
    policy : RetryPolicy
        Bounds on attempts and delays.
    error : ApiVideoError
        What the last attempt ended in.
    failures : int
        Failed attempts of this kind so far, the last one included, at least 1.
    repeatable : bool
        Whether doing the request twice is as good as doing it once.

    Returns
    -------
    float or None
        Seconds to wait, or None to give up.

    Examples
    --------
    >>> policy = RetryPolicy(attempts=3, first_delay=1.0)
    >>> lost = TransportError("no answer")
    >>> [
    ...     delay_before_retry(policy, lost, failures=n, repeatable=True)
    ...     for n in (1, 2, 3)
    ... ]
    [1.0, 2.0, None]
    """
    if isinstance(error, RateLimitError):
        if failures > policy.rate_limit_attempts:
            return None
        asked = error.retry_after
        return RATE_LIMIT_WINDOW if asked is None else max(asked, 0.0)
    if failures >= policy.attempts:
        return None
    unsent = isinstance(error, TransportError) and error.unsent
    if isinstance(error, TransportError | ServerError) and (repeatable or unsent):
        return min(policy.first_delay * 2.0 ** (failures - 1), policy.max_delay)
    return None
