"""Check the photos of a folder side by side, in their order, each content once.

What is looked at is bounded: some files are read ahead, some wait for a worker, and nothing of a photo is kept once it
was handed on. So memory stays the same from the first photo to the last.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import Final, Generic, NamedTuple, TypeVar

from komando.errors import KomandoError, PhotoError, PhotoWorkerDiedError
from komando.photo.limits import PhotoLimits
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.scan.again import MakeAgain
from komando.scan.files import FoundFile
from komando.scan.journal import Journal, Place
from komando.scan.lines import LineReader
from komando.scan.outcome import Scanned
from komando.scan.reading import Content, read_ahead
from komando.scan.seen import SeenFiles
from komando.terms import unreadable_record
from komando.workers.jobs import CheckBytes, Checked, CheckFile, Product
from komando.workers.pool import WorkerPool

T = TypeVar("T")

_AHEAD_PER_WORKER: Final = 6  # so that one slow photo does not leave the other workers idle
_AHEAD_BYTES: Final = 200_000_000  # of photos out of archives, which wait in memory

logger = logging.getLogger(__name__)


class _Item(NamedTuple, Generic[T]):
    """A photo on its way.

    Attributes:
        content: The photo.
        checking: The check that was begun; of the same bytes under another name, if they are in work already.
        place: Where the line of these bytes lies.
        making: The product, made again for a photo that is not checked.
    """

    content: Content
    checking: Future[Checked[T]] | None = None
    place: Place | None = None
    making: Future[T | None] | None = None


class Scan(Generic[T]):
    """One scan.

    Attributes:
        looked_at: How many photos were looked at, and not found in the journal or among those before.

    Args:
        pool: Checks the photos.
        journal: Takes the records, and knows those of earlier runs.
        seen: Knows unchanged files.
        limits: What is not read.
        workers: Of the pool.
        product: What is made of every photo besides its record.
    """

    def __init__(
        self,
        pool: WorkerPool,
        journal: Journal,
        seen: SeenFiles,
        limits: PhotoLimits,
        *,
        workers: int,
        product: Product[T] | None = None,
    ) -> None:
        self._pool = pool
        self._journal = journal
        self._seen = seen
        self._limits = limits
        self._ahead = _AHEAD_PER_WORKER * workers
        self._product = product
        self._in_work: dict[str, Future[Checked[T]]] = {}
        self.looked_at = 0

    def run(self, files: Iterable[FoundFile]) -> Iterator[Scanned[T]]:
        """Every file's outcome, in the order of the files; its record is in the journal by then.

        Raises:
            KomandoError: No photo can be checked any more, or no record written.
        """
        waiting: deque[_Item[T]] = deque()
        waiting_bytes = 0
        for content in read_ahead(files, self._seen, self._limits.max_bytes):
            if self._journal.day != self._pool.terms.publishing_day():
                while waiting:
                    yield self._finish(waiting.popleft())
                waiting_bytes = 0
                self._begin_day()
            item = self._begin(content)
            if not waiting and item.checking is item.making is None:  # known: there may be very many
                yield self._finish(item)
                continue
            waiting.append(item)
            waiting_bytes += _size(content)
            while len(waiting) >= self._ahead or waiting_bytes > _AHEAD_BYTES or _is_done(waiting):
                waiting_bytes -= _size(waiting[0].content)
                yield self._finish(waiting.popleft())
        while waiting:
            yield self._finish(waiting.popleft())

    def _begin_day(self) -> None:
        """Nothing is known of the photos of a new day yet: what passed yesterday may have to be held today."""
        self._journal.renew(LineReader(self._pool.terms.stamp(), self._pool.models))

    def _begin(self, content: Content) -> _Item[T]:
        if content.error is not None:
            return _Item(content)
        sha256 = content.sha256
        if sha256 is not None:
            twin = self._in_work.get(sha256)
            if twin is not None:
                return _Item(content, checking=twin)
            place = self._journal.find(sha256)
            if place is not None:
                return _Item(content, place=place, making=self._make_again(content, place))
        checking = self._pool.submit(self._job(content))
        self.looked_at += 1
        if sha256 is not None:
            self._in_work[sha256] = checking
        return _Item(content, checking)

    def _job(self, content: Content) -> CheckFile[T] | CheckBytes[T]:
        file = content.file
        if content.data is not None:
            return CheckBytes(content.data, file.name, product=self._product)
        return CheckFile(file.path, file.name, self._product)

    def _make_again(self, content: Content, place: Place) -> Future[T | None] | None:
        if self._product is None:
            return None
        record = PhotoRecord.from_json(self._journal.line_at(place).decode())
        if record.error is not None:
            return None
        return self._pool.submit(MakeAgain(record, content.file.path, content.data, self._limits, self._product))

    def _finish(self, item: _Item[T]) -> Scanned[T]:
        file, sha256 = item.content.file, item.content.sha256
        if item.place is not None and sha256 is not None:
            line, verdict, is_new = self._journal.reuse(file.name, sha256, item.place)
            return Scanned(file, line, Verdict(verdict), _made(item.making), was_told=not is_new)
        record, product = self._outcome(item)
        if sha256 is not None and self._in_work.get(sha256) is item.checking:
            del self._in_work[sha256]
        return Scanned.of(file, record, product, self._journal.write(record))

    def _outcome(self, item: _Item[T]) -> tuple[PhotoRecord, T | None]:
        if item.checking is None:
            return self._unreadable(item.content, item.content.error or PhotoError("The photo cannot be read.")), None
        try:
            checked = self._checked(item.content, item.checking)
        except PhotoError as error:
            return self._unreadable(item.content, error), None
        except KomandoError:
            raise
        except Exception as error:  # a fault of ours in one photo must not cost all others their verdict
            logger.debug("The check of %s failed.", item.content.file.name, exc_info=error)
            failure = PhotoWorkerDiedError(f"The check of the photo failed ({type(error).__name__}).")
            return self._unreadable(item.content, failure), None
        return checked.record, checked.product

    def _checked(self, content: Content, checking: Future[Checked[T]]) -> Checked[T]:
        checked = checking.result()
        name = content.file.name
        if checked.record.path == name:
            return checked
        if checked.record.sha256 != content.sha256:  # the other file was replaced after its bytes were compared
            return self._pool.submit(self._job(content)).result()
        return Checked(checked.record.model_copy(update={"path": name}), checked.product)

    def _unreadable(self, content: Content, error: PhotoError) -> PhotoRecord:
        return unreadable_record(content.file.name, error, self._pool.terms, self._pool.models, content.sha256)


def _is_done(waiting: deque[_Item[T]]) -> bool:
    """Whether the first can be handed on without waiting."""
    if not waiting:
        return False
    _, checking, _, making = waiting[0]
    return (checking is None or checking.done()) and (making is None or making.done())


def _made(making: Future[T | None] | None) -> T | None:
    """The product; a photo that has cost its process a second time goes without."""
    if making is None:
        return None
    try:
        return making.result()
    except PhotoError:
        return None


def _size(content: Content) -> int:
    return 0 if content.data is None else len(content.data)
