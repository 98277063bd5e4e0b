"""Records as JSON: one a line, or an array."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from komando.report.file_writer import FileWriter

if TYPE_CHECKING:
    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures


class JsonLinesWriter(FileWriter):
    """One record a line, each handed to the system at once."""

    def add(self, record: PhotoRecord, _pictures: Pictures | None = None, /) -> None:
        """Write one line."""
        self._file.write(f"{record.to_json()}\n")

    def _write_end(self) -> None:
        """Every line is written already."""


class JsonArrayWriter(FileWriter):
    """An array of records. They are written as they come: memory does not grow with the number of photos."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._separator = "["

    def add(self, record: PhotoRecord, _pictures: Pictures | None = None, /) -> None:
        """Write one element."""
        self._file.write(f"{self._separator}\n{record.to_json(indent=2)}")
        self._separator = ","

    def _write_end(self) -> None:
        self._file.write("[]\n" if self._separator == "[" else "\n]\n")
