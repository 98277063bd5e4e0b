from __future__ import annotations

import pytest

from komando.web import rates
from komando.web.problems import ProblemError
from komando.web.rates import RateLimiter


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(limiter: RateLimiter, key: str, times: int) -> int:
    """How many of so many requests get through."""
    through = 0
    for _ in range(times):
        try:
            limiter.take(key)
        except ProblemError:
            continue
        through += 1
    return through


def test_a_burst_then_as_many_as_time_brings() -> None:
    clock = Clock()
    limiter = RateLimiter(2.0, 5.0, clock)
    assert taken(limiter, "a", 9) == 5
    clock.now += 1
    assert taken(limiter, "a", 9) == 2
    clock.now += 1000
    assert taken(limiter, "a", 9) == 5


def test_each_has_a_bucket_of_their_own() -> None:
    limiter = RateLimiter(1.0, 2.0, Clock())
    assert [taken(limiter, key, 3) for key in "ab"] == [2, 2]


def test_retry_after_is_long_enough() -> None:
    clock = Clock()
    limiter = RateLimiter(0.25, 1.0, clock)
    limiter.take("a")
    with pytest.raises(ProblemError) as caught:
        limiter.take("a")
    assert (caught.value.status, (caught.value.headers or {})["Retry-After"]) == (429, "4")
    clock.now += 4
    limiter.take("a")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_MOST_BUCKETS", 3)
    limiter = RateLimiter(1.0, 1.0, Clock())
    for key in "abcd":
        limiter.take(key)
    assert taken(limiter, "d", 1) == 0
    assert taken(limiter, "a", 1) == 1, "forgotten, as the one that was not asked for longest"
