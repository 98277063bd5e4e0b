"""What a check costs: CPU time against the nets' own, against peers, and as photos, people and threads grow."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scenes import Portrait, group_scene
from benchmarks.searches import Search
from komando.checker import Checker
from komando.hands.geometry import Float32Array
from komando.hands.nets import Net
from komando.photo.read import read_photo

_RUNS = 3
GROUP_PX = (4000, 3000)
"""A photo of 12 megapixels."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians over runs.

    Attributes:
        name: Of what was measured.
        cpu_ms: CPU time of one photo, all threads.
        floor_ms: CPU time of decoding and of the nets alone, in the same runs.
        hands: Hands found.
    """

    name: str
    cpu_ms: float
    floor_ms: float
    hands: int


class NetClock:
    """Adds up the CPU time spent inside nets while it is running."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self.calls = 0
        self._original: Callable[[Net, Float32Array], list[Float32Array]] = Net.__call__

    def __enter__(self) -> NetClock:
        original = self._original

        def timed(self_: Net, image: Float32Array) -> list[Float32Array]:
            started = time.process_time()
            answer = original(self_, image)
            self.cpu_s += time.process_time() - started
            self.calls += 1
            return answer

        Net.__call__ = timed  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        Net.__call__ = self._original  # type: ignore[method-assign, assignment]


def check_cost(name: str, checker: Checker, jpeg: bytes, runs: int = _RUNS) -> Cost:
    """A whole check, from bytes to record."""
    totals, floors, hands = [], [], 0
    for _ in range(runs):
        started = time.process_time()
        read_photo(jpeg)
        decode_s = time.process_time() - started
        with NetClock() as clock:
            started = time.process_time()
            record = checker.check(jpeg, name)
            totals.append(time.process_time() - started)
        floors.append(decode_s + clock.cpu_s)
        hands = len(record.hands)
    return Cost(name, 1000 * statistics.median(totals), 1000 * statistics.median(floors), hands)


def search_cost(search: Search, jpeg: bytes, runs: int = _RUNS) -> Cost:
    """Decoding and one way to look for hands."""
    totals, hands = [], 0
    for _ in range(runs):
        started = time.process_time()
        hands = len(search.find(read_photo(jpeg).rgb))
        totals.append(time.process_time() - started)
    return Cost(search.name, 1000 * statistics.median(totals), 0.0, hands)


def by_pixels(checker: Checker, portraits: Sequence[Portrait], widths_px: Sequence[int]) -> list[Cost]:
    """The same 12 people at more and more pixels."""
    costs = []
    for width in widths_px:
        rng = np.random.default_rng(5)
        scene = group_scene(portraits, (width, width * 3 // 4), width * 0.035, 12, rng)
        costs.append(check_cost(f"{width} x {width * 3 // 4}", checker, scene.jpeg))
    return costs


def by_people(checker: Checker, portraits: Sequence[Portrait], counts: Sequence[int]) -> list[Cost]:
    """More and more people in a photo of 12 megapixels, hands of 96 px."""
    costs = []
    for count in counts:
        rng = np.random.default_rng(6)
        scene = group_scene(list(portraits) * (1 + count // len(portraits)), GROUP_PX, 96, count, rng)
        costs.append(check_cost(f"{len(scene.hands_xyxy)} people", checker, scene.jpeg))
    return costs


def two_threads(open_checker: Callable[[], Checker], jpeg: bytes, photos: int = 6) -> float:
    """Throughput of two threads, each with its own checker, against that of one (wall time)."""
    checkers = [open_checker(), open_checker()]

    def work(checker: Checker) -> None:
        for _ in range(photos):
            checker.check(jpeg, "photo")

    ratios = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        work(checkers[0])
        alone_s = time.perf_counter() - started
        threads = [threading.Thread(target=work, args=(checker,)) for checker in checkers]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ratios.append(2 * alone_s / (time.perf_counter() - started))
    return statistics.median(ratios)
