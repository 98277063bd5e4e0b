"""Checks the photos of open batches in the background, and sweeps from time to time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from komando.checker import Checker
from komando.desk.batches import Batch, Scope, find_batch, lock_open_batch
from komando.desk.bells import Bells
from komando.desk.check_errors import error_record
from komando.desk.checks import begin_check, finish_check, note_pictures, release_check
from komando.desk.desk import Desk
from komando.desk.fair_queue import FairQueue, Task, Work
from komando.desk.jobs import Checked, CheckJob, PreviewJob
from komando.desk.photos import Photo, find_photo, unfinished_photos
from komando.desk.retention import clean_up, sweep
from komando.desk.storage import Picture
from komando.desk.traces import PhotoTraces
from komando.desk.unchecked import unchecked_record
from komando.errors import PhotoError
from komando.photo.limits import PhotoLimits
from komando.record import ModelStamps
from komando.report.small_pictures import Preview
from komando.terms import Terms

_T = TypeVar("_T")
_MOST_ATTEMPTS: Final = 2
_RETRY_SECONDS: Final = 5.0
_SWEEP_SECONDS: Final = 30.0

logger = logging.getLogger(__name__)


class NotReadyError(Exception):
    """No checker is there: the photo waits, and nothing is said against it."""


class RunJob(Protocol):
    """Runs a job on a checker; raises `NotReadyError` when there is none, anything else when the job failed."""

    def __call__(self, job: Callable[[Checker], _T], /) -> Awaitable[_T]:
        """Run it."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What the runner works with.

    Attributes:
        run: Runs a job on a checker.
        terms: By what a batch is judged; None for the service's own terms. LookupError: its policy is gone or changed.
        models: Which models read.
        limits: Of photos.
        lanes: How many photos are looked at side by side.
    """

    run: RunJob
    terms: Callable[[Batch], Terms | None]
    models: Callable[[], ModelStamps]
    limits: PhotoLimits
    lanes: int


class Runner:
    """One task a lane and one that sweeps."""

    def __init__(self, desk: Desk, bells: Bells, means: Means) -> None:
        self._desk = desk
        self._bells = bells
        self._means = means
        self._queue = FairQueue()
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """How many photos wait to be checked."""
        return len(self._queue)

    async def open(self) -> None:
        """Clean up after the last run, and take up what it left undone."""
        await asyncio.to_thread(clean_up, self._desk)
        await self._sweep()
        for photo in await asyncio.to_thread(self._unfinished):
            self.add(photo)
        lanes = [self._work() for _ in range(self._means.lanes)]
        self._tasks = [asyncio.create_task(part) for part in (*lanes, self._sweep_for_ever())]

    async def close(self) -> None:
        """Stop; a check under way is done again after the next start."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    def add(self, photo: Photo) -> None:
        """Let a new photo wait for its turn."""
        if not photo.has_preview:
            self._queue.add(Task(Work.PREVIEW, photo.batch_id, photo.id))
        self._queue.add(Task(Work.CHECK, photo.batch_id, photo.id))
        self._wake.set()

    def drop(self, batch_id: str) -> None:
        """Forget what waits of a batch that has ended. May be called from any thread."""
        self._loop.call_soon_threadsafe(self._queue.drop, batch_id)

    async def _work(self) -> None:
        while True:
            task = self._queue.take()
            if task is None:
                self._wake.clear()
                await self._wake.wait()
                continue
            try:
                await (self._preview(task) if task.work == Work.PREVIEW else self._check(task))
            except Exception:  # one photo must not stop the others; its attempt was counted
                logger.exception("The desk could not finish its work on a photo.")
                await asyncio.sleep(_RETRY_SECONDS)
                self._queue.add(task)
            self._bells.ring(task.batch_id)

    async def _preview(self, task: Task) -> None:
        photo = await asyncio.to_thread(self._photo, task)
        if photo is None or photo.has_preview:
            return
        try:
            job = PreviewJob(self._original(task), self._means.limits)
            preview = await self._means.run(job)
        except NotReadyError:
            return  # the check will bring it
        except Exception as error:  # whatever a hostile file does to a decoder; the check decides what it means
            logger.warning("A preview could not be made (%s).", type(error).__name__)
            return
        if preview is not None:
            await asyncio.to_thread(self._keep_preview, photo, preview)

    async def _check(self, task: Task) -> None:
        photo, batch = await asyncio.to_thread(self._begin, task)
        if photo is None or batch is None:
            return
        self._bells.ring(task.batch_id)
        if photo.attempts > _MOST_ATTEMPTS:  # each of the others ended this whole process
            await self._give_up(photo, batch, RuntimeError())
            return
        try:
            terms = self._means.terms(batch)
            job = CheckJob(self._original(task), photo.name, terms, wants_preview=not photo.has_preview)
            checked = await self._means.run(job)
        except NotReadyError:
            await asyncio.to_thread(self._release, photo)
            await asyncio.sleep(_RETRY_SECONDS)
            self._queue.add(task)
        except Exception as error:  # a worker that died, or a policy that is gone: tried again, then told
            logger.warning("A photo could not be checked (%s).", type(error).__name__)
            await self._fail(task, photo, batch, error)
        else:
            await asyncio.to_thread(self._keep_check, photo, checked)

    async def _fail(self, task: Task, photo: Photo, batch: Batch, error: Exception) -> None:
        told = isinstance(error, PhotoError | LookupError)  # the pool has tried again itself
        if photo.attempts < _MOST_ATTEMPTS and not told:
            self._queue.add(task)
            return
        await self._give_up(photo, batch, error)

    async def _give_up(self, photo: Photo, batch: Batch, error: Exception) -> None:
        record = unchecked_record(photo, batch, self._means.models(), error_record(error))
        await asyncio.to_thread(self._keep_check, photo, Checked(record, PhotoTraces(), None, None))

    def _original(self, task: Task) -> Path:
        return self._desk.pictures.path(task.batch_id, task.photo_id, Picture.ORIGINAL)

    def _unfinished(self) -> list[Photo]:
        with self._desk.database.read() as connection:
            return unfinished_photos(connection)

    def _photo(self, task: Task) -> Photo | None:
        with self._desk.database.read() as connection:
            return find_photo(connection, task.photo_id)

    def _begin(self, task: Task) -> tuple[Photo | None, Batch | None]:
        """Count the attempt before the work: a photo that kills the whole process is not tried for ever."""
        with self._desk.database.write() as connection:
            batch = find_batch(connection, task.batch_id, Scope(None, everything=True))
            if batch is None or not batch.is_open or not begin_check(connection, task.photo_id, task.batch_id):
                return None, None
            return find_photo(connection, task.photo_id), batch

    def _release(self, photo: Photo) -> None:
        with self._desk.database.write() as connection:
            release_check(connection, photo.id, photo.batch_id)

    def _keep_preview(self, photo: Photo, preview: Preview) -> None:
        with suppress(FileNotFoundError):  # the batch ended and was wiped meanwhile
            self._write_preview(photo, preview)
            with self._desk.database.write() as connection:
                if lock_open_batch(connection, photo.batch_id):
                    note_pictures(connection, photo, marked=False, size_wh=preview.size_wh)

    def _keep_check(self, photo: Photo, checked: Checked) -> None:
        with suppress(FileNotFoundError):  # the batch ended and was wiped meanwhile
            if checked.preview is not None:
                self._write_preview(photo, checked.preview)
            if checked.marked is not None:
                self._write(photo, Picture.MARKED, checked.marked.blurred)
                self._write(photo, Picture.MARKED_FACES, checked.marked.with_faces)
            with self._desk.database.write() as connection:
                if not lock_open_batch(connection, photo.batch_id):
                    return
                finish_check(connection, photo, checked.record, checked.traces, self._desk.clock())
                if checked.marked is not None:
                    note_pictures(connection, photo, marked=True, size_wh=None)

    def _write_preview(self, photo: Photo, preview: Preview) -> None:
        self._write(photo, Picture.THUMBNAIL, preview.thumbnail)
        self._write(photo, Picture.DISPLAY, preview.display)

    def _write(self, photo: Photo, picture: Picture, data: bytes) -> None:
        self._desk.pictures.write(photo.batch_id, photo.id, picture, data)

    async def _sweep(self) -> None:
        for batch_id in await asyncio.to_thread(sweep, self._desk):
            self.drop(batch_id)
            self._bells.ring(batch_id)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self._sweep()
            except Exception:  # a database that is away for a while; the next sweep makes up for it
                logger.exception("The desk could not sweep.")
