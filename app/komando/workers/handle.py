"""One worker process as the parent sees it: start it, ask it, end it."""

from __future__ import annotations

import logging
import multiprocessing
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from komando.errors import KomandoError, PhotoTimeoutError, PhotoWorkerDiedError, WorkerUnavailableError
from komando.policy.profile import LoadedProfile
from komando.settings import Settings
from komando.workers.limits import WorkerLimits
from komando.workers.messages import Answer, Job, Opening
from komando.workers.process import work

_START_SECONDS: Final = 120.0  # a busy machine opens the nets slowly; it takes about one second
_END_SECONDS: Final = 10.0
_LAST_WORDS_SECONDS: Final = 1.0

logger = logging.getLogger(__name__)


class Worker:
    """A process with an open checker.

    Raises:
        KomandoError: Its checker could not be opened.
        PhotoWorkerDiedError: The process ended before it was ready.
        WorkerUnavailableError: It could not be started, or hung before it was ready.
    """

    def __init__(self, settings: Settings, policy: LoadedProfile, limits: WorkerLimits) -> None:
        self._limits = limits
        self.leaving = False
        try:
            self._connection, self._process = _start()
        except (OSError, MemoryError) as error:  # want of file descriptors, processes or memory, which may pass
            raise WorkerUnavailableError(f"A worker process could not be started ({error}).") from error
        try:
            self._open(settings, policy)
        except BaseException:
            self._bury()
            raise

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid or 0

    @property
    def is_alive(self) -> bool:
        """Whether it can take a job."""
        return not self.leaving and not wait([self._process.sentinel], 0)

    def ask(self, job: Job) -> Any:
        """What the job returns.

        Raises:
            PhotoTimeoutError: It took too long; the process was ended.
            PhotoWorkerDiedError: The process ended.
            Exception: Whatever the job raised.
        """
        try:
            self._connection.send(job)
        except OSError:
            raise self._death() from None
        answer = self._receive(self._limits.photo_seconds)
        if answer is None:
            self._bury()
            raise PhotoTimeoutError(f"The photo was not checked within {self._limits.photo_seconds:g} seconds.")
        self.leaving = answer.leaving
        if answer.error is not None:
            raise answer.error
        return answer.result

    def end(self) -> None:
        """Let it finish and go."""
        self._connection.close()
        self._process.join(_END_SECONDS)
        self._process.kill()
        self._process.join()

    def kill(self) -> None:
        """End it at once; whoever waits for its answer learns that it died. May be called from any thread."""
        self._process.kill()

    def _open(self, settings: Settings, policy: LoadedProfile) -> None:
        limits = self._limits
        opening = Opening(
            settings=settings,
            policy=policy,
            photo_seconds=limits.photo_seconds,
            memory_bytes=limits.memory_bytes,
            jobs=limits.jobs,
            resting_bytes=limits.resting_bytes,
            verbose=logger.isEnabledFor(logging.DEBUG),
        )
        try:
            self._connection.send(opening)
        except OSError:
            raise self._death() from None
        answer = self._receive(_START_SECONDS)
        if answer is None:
            raise WorkerUnavailableError(f"A worker process was not ready within {_START_SECONDS:g} seconds.")
        if isinstance(answer.error, KomandoError):
            raise answer.error
        if answer.error is not None:
            what = f"{type(answer.error).__name__}: {answer.error}"
            raise WorkerUnavailableError(f"A worker process could not open its checker ({what}).") from answer.error

    def _receive(self, seconds: float) -> Answer | None:
        """The next answer; None if it takes too long."""
        ready = wait([self._connection, self._process.sentinel], seconds)
        if not ready:
            return None
        try:
            if self._connection in ready or self._connection.poll():
                answer: Answer = self._connection.recv()
                return answer
        except (EOFError, OSError):
            pass
        raise self._death()

    def _bury(self) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()

    def _death(self) -> PhotoWorkerDiedError:
        self._process.join(_LAST_WORDS_SECONDS)  # a pipe closes a moment before its process is gone
        self._bury()
        code = self._process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return PhotoWorkerDiedError(f"The process that checked the photo ended unexpectedly ({how}).")


def _start() -> tuple[Connection[Any, Any], SpawnProcess]:
    """A process and our end of its pipe; nothing is left open where it fails."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    try:
        process = context.Process(target=work, args=(theirs,), name="komando-worker", daemon=True)
        process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return ours, process
