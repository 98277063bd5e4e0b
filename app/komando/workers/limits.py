"""What one worker process may take before it is ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from komando.settings import Settings

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of a pool and of each of its processes.

    Attributes:
        workers: Processes side by side; one a core is right.
        photo_seconds: A job that takes longer is ended together with its process.
        memory_bytes: What a process may allocate (not counting the code it loads), where the system can hold it to
            that: Linux does. None sets no limit.
        jobs: A process that has done so many is replaced, whatever it leaked.
        resting_bytes: So is one that holds more resident memory than this between two jobs.
        tries: How often a job is begun when its process dies. A process that the system killed for want of memory
            may have been struck by the needs of another; a photo that kills two is at fault itself.
    """

    workers: int = 1
    photo_seconds: float = 120.0
    memory_bytes: int | None = 1024 * _MIB
    jobs: int = 2000
    resting_bytes: int = 500 * _MIB
    tries: int = 2

    @classmethod
    def of(cls, settings: Settings, workers: int) -> Self:
        """The limits that the settings name."""
        return cls(workers=workers, photo_seconds=settings.photo_seconds, memory_bytes=settings.photo_memory_mib * _MIB)
