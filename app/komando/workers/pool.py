"""A pool of worker processes, each with one open checker, that outlives every single one of them.

Each process has a thread of the parent that feeds it over a pipe of its own, so that nothing is shared that a dying
process could leave locked. Models and policy are verified in the parent, which opens no net; a process that is opened
later judges by that policy too, whatever has become of its file.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from komando.errors import KomandoError, PhotoWorkerDiedError, WorkerUnavailableError
from komando.policy.profile import load_profile
from komando.settings import Settings
from komando.terms import Terms, model_stamps
from komando.weights import verify_weights
from komando.workers.handle import Worker
from komando.workers.limits import WorkerLimits
from komando.workers.messages import Job

if TYPE_CHECKING:
    from komando.checker import Checker

_T = TypeVar("_T")
_STARTS: Final = 3
_RETRY_SECONDS: Final = 5.0


class WorkerPool:
    """Runs jobs, each with a process of its own, in the order in which they were submitted.

    Attributes:
        terms: By what photos are judged where a job names no other terms.
        models: Which models read.

    Raises:
        ModelError: A model is missing or altered.
        PolicyError: The policy is unknown or invalid.
    """

    def __init__(self, settings: Settings, limits: WorkerLimits | None = None) -> None:
        limits = WorkerLimits() if limits is None else limits
        self.terms = Terms(load_profile(settings.policy, settings.policy_dir), settings.date)
        self.models = model_stamps(settings.engine, verify_weights())
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        opener = partial(Worker, settings, self.terms.policy, limits)
        self._lanes = [_Lane(opener, limits.tries, self._tasks, self._closing) for _ in range(limits.workers)]
        self._starting = threading.Lock()
        self._started = False

    def wait_until_ready(self) -> None:
        """Return when every process is ready.

        Raises:
            KomandoError: One cannot be opened.
        """
        self._start()
        for lane in self._lanes:
            lane.opened.result()

    @property
    def trouble(self) -> KomandoError | None:
        """Why no photo can be checked now, if that is so."""
        troubles = [lane.trouble for lane in self._lanes]
        return troubles[0] if all(troubles) else None

    @property
    def pids(self) -> list[int]:
        """Of the processes that are ready."""
        return [pid for lane in self._lanes if (pid := lane.pid) is not None]

    def submit(self, job: Callable[[Checker], _T]) -> Future[_T]:
        """Run a job on the next free process.

        The future raises what the job raises; PhotoTimeoutError or PhotoWorkerDiedError where it cost its process; and
        where no process could be opened, the KomandoError that says why.
        """
        if self._closing.is_set():
            raise RuntimeError("the pool is closed")
        self._start()
        future: Future[_T] = Future()
        self._tasks.put(_Task(job, future))
        return future

    def close(self, *, finish: bool = False) -> None:
        """End all processes, when they have done what was submitted, or at once: then what waits is cancelled."""
        atexit.unregister(self.close)
        self._closing.set()
        if not finish:
            self._cancel_waiting()
        for lane in self._lanes:
            self._tasks.put(None)
            if not finish:
                lane.kill()
        for lane in self._lanes:
            if self._started:
                lane.join()

    def _start(self) -> None:
        """Only when there is a job: where all is known from an earlier run, no process is needed."""
        with self._starting:
            if self._started or self._closing.is_set():
                return
            self._started = True
            atexit.register(self.close)  # an open pipe would keep a forgotten process, and so this one, waiting
            for lane in self._lanes:
                lane.start()

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return
            if task is not None:
                task.future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(finish=error is None)


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    future: Future[Any]


class _Lane(threading.Thread):
    """Keeps one process alive and hands it job after job."""

    def __init__(
        self,
        opener: Callable[[], Worker],
        tries: int,
        tasks: queue.SimpleQueue[_Task | None],
        closing: threading.Event,
    ) -> None:
        super().__init__(name="komando-lane", daemon=True)
        self._opener = opener
        self._tries = tries
        self._tasks = tasks
        self._closing = closing
        self._worker: Worker | None = None
        self.opened: Future[None] = Future()
        self.trouble: KomandoError | None = None

    @property
    def pid(self) -> int | None:
        worker = self._worker
        return None if worker is None or not worker.is_alive else worker.pid

    def kill(self) -> None:
        """End the process in the middle of its job."""
        worker = self._worker
        if worker is not None:
            worker.kill()

    def run(self) -> None:
        _keep_signals_from_children()
        try:
            self._ready_worker()
        except KomandoError as error:
            self.opened.set_exception(error)
        else:
            self.opened.set_result(None)
        while (task := self._next_task()) is not None:
            if task.future.set_running_or_notify_cancel():
                self._run(task)
        if self._worker is not None:
            self._worker.end()

    def _next_task(self) -> _Task | None:
        """The next one; meanwhile, see now and then whether the process is still there, or can be again."""
        while True:
            try:
                return self._tasks.get(timeout=_RETRY_SECONDS)
            except queue.Empty:
                self._replace_worker()

    def _run(self, task: _Task) -> None:
        try:
            task.future.set_result(self._ask(task.job))
        except Exception as error:  # whatever the job raised belongs to whoever submitted it
            task.future.set_exception(error)
        if not self._closing.is_set():
            self._replace_worker()

    def _ask(self, job: Job) -> Any:
        for _ in range(self._tries - 1):
            try:
                return self._ready_worker().ask(job)
            except PhotoWorkerDiedError:
                if self._closing.is_set():
                    raise
        return self._ready_worker().ask(job)

    def _replace_worker(self) -> None:
        """At once, and not only when the next job comes: opening the nets takes a second."""
        with contextlib.suppress(KomandoError):  # kept in `trouble`
            self._ready_worker()

    def _ready_worker(self) -> Worker:
        """The process, or a new one in the place of one that is gone."""
        if self._worker is not None and self._worker.is_alive:
            return self._worker
        if self._worker is not None:
            self._worker.end()
            self._worker = None
        try:
            self._worker = self._open_worker()
        except KomandoError as error:
            self.trouble = error
            raise
        self.trouble = None
        return self._worker

    def _open_worker(self) -> Worker:
        """A process that dies before it is ready may have been struck by want of memory, so it has further tries."""
        for _ in range(_STARTS):
            try:
                return self._opener()
            except PhotoWorkerDiedError as error:
                death = error
        raise WorkerUnavailableError(f"The worker processes end before they are ready. {death}")


def _keep_signals_from_children() -> None:
    """A child inherits the mask of the thread that starts it: so Ctrl-C does not even reach one that is starting."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
