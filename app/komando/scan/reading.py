"""The bytes of files ahead of their check: which content is it, and has it been looked at before?"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

from komando.errors import PhotoError
from komando.scan.files import FoundFile
from komando.scan.seen import SeenFiles, is_settled, stamp_of

_AHEAD: Final = 8
_THREADS: Final = 4


class Content(NamedTuple):
    """What a file holds.

    Attributes:
        file: The file.
        sha256: Of its bytes; None if they cannot or need not be read, for the check to say why.
        data: The bytes of a photo in an archive.
        error: Why a photo in an archive cannot be read, or a folder not opened.
    """

    file: FoundFile
    sha256: str | None = None
    data: bytes | None = None
    error: PhotoError | None = None


def read_ahead(files: Iterable[FoundFile], seen: SeenFiles, max_bytes: int) -> Iterator[Content]:
    """The contents of files, in their order. A few are read ahead, as disks and networks answer late."""
    waiting: deque[Content | Future[_Read]] = deque()
    readers = ThreadPoolExecutor(_THREADS, thread_name_prefix="komando-reader")
    try:
        for file in files:
            known = _known(file, seen)
            if known is not None and not waiting:
                yield known
                continue
            waiting.append(known or readers.submit(_read, file, max_bytes))
            if len(waiting) >= _AHEAD:
                yield _finished(waiting.popleft(), seen)
        while waiting:
            yield _finished(waiting.popleft(), seen)
    finally:
        readers.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Read:
    content: Content
    stamp: bytes | None = None


def _known(file: FoundFile, seen: SeenFiles) -> Content | None:
    """What needs no reading."""
    if file.error is not None:
        return Content(file, error=file.error)
    if file.member is not None:
        return None
    try:
        stamp, _ = stamp_of(file.location, file.name)
    except OSError:
        return Content(file)
    sha256 = seen.find(stamp)
    return None if sha256 is None else Content(file, sha256)


def _finished(waiting: Content | Future[_Read], seen: SeenFiles) -> Content:
    if isinstance(waiting, Content):
        return waiting
    read = waiting.result()
    if read.content.sha256 is not None:
        seen.note(read.stamp, read.content.sha256)
    return read.content


def _read(file: FoundFile, max_bytes: int) -> _Read:
    if file.member is not None:
        try:
            data = file.member.read(max_bytes)
        except PhotoError as error:
            return _Read(Content(file, error=error))
        return _Read(Content(file, hashlib.sha256(data).hexdigest(), data))
    try:
        stamp, stat = stamp_of(file.location, file.name)
        if stat.st_size > max_bytes or not file.path.is_file():
            return _Read(Content(file))
        with file.path.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()  # in pieces, so that memory stays flat
        after, _ = stamp_of(file.location, file.name)
    except OSError:
        return _Read(Content(file))
    return _Read(Content(file, sha256), stamp if stamp == after and is_settled(stat) else None)
