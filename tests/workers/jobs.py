"""Jobs that misbehave, for the tests of the pool."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from komando.checker import Checker
from komando.record import ModelStamps
from komando.workers.jobs import CheckBytes, Checked


@dataclass(frozen=True, slots=True)
class CheckWhenAllowed:
    """Checks a photo, but waits first."""

    began: Path
    finish: Path
    check: CheckBytes[Any]

    def __call__(self, checker: Checker) -> Checked[Any]:
        WaitFor(self.began, self.finish)(checker)
        return self.check(checker)


@dataclass(frozen=True, slots=True)
class Say:
    """Tells which process it ran in, and with which models."""

    word: str = "done"

    def __call__(self, checker: Checker) -> tuple[str, int, ModelStamps]:
        return self.word, os.getpid(), checker.models


@dataclass(frozen=True, slots=True)
class Sleep:
    seconds: float

    def __call__(self, _: object) -> str:
        time.sleep(self.seconds)
        return "slept"


@dataclass(frozen=True, slots=True)
class HangWithoutGivingBack:
    """Holds the interpreter's lock in one long C call."""

    def __call__(self, _: object) -> int:
        return sum(range(10**12))


@dataclass(frozen=True, slots=True)
class Die:
    """Dies by a signal, or by leaving."""

    by: int | None = None

    def __call__(self, _: object) -> None:
        if self.by is None:
            os._exit(3)
        os.kill(os.getpid(), self.by)


@dataclass(frozen=True, slots=True)
class DieOnce:
    """Kills the first process that runs it: a stroke from outside, such as the system short of memory."""

    mark: Path

    def __call__(self, _: object) -> str:
        try:
            self.mark.touch(exist_ok=False)
        except FileExistsError:
            return "done at the second try"
        os.kill(os.getpid(), signal.SIGKILL)
        return "never"


@dataclass(frozen=True, slots=True)
class Fill:
    """Takes memory."""

    count_bytes: int

    def __call__(self, _: object) -> int:
        return int(np.ones(self.count_bytes, np.uint8).sum())


@dataclass(frozen=True, slots=True)
class Raise:
    error: Exception

    def __call__(self, _: object) -> None:
        raise self.error


@dataclass(frozen=True, slots=True)
class ReturnLock:
    """Returns what cannot be pickled."""

    def __call__(self, _: object) -> Any:
        return threading.Lock()


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Says that it began, and ends when it may."""

    began: Path
    finish: Path
    seconds: float = 60.0

    def __call__(self, _: object) -> str:
        self.began.touch()
        deadline = time.monotonic() + self.seconds
        while not self.finish.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return "finished"


class OddError(Exception):
    """Cannot be unpickled: its constructor takes more than its message."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


@dataclass(frozen=True, slots=True)
class RaiseOddError:
    def __call__(self, _: object) -> None:
        raise OddError("a", "b")
