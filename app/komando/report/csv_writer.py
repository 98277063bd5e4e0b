"""The CSV report, made to open well and safely in spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from komando.report.csv_rows import COLUMNS, Cell, harmless, rows
from komando.report.file_writer import FileWriter

if TYPE_CHECKING:
    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures


_SEPARATORS: Final = {"id": ";", "en": ","}
"""Excel divides a file that is double-clicked at the list separator of the computer's region, which is a semicolon
where the comma is the decimal sign. A line `sep=;` before all others would make it forget the byte order mark."""


class CsvWriter(FileWriter):
    """UTF-8 with byte order mark, separators of the language, every text quoted, no cell that acts as a formula."""

    def __init__(self, path: Path, language: str) -> None:
        super().__init__(path, encoding="utf-8-sig")
        self._language = language
        self._write_rows([list(COLUMNS)])

    def add(self, record: PhotoRecord, _pictures: Pictures | None = None, /) -> None:
        """Write the rows of one photo."""
        self._write_rows(rows(record, self._language))

    def _write_end(self) -> None:
        """Every row is written already."""

    def _write_rows(self, lines: Iterable[list[Cell]]) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=_SEPARATORS[self._language], quoting=csv.QUOTE_NONNUMERIC)
        writer.writerows([harmless(cell) for cell in line] for line in lines)
        self._file.write(text.getvalue())
