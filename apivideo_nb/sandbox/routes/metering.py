"""Rate limits at work: one window a project and group, in memory."""

import threading
import time
from collections.abc import Callable

from starlette.requests import Request

from ..rules.problems import problem
from ..rules.rate_limits import (
    LIMITS,
    Group,
    Limited,
    Window,
    count,
    group_of,
)


class Meter:
    """Counts requests; safe from any thread.

    Parameters
    ----------
    limited : str
        Which kinds of key are limited: ``none``, ``sandbox`` or ``all``.
    clock : callable, optional
        Gives seconds; never goes back.
    """

    def __init__(
        self, limited: Limited, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._kinds = {"none": (), "sandbox": ("sandbox",), "all": tuple(LIMITS)}[
            limited
        ]
        self._clock = clock
        self._windows: dict[tuple[str, Group], Window] = {}
        self._lock = threading.Lock()

    def admit(self, request: Request, project: str) -> None:
        """Count a request against its project; what is left goes into the answer.

        Raises
        ------
        Problem
            429, when the minute is used up.
        """
        if project not in self._kinds:
            return
        group = group_of(request.method, request.scope["path"])
        with self._lock:
            window, allowance = count(
                self._windows.get((project, group)),
                limit=LIMITS[project][group],
                now=self._clock(),
            )
            self._windows[project, group] = window
        request.state.allowance = allowance
        if not allowance.admitted:
            raise problem("too-many-requests")
