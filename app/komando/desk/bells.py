"""Tells everyone who follows a batch that something about it has changed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bells:
    """Rung from any thread, heard in the event loop that it was made in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    @contextmanager
    def listen(self, batch_id: str) -> Iterator[asyncio.Event]:
        """An event that is set after each change of a batch; who waits clears it."""
        changed = asyncio.Event()
        self._listeners[batch_id].add(changed)
        try:
            yield changed
        finally:
            self._listeners[batch_id].discard(changed)
            if not self._listeners[batch_id]:
                del self._listeners[batch_id]

    def ring(self, batch_id: str) -> None:
        """A batch has changed."""
        self._loop.call_soon_threadsafe(self._ring, batch_id)

    def close(self) -> None:
        """Everybody is told, once more and for the last time."""
        self.closing = True
        for batch_id in list(self._listeners):
            self._ring(batch_id)

    @property
    def listeners(self) -> int:
        """How many follow some batch."""
        return sum(len(events) for events in self._listeners.values())

    def _ring(self, batch_id: str) -> None:
        for changed in self._listeners.get(batch_id, ()):
            changed.set()
