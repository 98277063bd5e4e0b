"""Photos of one verdict, copied byte for byte into a folder that mirrors the scanned one.

A copy appears whole or not at all. It never replaces a file: the same bytes are left as they are, and beside other
bytes the copy gets a number in its name. What is copied are the bytes that were judged, or nothing.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from komando.errors import OutputError, PhotoAccessError, UsageError
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord, readable_name
from komando.report.unfinished import create_unfinished, remove_unfinished
from komando.scan.unfit_names import UnfitNameError, telling_unfit_names

_CHUNK_BYTES: Final = 1 << 20
_LONGEST_NAME_BYTES: Final = 255

logger = logging.getLogger(__name__)


class CopyFolder:
    """Takes the photos of a scan and copies those of one verdict.

    Args:
        folder: Where to; made when it is missing.
        verdict: Of the photos that are copied.
        scanned: The folder that is scanned; the copies keep their place in it.

    Raises:
        UsageError: `folder` is the scanned folder or lies in it.
    """

    def __init__(self, folder: Path, verdict: Verdict, scanned: Path) -> None:
        self._folder = folder.resolve()
        self._verdict = verdict
        self._scanned = scanned
        if self._folder.is_relative_to(scanned.resolve()):
            raise UsageError(f"Copies cannot go into the folder that is scanned: {readable_name(str(folder))}")
        remove_unfinished(self._folder)

    def add(self, record: PhotoRecord, source: Path, data: bytes | None = None) -> Path | None:
        """Copy one photo if its verdict is the wanted one.

        Args:
            record: What was found.
            source: Where the photo lies: the path of the scanned folder, as it was given, and what is under it.
            data: Its bytes, where it is no file of its own but lies in an archive.

        Returns:
            The copy; None for a photo of another verdict, or one that is not any more what was judged.

        Raises:
            OutputError: The copies cannot be written; one whose own name is refused is left out with a warning.
        """
        if record.verdict != self._verdict or record.sha256 is None:
            return None
        target = self._folder / source.relative_to(self._scanned)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with telling_unfit_names():
                target.parent.mkdir(parents=True, exist_ok=True)
            self._stay_inside(target)
            there = _find_copy(record.sha256, target)
            return self._copy(record.sha256, source, data, target) if there is None else there
        except (PhotoAccessError, UnfitNameError) as error:
            logger.warning("Not copied: %s (%s)", readable_name(str(source)), error)
            return None
        except OSError as error:
            raise OutputError(f"The copy cannot be written: {target} ({error.strerror})") from error

    def _stay_inside(self, target: Path) -> None:
        real = target.parent.resolve()  # a link in an older copy folder could lead anywhere
        if not real.is_relative_to(self._folder):
            raise OutputError(f"The copy would leave its folder through a link: {target}")

    def _copy(self, sha256: str, source: Path, data: bytes | None, target: Path) -> Path:
        temporary, copy = create_unfinished(self._folder)
        try:
            with copy:
                if _pour(source, data, copy) != sha256:
                    raise PhotoAccessError("the file changed after it was checked")
                copy.flush()
                os.fsync(copy.fileno())
            if data is None:
                times = source.stat()
                os.utime(temporary, ns=(times.st_atime_ns, times.st_mtime_ns))
            return _place(temporary, sha256, target)
        finally:
            temporary.unlink(missing_ok=True)


def _pour(source: Path, data: bytes | None, copy: BinaryIO) -> str:
    """Copy all bytes and return their sha256."""
    digest = hashlib.sha256()
    try:
        opened = source.open("rb") if data is None else io.BytesIO(data)
    except OSError as error:
        raise PhotoAccessError(f"the file cannot be read: {error.strerror}") from error
    with opened:
        while chunk := opened.read(_CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _find_copy(sha256: str, target: Path) -> Path | None:
    """The copy that an earlier run has made: of a folder that is known, nothing is written anew."""
    taken = itertools.takewhile(os.path.lexists, _names(target))
    return next((path for path in taken if _sha256(path) == sha256), None)


def _place(temporary: Path, sha256: str, target: Path) -> Path:
    """Give the copy its name without ever replacing a file, not even one that appears meanwhile."""
    for candidate in _names(target):
        if _sha256(candidate) == sha256:
            return candidate
        with telling_unfit_names():
            if _link(temporary, candidate):
                return candidate
    raise OutputError(f"No name is left for the copy: {target}")


def _link(temporary: Path, candidate: Path) -> bool:
    """Whether the name was free and is the copy's now."""
    try:
        os.link(temporary, candidate)
    except FileExistsError:
        return False
    except OSError:  # a file system without links, such as FAT
        if os.path.lexists(candidate):
            return False
        temporary.rename(candidate)
    return True


def _names(target: Path) -> Iterator[Path]:
    yield target
    suffix = os.fsencode(target.suffix)
    for number in range(2, 1000):
        end = b".%d" % number + suffix
        stem = os.fsencode(target.stem)[: _LONGEST_NAME_BYTES - len(end)]
        yield target.with_name(os.fsdecode(stem + end))


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
