"""What all report files have in common: one photo after another, whole at the end or not there at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Self

from komando.report.atomic_file import AtomicFile

if TYPE_CHECKING:
    from types import TracebackType

    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures


class FileWriter(ABC):
    """A report in one file. As a context it finishes by itself, or leaves no file when it is left by an error."""

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self._file = AtomicFile(path, encoding)

    @abstractmethod
    def add(self, record: PhotoRecord, pictures: Pictures | None = None, /) -> None:
        """Take one photo."""

    def finish(self) -> None:
        """Write what is left and put the file in its place.

        Raises:
            OutputError: The file cannot be written.
        """
        self._write_end()
        self._file.commit()

    def discard(self) -> None:
        """Leave no file."""
        self._file.discard()

    @abstractmethod
    def _write_end(self) -> None:
        """Write what comes after the last photo."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()
        else:
            self.discard()
