"""The records of a scan as a file of lines that is its own journal: a run that was broken off goes on from it.

While a run lasts it writes to `records.jsonl.partial`, in the order of the photos; each line is handed to the system,
and synced to the disk if its photo was looked at, before the photo counts as done. At the end the file takes the place
of `records.jsonl`. So a part is never mistaken for the whole, and neither a crash nor a full disk costs more than the
photos in work.

The next run takes from both files what was made of the same bytes by the same policy, day and models. As long as the
photos come in the same order, lines stay where they are. From the first that differs on, the rest is put aside in
`records.jsonl.rest` and the file is written anew from there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Final, NamedTuple, Self

from komando.errors import OutputError
from komando.record import PhotoRecord
from komando.scan.files import is_file
from komando.scan.line_file import LineFile, remove_if_empty
from komando.scan.lines import LineReader, as_line, name_and_verdict, renamed, verdict_under
from komando.scan.run_lock import RunLock

_PARTIAL: Final = ".partial"
_REST: Final = ".rest"


class _In(IntEnum):
    """Where a line lies: PARTIAL as the run found it, WRITTEN at its end since."""

    PARTIAL = 0
    REST = 1
    FINISHED = 2
    WRITTEN = 3


_FILES: Final = len(_In)

Place = int
"""File and offset in bytes, as one number: there are as many as photos."""


class Reused(NamedTuple):
    """The line of a photo that needs not be looked at.

    Attributes:
        line: The line.
        verdict: Its verdict.
        is_new: Whether it was written now; if not, it lay where it belongs.
    """

    line: bytes
    verdict: str
    is_new: bool


class Journal:
    """The lines of this run, and those of earlier ones.

    Attributes:
        reusable: How many photos earlier runs have lines for that can be used.

    Args:
        path: The finished file; None keeps the lines in a nameless file that goes with the process.
        reader: Knows the lines that can be used.
        resume: Use the lines of earlier runs.
        append: Add to the finished file itself, in whatever order photos come; there is no end. What counts of a photo
            is the last line of its name.

    Raises:
        OutputError: The file cannot be written.
        UsageError: Another run is writing it.
    """

    def __init__(self, path: Path | None, reader: LineReader, *, resume: bool = False, append: bool = False) -> None:
        self._path = path
        self._reader = reader
        self._places: dict[bytes, Place] = {}
        self._files: dict[_In, LineFile] = {}
        with self._telling():
            self._lock = None if path is None else _locked(path)
            try:
                self._files = _open_files(path, reader, resume=resume, append=append)
                for where, file in self._files.items():
                    self._index(where, file)
            except BaseException:
                self.close()
                raise
        self._file = self._files[_In.PARTIAL]
        self._newest = self._newest_lines() if append else None
        # where the next line is looked for, as long as the lines stay where they are
        self._next = self._file.size_bytes if append else 0
        self._cut: int | None = None
        self._moved_by = 0
        self.reusable = len(self._places)

    @property
    def day(self) -> dt.date | None:
        """Day of publishing of the lines that can be used; None where the policy asks for none."""
        return self._reader.day

    def renew(self, reader: LineReader) -> None:
        """From now on other lines can be used, such as those of another day.

        Raises:
            OutputError: The lines cannot be read.
        """
        self._reader = reader
        self._places.clear()
        with self._telling():
            for where, file in self._files.items():
                self._index(_In.WRITTEN if file is self._file else where, file)

    def find(self, sha256: str) -> Place | None:
        """Where the line of a photo with these bytes lies."""
        return self._places.get(bytes.fromhex(sha256))

    def line_at(self, place: Place) -> bytes:
        """The line at a place that `find` named.

        Raises:
            OutputError: It cannot be read.
        """
        with self._telling():
            return self._line_at(place)

    def reuse(self, name: str, sha256: str, place: Place) -> Reused:
        """Write the line of a photo that needs not be looked at, unless it lies where it belongs.

        Raises:
            OutputError: It cannot be written.
        """
        kept = self._kept_line(name, sha256, place) if self._newest is None else self._newest_line(name, sha256)
        if kept is not None:
            return kept
        with self._telling():
            line = self._line_at(place)
            known = self._reader.read(line)
            if known is None or known.sha256 != sha256:
                raise OutputError(f"The records were changed by another program: {self._path}")
            line = line if known.name == name else renamed(line, name)
            self._append(name, line)
        return Reused(line, known.verdict, is_new=True)

    def write(self, record: PhotoRecord) -> bytes:
        """Write the line of a photo that was looked at, and return it; then it lies on the disk.

        Raises:
            OutputError: It cannot be written.
        """
        line = as_line(record)
        with self._telling():
            offset = self._append(record.path, line)
            if self._path is not None:
                self._file.sync()
        if record.sha256 is not None and self._reader.sha256_of(line) is not None:
            self._places.setdefault(bytes.fromhex(record.sha256), _place(_In.WRITTEN, offset))
        return line

    def finish(self) -> None:
        """Give the file its name: it is whole.

        Raises:
            OutputError: It cannot be written.
        """
        with self._telling():
            if self._stays:  # what follows is of photos that are there no more
                self._file.truncate(self._next)
            if self._path is not None:
                self._file.sync()
            for file in self._files.values():
                file.close()
            if self._path is not None:
                _beside(self._path, _PARTIAL).replace(self._path)
                _beside(self._path, _REST).unlink(missing_ok=True)
                _sync_folder(self._path.parent)

    def close(self) -> None:
        """Leave the lines to a later run, if there are any."""
        for file in self._files.values():
            file.close()
        if self._path is not None:
            remove_if_empty(_beside(self._path, _PARTIAL))
            remove_if_empty(_beside(self._path, _REST))
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _stays(self) -> bool:
        return self._cut is None and self._next < self._file.size_bytes

    def _newest_lines(self) -> dict[str, int]:
        """Where the last line of each name lies; one that cannot be used hides older ones all the same."""
        told = ((name_and_verdict(line), offset) for offset, line in self._file.lines())
        return {name_of[0]: offset for name_of, offset in told if name_of is not None}

    def _index(self, where: _In, file: LineFile) -> None:
        for offset, line in file.lines():
            sha256 = self._reader.sha256_of(line)
            if sha256 is not None:
                self._places.setdefault(bytes.fromhex(sha256), _place(where, offset))

    def _newest_line(self, name: str, sha256: str) -> Reused | None:
        """The last line of a name, if it tells of these bytes."""
        offset = None if self._newest is None else self._newest.get(name)
        if offset is None:
            return None
        with self._telling():
            line = self._file.line_at(offset)
        known = self._reader.read(line)
        return Reused(line, known.verdict, is_new=False) if known is not None and known[:2] == (name, sha256) else None

    def _kept_line(self, name: str, sha256: str, place: Place) -> Reused | None:
        """The line that lies where this photo's belongs already, if it does; it stays there."""
        if not self._stays:
            return None
        line = self._file.line_at(self._next)
        if place == _place(_In.PARTIAL, self._next):  # then only its name is not known yet
            verdict = verdict_under(line, name)
        else:
            known = self._reader.read(line)
            verdict = known.verdict if known is not None and known[:2] == (name, sha256) else None
        if verdict is None:
            return None
        self._next += len(line)
        return Reused(line, verdict, is_new=False)

    def _append(self, name: str, line: bytes) -> int:
        if self._stays:
            self._put_rest_aside()
        offset = self._file.append(line)
        self._next = self._file.size_bytes
        if self._newest is not None:
            self._newest[name] = offset
        return offset

    def _put_rest_aside(self) -> None:
        """First copied, then cut off: whatever happens in between, no line is lost."""
        rest = self._files[_In.REST]
        self._cut = self._next
        self._moved_by = rest.size_bytes - self._cut
        offset = self._cut
        while offset < self._file.size_bytes:
            line = self._file.line_at(offset)
            rest.append(line)
            offset += len(line)
        rest.sync()
        self._file.truncate(self._cut)

    def _line_at(self, place: Place) -> bytes:
        where, offset = _In(place % _FILES), place // _FILES
        if where == _In.PARTIAL and self._cut is not None and offset >= self._cut:
            where, offset = _In.REST, offset + self._moved_by
        file = self._file if where == _In.WRITTEN else self._files[where]
        return file.line_at(offset)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            what = (
                "The records cannot be written"
                if self._path is None
                else f"The records cannot be written: {self._path}"
            )
            raise OutputError(f"{what} ({error.strerror})") from error


