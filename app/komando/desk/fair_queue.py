"""The order of the work: batches take turns, each in the order of its uploads; previews run ahead, but not alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_PREVIEWS_A_CHECK: Final = 4


class Work(StrEnum):
    """What is to be done with a photo."""

    PREVIEW = "preview"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work."""

    work: Work
    batch_id: str
    photo_id: str


@dataclass(slots=True)
class _Turns:
    """Of one kind of work: batches in the order of their turns, and what waits in each."""

    waiting: dict[str, deque[str]] = field(default_factory=dict)

    def add(self, batch_id: str, photo_id: str) -> None:
        self.waiting.setdefault(batch_id, deque()).append(photo_id)

    def next(self) -> tuple[str, str] | None:
        batch_id = next(iter(self.waiting), None)
        if batch_id is None:
            return None
        photos = self.waiting.pop(batch_id)
        photo_id = photos.popleft()
        if photos:
            self.waiting[batch_id] = photos  # at the end: the others come first
        return batch_id, photo_id


class FairQueue:
    """Not thread-safe."""

    def __init__(self) -> None:
        self._turns = {work: _Turns() for work in Work}
        self._previews = 0

    def __len__(self) -> int:
        """How many photos wait to be checked."""
        return sum(len(photos) for photos in self._turns[Work.CHECK].waiting.values())

    def add(self, task: Task) -> None:
        """Let a piece of work wait for its turn."""
        self._turns[task.work].add(task.batch_id, task.photo_id)

    def take(self) -> Task | None:
        """The next piece of work; None if nothing waits."""
        order = (Work.CHECK, Work.PREVIEW) if self._previews >= _PREVIEWS_A_CHECK else (Work.PREVIEW, Work.CHECK)
        for work in order:
            found = self._turns[work].next()
            if found is not None:
                self._previews = self._previews + 1 if work == Work.PREVIEW else 0
                return Task(work, *found)
        return None

    def drop(self, batch_id: str) -> None:
        """Forget what waits of a batch that has ended."""
        for turns in self._turns.values():
            turns.waiting.pop(batch_id, None)
