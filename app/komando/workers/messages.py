"""What the pool and its processes say to each other; light to load, as a process reads it before anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komando.checker import Checker
    from komando.policy.profile import LoadedProfile
    from komando.settings import Settings

Job = Callable[["Checker"], Any]
"""A frozen dataclass of a module, so that it can be pickled; so must what it returns."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first message to a process.

    Attributes:
        settings: For its checker.
        policy: For its checker, as the parent has read it.
        photo_seconds: See `WorkerLimits`.
        memory_bytes: See `WorkerLimits`.
        jobs: See `WorkerLimits`.
        resting_bytes: See `WorkerLimits`.
        verbose: Leave stderr open, for the nets' runtime and for crashes.
    """

    settings: Settings
    policy: LoadedProfile
    photo_seconds: float
    memory_bytes: int | None
    jobs: int
    resting_bytes: int
    verbose: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process says: first that its checker is open, then the outcome of each job.

    Attributes:
        result: What the job returned.
        error: What it raised instead.
        leaving: The process ends after this answer, for another to take its place.
    """

    result: Any = None
    error: BaseException | None = None
    leaving: bool = False
