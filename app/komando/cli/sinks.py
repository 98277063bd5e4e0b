"""What stdout carries for checked photos, in each format."""

from __future__ import annotations

import csv
import sys
from typing import Protocol

from komando.checker import CheckedPhoto
from komando.cli.options import OutputFormat
from komando.cli.output import show, write
from komando.record import PhotoRecord
from komando.report.csv_rows import COLUMNS, harmless, rows
from komando.report.table import photo_table, summary_line


class Sink(Protocol):
    """Takes checked photos one after another, as the writers of reports do."""

    def add(self, checked: CheckedPhoto) -> None:
        """Take one photo."""
        ...

    def finish(self) -> None:
        """There are no more photos."""
        ...


def open_stdout(output_format: OutputFormat, language: str) -> Sink:
    """The sink that writes to stdout."""
    if output_format == OutputFormat.CSV:
        return _CsvSink(language)
    if output_format == OutputFormat.JSON:
        return _JsonSink()
    if output_format == OutputFormat.JSONL:
        return _JsonLinesSink()
    return _TableSink(language)


class _TableSink:
    """For people: a table and one line that sums it up."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._records: list[PhotoRecord] = []

    def add(self, checked: CheckedPhoto) -> None:
        self._records.append(checked.record)

    def finish(self) -> None:
        show(photo_table(self._records, self._language))
        write(summary_line(self._records, self._language))


class _JsonLinesSink:
    """One record a line, each as soon as it is there."""

    def add(self, checked: CheckedPhoto) -> None:
        write(checked.record.to_json())
        sys.stdout.flush()

    def finish(self) -> None:
        """Every record is out already."""


class _JsonSink:
    """One array of records, also for a single photo."""

    def __init__(self) -> None:
        self._opening = "["

    def add(self, checked: CheckedPhoto) -> None:
        sys.stdout.write(f"{self._opening}\n{checked.record.to_json(indent=2)}")
        self._opening = ","

    def finish(self) -> None:
        write("[]" if self._opening == "[" else "\n]")


class _CsvSink:
    """The rows of the CSV report, as soon as they are there; without the byte order mark that a file has."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._writer = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, checked: CheckedPhoto) -> None:
        self._writer.writerows([harmless(cell) for cell in row] for row in rows(checked.record, self._language))

    def finish(self) -> None:
        """Every row is out already."""