def _place(where: _In, offset: int) -> Place:
    return offset * _FILES + where


def has_earlier_lines(path: Path) -> bool:
    """Whether a run could go on from something."""
    return any(is_file(each, unknown=False) for each in (path, _beside(path, _PARTIAL), _beside(path, _REST)))


def _locked(path: Path) -> RunLock:
    path.parent.mkdir(parents=True, exist_ok=True)
    return RunLock(path)


def _open_files(path: Path | None, reader: LineReader, *, resume: bool, append: bool) -> dict[_In, LineFile]:
    if path is None:
        return {_In.PARTIAL: LineFile.nameless()}
    if append:
        return {_In.PARTIAL: LineFile.open(path)}
    files = {_In.PARTIAL: LineFile.open(_beside(path, _PARTIAL)), _In.REST: LineFile.open(_beside(path, _REST))}
    if not resume:
        for file in files.values():
            file.truncate(0)
    elif path.is_file():
        finished = LineFile.read_only(path)
        is_first_try = not any(file.size_bytes for file in files.values())
        if is_first_try and reader.sha256_of(finished.line_at(0)) is not None:  # most lines will stay where they are
            files[_In.PARTIAL].fill_from(finished)
            finished.close()
        else:
            files[_In.FINISHED] = finished
    return files


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, outlasts a loss of power. Windows syncs no folders."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
