"""What becomes of checked photos: stdout in each format, reports, marked pictures, copies."""

from __future__ import annotations

import csv
import itertools
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from komando.cli.options import OutputFormat
from komando.cli.output import show, write
from komando.errors import UsageError
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.csv_rows import COLUMNS, harmless, rows
from komando.report.pictures import Pictures
from komando.report.table import photo_table, summary_line
from komando.report.writers import ReportWriter
from komando.scan.copies import CopyFolder
from komando.scan.marked import MarkedFolder
from komando.scan.outcome import Scanned

if TYPE_CHECKING:
    Photo = Scanned[Pictures]

_MOST_ROWS: Final = 300  # nobody reads a longer table in a terminal, and memory must not grow with the archive
_ARCHIVED_BYTES: Final = 1 << 40  # what an archive may hold was bounded when the photo was checked


class Sink(Protocol):
    """Takes checked photos one after another."""

    def add(self, photo: Photo, /) -> None:
        """Take one photo."""
        ...

    def finish(self) -> None:
        """There are no more photos."""
        ...


class ReportSink:
    """A report file."""

    def __init__(self, writer: ReportWriter) -> None:
        self._writer = writer

    def add(self, photo: Photo) -> None:
        """Write one photo."""
        self._writer.add(photo.record, photo.product)

    def finish(self) -> None:
        """The writer finishes as a context, so that an error of another sink still discards it."""


class MarkedSink:
    """A folder of marked pictures."""

    def __init__(self, folder: MarkedFolder) -> None:
        self._folder = folder

    def add(self, photo: Photo) -> None:
        """Write one picture, if there is one."""
        if photo.product is not None:
            self._folder.add(photo.record, photo.product)

    def finish(self) -> None:
        """Every picture is out already."""


class CopySink:
    """A folder of copies of the photos of one verdict."""

    def __init__(self, folder: CopyFolder, verdict: Verdict) -> None:
        self._folder = folder
        self._verdict = verdict

    def add(self, photo: Photo) -> None:
        """Copy one photo."""
        if photo.verdict == self._verdict:
            member = photo.file.member
            data = None if member is None else member.read(_ARCHIVED_BYTES)
            self._folder.add(photo.record, photo.file.place, data)

    def finish(self) -> None:
        """Every copy is made already."""


def open_copies(folders: Mapping[Verdict, Path | None], scanned: Path) -> list[Sink]:
    """The sinks that copy photos, of the verdicts for which there is a folder.

    Raises:
        UsageError: A folder lies in the scanned one, or in another one's.
    """
    named = [folder.resolve() for folder in folders.values() if folder is not None]
    for one, other in itertools.permutations(named, 2):
        if one.is_relative_to(other):  # nobody could tell any more what passed
            raise UsageError(f"Photos of different verdicts cannot be copied into one folder: {one}")
    return [
        CopySink(CopyFolder(folder, verdict, scanned), verdict)
        for verdict, folder in folders.items()
        if folder is not None
    ]


def open_stdout(output_format: OutputFormat, language: str) -> Sink:
    """The sink that writes to stdout."""
    if output_format == OutputFormat.CSV:
        return _CsvSink(language)
    if output_format == OutputFormat.JSON:
        return _JsonSink()
    if output_format == OutputFormat.JSONL:
        return JsonLinesSink()
    return _TableSink(language)


class _TableSink:
    """For people: a table and one line that sums it up. Of very many photos the table shows those that do not pass."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._counts: Counter[Verdict] = Counter()
        self._first: list[PhotoRecord] = []
        self._not_passing: list[PhotoRecord] = []

    def add(self, photo: Photo) -> None:
        self._counts[photo.verdict] += 1
        if len(self._first) < _MOST_ROWS:
            self._first.append(photo.record)
        if photo.verdict != Verdict.PASS and len(self._not_passing) < _MOST_ROWS:
            self._not_passing.append(photo.record)

    def finish(self) -> None:
        total = self._counts.total()
        records = self._first if total <= _MOST_ROWS else self._not_passing
        show(photo_table(records, self._language))
        if len(records) < total:
            write(
                translate(
                    "The table shows %(shown)d of %(total)d photos; records and reports have all of them.",
                    self._language,
                    shown=len(records),
                    total=total,
                )
            )
        write(summary_line(self._counts, self._language))


class JsonLinesSink:
    """One record a line, each as soon as it is there."""

    def add(self, photo: Photo) -> None:
        """Write one line."""
        write(photo.line.decode())
        sys.stdout.flush()

    def finish(self) -> None:
        """Every record is out already."""


class _JsonSink:
    """One array of records, also for a single photo."""

    def __init__(self) -> None:
        self._opening = "["

    def add(self, photo: Photo) -> None:
        sys.stdout.write(f"{self._opening}\n{photo.record.to_json(indent=2)}")
        self._opening = ","

    def finish(self) -> None:
        write("[]" if self._opening == "[" else "\n]")


class _CsvSink:
    """The rows of the CSV report, as soon as they are there; without the byte order mark that a file has."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._writer = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, photo: Photo) -> None:
        self._writer.writerows([harmless(cell) for cell in row] for row in rows(photo.record, self._language))

    def finish(self) -> None:
        """Every row is out already."""
