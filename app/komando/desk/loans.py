"""Which batches are being given out just now: their pictures are not removed under a download.

A download that has not moved for a while counts as dead, so that none keeps a batch open for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

_DEAD_SECONDS: Final = 120.0


class Loan:
    """One download of a batch. Needs no lock: it may be ended in the event loop."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._moved_at = clock()
        self._ended = False

    @property
    def is_out(self) -> bool:
        """Whether it goes on."""
        return not self._ended and self._clock() - self._moved_at < _DEAD_SECONDS

    def move(self) -> None:
        """It has gone a step further."""
        self._moved_at = self._clock()

    def end(self) -> None:
        """It is over, well or not."""
        self._ended = True


class Loans:
    """All downloads of this process; safe to share between threads.

    Example:
        >>> loans = Loans()
        >>> loan = loans.lend("a")
        >>> loans.is_out("a"), loans.is_out("b"), loan.end(), loans.is_out("a")
        (True, False, None, False)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._loans: dict[str, list[Loan]] = {}

    def lend(self, batch_id: str) -> Loan:
        """Begin a download."""
        with self._lock:
            self._forget()
            loan = Loan(self._clock)
            self._loans.setdefault(batch_id, []).append(loan)
            return loan

    def is_out(self, batch_id: str) -> bool:
        """Whether a download of the batch is running."""
        return any(loan.is_out for loan in list(self._loans.get(batch_id, ())))

    @contextmanager
    def shut(self, batch_id: str) -> Iterator[bool]:
        """Whether no download of the batch is running; if so none begins before the block ends."""
        with self._lock:
            yield not self.is_out(batch_id)

    def _forget(self) -> None:
        there = {batch_id: [loan for loan in loans if loan.is_out] for batch_id, loans in self._loans.items()}
        self._loans = {batch_id: loans for batch_id, loans in there.items() if loans}
