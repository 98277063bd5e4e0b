"""What a command line that checks photos asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from komando.cli.options import FailOn, OutputFormat
from komando.errors import OutputError, UsageError
from komando.policy.verdict import Verdict
from komando.report.pictures import MakePictures
from komando.report.writers import SUFFIXES, WITH_PICTURES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for.

    Attributes:
        output_format: Of stdout.
        language: Of tables, reports and marked pictures.
        fail_on: See `FailOn`.
        exit_zero: Exit with 0 whatever the verdicts.
        show_faces: Do not blur faces.
        marked: Folder of the marked pictures.
        keep_folders: Whether marked pictures keep the folders of the photos.
        inputs: Files that must not be overwritten.
        records: File of the records, which the scan itself writes.
        reports: Report files, chosen by suffix.
        scanned: The folder that is scanned.
        copies: Where copies of the photos of a verdict go.
    """

    output_format: OutputFormat
    language: str
    fail_on: FailOn
    exit_zero: bool
    show_faces: bool
    marked: Path | None
    keep_folders: bool
    inputs: tuple[Path, ...] = ()
    records: Path | None = None
    reports: tuple[Path, ...] = ()
    scanned: Path = Path()
    copies: Mapping[Verdict, Path | None] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the run leaves, records first."""
        return self.reports if self.records is None else (self.records, *self.reports)

    @property
    def pictures(self) -> MakePictures | None:
        """What makes the pictures that reports and the folder of marked pictures need; None if nothing needs any."""
        for_report = any(path.suffix.lower() in WITH_PICTURES for path in self.reports)
        if not for_report and self.marked is None:
            return None
        return MakePictures(
            language=self.language,
            show_faces=self.show_faces,
            for_report=for_report,
            for_folder=self.marked is not None,
        )

    def verify(self) -> None:
        """Refuse what cannot be done before any photo is looked at.

        Raises:
            UsageError: Two reports with one name, or a suffix that names no kind of report.
        """
        paths = [path.resolve() for path in self.files]
        if len(set(paths)) < len(paths):
            raise UsageError("The same report file is named twice.")
        for path in self.reports:
            if path.suffix.lower() not in SUFFIXES:
                wanted = ", ".join(SUFFIXES)
                raise OutputError(
                    f"A report's name must end in one of {wanted}. Received: {path.suffix or 'no suffix'!r}"
                )
