"""How many requests somebody may send: token buckets, in memory alone."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from komando.web.problems import ProblemError

_MOST_BUCKETS: Final = 10_000


class RateLimiter:
    """A bucket for each key, full at first; each request takes one out, and time fills it up again. Thread-safe."""

    def __init__(self, a_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one request.

        Raises:
            ProblemError: 429 with Retry-After; the bucket is empty.
        """
        with self._lock:
            wait_seconds = self._take(key)
        if wait_seconds > 0:
            raise ProblemError(
                "too-many-requests",
                HTTPStatus.TOO_MANY_REQUESTS,
                "Too many requests in a short time.",
                "Wait as long as Retry-After says, then go on.",
                headers={"Retry-After": str(math.ceil(wait_seconds))},
            )

    def _take(self, key: str) -> float:
        """How long to wait; 0 if there was one left."""
        now = self._clock()
        left, then = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._a_second)
        wait_seconds = 0.0 if left >= 1 else (1 - left) / self._a_second
        self._buckets[key] = (left - 1 if wait_seconds == 0 else left, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)  # the one that was not asked for longest
        return wait_seconds
