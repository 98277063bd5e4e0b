"""Checkers that work side by side, each in a thread of its own, and a bounded number of requests that wait for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final, TypeVar

from komando.checker import Checker
from komando.errors import KomandoError
from komando.record import ModelStamps, PolicyStamp
from komando.settings import Settings
from komando.web.problems import ProblemError

_T = TypeVar("_T")
_RETRY_AFTER_SECONDS: Final = 2

logger = logging.getLogger(__name__)


class CheckerPool:
    """Opens `settings.workers` checkers and hands each photo to the next free one.

    Attributes:
        policy: Which policy judges; None until the pool is open.
        models: Which models read; None until the pool is open.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = settings.workers + settings.queue
        self._lanes: list[_Lane] = []
        self._free: asyncio.Queue[_Lane] = asyncio.Queue()
        self._trouble: KomandoError | None = None
        self.policy: PolicyStamp | None = None
        self.models: ModelStamps | None = None

    async def open(self) -> None:
        """Open the checkers. What fails is logged and kept: the service then says that it is not ready."""
        for _ in range(self._settings.workers):
            lane = _Lane()
            self._lanes.append(lane)
            try:
                checker = await lane.open(self._settings)
            except KomandoError as error:
                logger.error("The service is not ready. %s", error)  # noqa: TRY400 - a traceback would say no more
                self._trouble = error
                return
            self._free.put_nowait(lane)
        self.policy = PolicyStamp(id=checker.policy.profile.id, sha256=checker.policy.sha256)
        self.models = checker.models

    async def close(self) -> None:
        """Let the photos in work end, then free the nets."""
        for lane in self._lanes:
            await lane.close()

    def require_ready(self) -> None:
        """Do nothing if photos can be checked.

        Raises:
            ProblemError: 503.
        """
        if self.models is not None:
            return
        code = "not-ready" if self._trouble is None else self._trouble.code
        hint = "Try again later." if self._trouble is None else self._trouble.hint
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
        """Run a job on the next free checker, in that checker's thread."""
        lane = await self._free.get()
        loop = asyncio.get_running_loop()
        future = lane.submit(job)
        # Also after the request was cancelled, the lane is free only when its thread has finished.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._free.put_nowait, lane))
        return await asyncio.wrap_future(future)


class _Lane:
    """One thread and the checker that lives in it; an engine must not be shared between threads."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="komando-checker")
        self._checker: Checker | None = None

    async def open(self, settings: Settings) -> Checker:
        self._checker = await self._call(lambda: Checker.open(settings))
        return self._checker

    def submit(self, job: Callable[[Checker], _T]) -> Future[_T]:
        checker = self._checker
        if checker is None:
            raise RuntimeError("the lane is not open")
        return self._executor.submit(lambda: job(checker))

    async def close(self) -> None:
        if self._checker is not None:
            await self._call(self._checker.close)
        self._executor.shutdown()

    async def _call(self, function: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, function)
