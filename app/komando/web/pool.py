"""The worker processes of the service, and a bounded number of requests that wait for them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from komando.errors import KomandoError, PhotoError
from komando.photo.read import sha256_hex
from komando.policy.verdict import Verdict
from komando.record import ModelStamps, PhotoRecord, PolicyStamp
from komando.settings import Settings
from komando.terms import unreadable_record
from komando.web.metrics import Metrics
from komando.web.problems import ProblemError
from komando.workers.jobs import CheckBytes, Checked
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool

if TYPE_CHECKING:
    from komando.checker import Checker

_T = TypeVar("_T")
_RETRY_AFTER_SECONDS: Final = 2

logger = logging.getLogger(__name__)


class CheckerPool:
    """Opens `settings.workers` worker processes and hands each photo to the next free one.

    Attributes:
        policy: Which policy judges; None until the pool is open.
        models: Which models read; None until the pool is open.
    """

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        self._settings = settings
        self._metrics = Metrics() if metrics is None else metrics
        self._places = settings.workers + settings.queue
        self._workers: WorkerPool | None = None
        self._trouble: KomandoError | None = None
        self.policy: PolicyStamp | None = None
        self.models: ModelStamps | None = None

    async def open(self) -> None:
        """Open the checkers. What fails is logged and kept: the service then says that it is not ready."""
        try:
            await asyncio.to_thread(self._open)
        except KomandoError as error:
            logger.error("The service is not ready. %s", error)  # noqa: TRY400 - a traceback would say no more
            self._trouble = error

    def gauges(self) -> Iterator[tuple[str, str, Callable[[], float]]]:
        """For the metrics: name, meaning, and where the value comes from."""
        most = self._places
        yield "komando_check_places", "Requests of /v1/check that may be in work or wait.", lambda: most
        yield "komando_check_requests", "Requests of /v1/check in work or waiting.", lambda: most - self._places
        yield "komando_workers", "Worker processes that there should be.", lambda: self._settings.workers
        yield "komando_workers_alive", "Worker processes that can take a photo.", lambda: len(self._pids())

    async def close(self) -> None:
        """Let the photos in work end, then the processes."""
        if self._workers is not None:
            await asyncio.to_thread(self._workers.close, finish=True)

    def require_ready(self) -> None:
        """Do nothing if photos can be checked.

        Raises:
            ProblemError: 503.
        """
        trouble = self._trouble if self._workers is None else self._trouble or self._workers.trouble
        if self.models is not None and trouble is None:
            return
        code = "not-ready" if trouble is None else trouble.code
        hint = "Try again later." if trouble is None else trouble.hint
        detail = "The service cannot check photos; its log says why."
        raise ProblemError(code, HTTPStatus.SERVICE_UNAVAILABLE, detail, hint)

    @contextmanager
    def admit(self) -> Iterator[None]:
        """A place for one request, from the first byte of its upload on: so the memory of all uploads is bounded.

        Raises:
            ProblemError: 503, with Retry-After when all places are taken.
        """
        self.require_ready()
        if self._places == 0:
            raise ProblemError(
                "busy",
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Too many photos wait to be checked.",
                "Send the photo again in a moment.",
                headers={"Retry-After": str(_RETRY_AFTER_SECONDS)},
            )
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    async def run(self, job: Callable[[Checker], _T]) -> _T:
        """Run a job on the next free process; see `WorkerPool.submit`. What it says of a photo is counted."""
        started = time.perf_counter()
        try:
            result = await asyncio.wrap_future(self._open_workers().submit(job))
        except PhotoError:
            self._metrics.count_photo(Verdict.UNREADABLE, time.perf_counter() - started)
            raise
        record = getattr(result, "record", None)
        if isinstance(record, PhotoRecord):
            self._metrics.count_photo(record.verdict, time.perf_counter() - started)
        return result

    async def check(self, job: CheckBytes[_T]) -> Checked[_T]:
        """Check a photo. One that takes too long, or kills its process, has a record that says so."""
        try:
            return await self.run(job)
        except PhotoError as error:
            workers = self._open_workers()
            terms = workers.terms if job.terms is None else job.terms
            return Checked(unreadable_record(job.name, error, terms, workers.models, sha256_hex(job.data)), None)

    def _open(self) -> None:
        self._workers = WorkerPool(self._settings, WorkerLimits.of(self._settings, self._settings.workers))
        self._workers.wait_until_ready()
        self.policy = self._workers.terms.stamp()
        self.models = self._workers.models

    def _pids(self) -> list[int]:
        return [] if self._workers is None else self._workers.pids

    def _open_workers(self) -> WorkerPool:
        if self._workers is None:
            raise RuntimeError("the pool is not open")
        return self._workers
