"""Processor time and memory of this process and of all that it started. Linux only: the figures are /proc's."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

_MIB: Final = 1 << 20
_SAMPLES_EVERY_S: Final = 1.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Meter:
    """Measures from its beginning to its end, as a context.

    Attributes:
        wall_s: How long it took.
        parent_s: Processor time of this process.
        children_s: That of all processes below it, also of those that ended meanwhile, but for their last second.
        others_s: That of everybody else's processes on this computer.
    """

    def __init__(self) -> None:
        self.wall_s = self.parent_s = self.children_s = self.others_s = 0.0
        self._seen: dict[tuple[int, float], float] = {}
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample_now_and_then, daemon=True)
        self._sampled_s = 0.0

    def __enter__(self) -> Self:
        self._before = self._sample()
        self._busy_s, self._own_s, self._started = _busy_s(), time.process_time(), time.perf_counter()
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._sampler.join()
        self.wall_s = time.perf_counter() - self._started
        self.parent_s = time.process_time() - self._own_s - self._sampled_s
        self.children_s = self._sample() - self._before
        self.others_s = max(0.0, _busy_s() - self._busy_s - self.cpu_s - self._sampled_s)

    @property
    def cpu_s(self) -> float:
        """Processor time of this process and all below it."""
        return self.parent_s + self.children_s

    def _sample_now_and_then(self) -> None:
        while not self._ended.wait(_SAMPLES_EVERY_S):
            self._sample()
        self._sampled_s = time.thread_time()

    def _sample(self) -> float:
        """Processor time of all processes that were ever seen below this one."""
        for child in psutil.Process().children(recursive=True):
            try:
                times = child.cpu_times()
                self._seen[child.pid, child.create_time()] = times.user + times.system
            except psutil.NoSuchProcess:
                continue
        return sum(self._seen.values())


def resident_mib(pid: int) -> float:
    """Memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def _busy_s() -> float:
    """Time in which processors did not idle, since the computer was started; guests of this one count as users."""
    first, *_ = Path("/proc/stat").read_text("ascii").splitlines()
    user, nice, system, _idle, _waiting, interrupts, soft_interrupts, stolen, *_ = map(int, first.split()[1:])
    return (user + nice + system + interrupts + soft_interrupts + stolen) / _TICKS
