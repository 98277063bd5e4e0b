"""The CSV report, made to open well and safely in spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from komando.report.csv_rows import COLUMNS, csv_text, rows
from komando.report.file_writer import FileWriter

if TYPE_CHECKING:
    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures


class CsvWriter(FileWriter):
    """UTF-8 with byte order mark, one row a hand."""

    def __init__(self, path: Path, language: str) -> None:
        super().__init__(path, encoding="utf-8-sig")
        self._language = language
        self._file.write(csv_text([COLUMNS], language))

    def add(self, record: PhotoRecord, _pictures: Pictures | None = None, /) -> None:
        """Write the rows of one photo."""
        self._file.write(csv_text(rows(record, self._language), self._language))

    def _write_end(self) -> None:
        """Every row is written already."""
