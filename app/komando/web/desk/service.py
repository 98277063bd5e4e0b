"""The desk of a running service: opened with it, closed with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar

from komando.checker import Checker
from komando.desk.batches import Batch
from komando.desk.bells import Bells
from komando.desk.clock import Clock, utc_now
from komando.desk.desk import Desk, default_folder
from komando.desk.runner import Means, NotReadyError, Runner
from komando.errors import WorkerUnavailableError
from komando.record import ModelStamps
from komando.settings import Settings
from komando.terms import Terms
from komando.web.pool import CheckerPool
from komando.web.problems import ProblemError
from komando.web.shelf import PolicyShelf

_T = TypeVar("_T")
_MOST_UPLOADS: Final = 8
_UPLOADS_RETRY_SECONDS: Final = 1
_QUEUE_RETRY_SECONDS: Final = 30


@dataclass(slots=True)
class DeskService:
    """What routes of the desk work with.

    Attributes:
        desk: Database, pictures, clock.
        runner: Checks in the background.
        bells: Tell who follows a batch.
        settings: Of the service.
    """

    desk: Desk
    runner: Runner
    bells: Bells
    settings: Settings
    _uploads: int = field(default=0)

    @classmethod
    async def open(
        cls, settings: Settings, pool: CheckerPool, shelf: PolicyShelf, clock: Clock = utc_now
    ) -> DeskService:
        """Open the desk and take up what the last run left undone.

        Raises:
            DeskError: Folder or database cannot be used.
        """
        desk = Desk.open(settings.data_dir or default_folder(), settings.database_url, clock)
        bells = Bells()
        runner = Runner(desk, bells, _means(settings, pool, shelf))
        await runner.open()
        return cls(desk, runner, bells, settings)

    def gauges(self) -> Iterator[tuple[str, str, Callable[[], float]]]:
        """For the metrics: name, meaning, and where the value comes from."""
        yield "komando_desk_waiting", "Photos of open batches that wait to be checked.", lambda: self.runner.waiting
        yield "komando_desk_uploads", "Photos of batches that are being received.", lambda: self._uploads

    async def close(self) -> None:
        """End everything; checks under way are done again after the next start."""
        self.bells.close()
        await self.runner.close()
        self.desk.close()

    @contextmanager
    def admit_upload(self) -> Iterator[None]:
        """A place for one upload: what is received at once and what waits to be checked are bounded.

        Raises:
            ProblemError: 503 with Retry-After.
        """
        if self._uploads >= _MOST_UPLOADS:
            raise _busy("Too many photos are being received at once.", _UPLOADS_RETRY_SECONDS)
        if self.runner.waiting >= self.settings.desk_queue:
            raise _busy("Too many photos wait to be checked.", _QUEUE_RETRY_SECONDS)
        self._uploads += 1
        try:
            yield
        finally:
            self._uploads -= 1


def _busy(detail: str, seconds: int) -> ProblemError:
    hint = "Send the photo again as long after as Retry-After says."
    return ProblemError("busy", HTTPStatus.SERVICE_UNAVAILABLE, detail, hint, headers={"Retry-After": str(seconds)})


def _means(settings: Settings, pool: CheckerPool, shelf: PolicyShelf) -> Means:
    async def run(job: Callable[[Checker], _T], /) -> _T:
        try:
            pool.require_ready()
            return await pool.run(job)
        except (ProblemError, WorkerUnavailableError) as error:
            raise NotReadyError from error

    def terms(batch: Batch) -> Terms | None:
        policy = shelf.unchanged(batch.policy_id, batch.policy_sha256)
        if policy is None:
            raise LookupError("the policy by which the batch was begun is gone")
        return Terms(policy, batch.day or settings.date)

    def models() -> ModelStamps:
        if pool.models is None:
            raise NotReadyError
        return pool.models

    return Means(run, terms, models, settings.photo_limits, settings.workers)
