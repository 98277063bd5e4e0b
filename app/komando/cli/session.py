"""One run over photos: every photo to every sink, then the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from komando.checker import CheckedPhoto, Checker
from komando.cli.options import FailOn, OutputFormat
from komando.cli.outcome import Tally
from komando.cli.output import note, quiet_runtime, write
from komando.cli.sinks import Sink, open_stdout
from komando.errors import ExitCode, UsageError
from komando.messages import translate
from komando.policy.profile import Profile
from komando.report.writers import ReportWriter, open_writer
from komando.scan.marked import MarkedFolder
from komando.settings import Settings


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
        reports: Report files, chosen by suffix.
    """

    output_format: OutputFormat
    language: str
    fail_on: FailOn
    exit_zero: bool
    show_faces: bool
    marked: Path | None
    keep_folders: bool
    inputs: tuple[Path, ...]
    reports: tuple[Path, ...] = ()


def open_checker(settings: Settings) -> Checker:
    """`Checker.open`, without the greeting of the nets' runtime."""
    with quiet_runtime():
        return Checker.open(settings)


def run_session(photos: Iterable[CheckedPhoto], wanted: Wanted, profile: Profile) -> ExitCode:
    """Give every photo to stdout, marked pictures and reports.

    Raises:
        UsageError: A report has an unknown suffix or is named twice.
        OutputError: Something cannot be written.
    """
    tally = Tally()
    others = _open_others(wanted)
    with ExitStack() as stack:  # left by an error or by Ctrl-C, it leaves no half report behind
        reports = [stack.enter_context(report) for report in _open_reports(wanted, profile)]
        for checked in photos:
            tally.add(checked)
            for sink in (*reports, *others):
                sink.add(checked)
        for sink in others:
            sink.finish()
    _name_reports(wanted)
    return tally.exit_code(wanted.fail_on, exit_zero=wanted.exit_zero)


def _open_reports(wanted: Wanted, profile: Profile) -> Iterator[ReportWriter]:
    paths = [path.resolve() for path in wanted.reports]
    if len(set(paths)) < len(paths):
        raise UsageError("The same report file is named twice.")
    for path in paths:
        yield open_writer(path, profile=profile, language=wanted.language, show_faces=wanted.show_faces)


def _open_others(wanted: Wanted) -> list[Sink]:
    stdout = open_stdout(wanted.output_format, wanted.language)
    if wanted.marked is None:
        return [stdout]
    marked = MarkedFolder(
        wanted.marked,
        wanted.inputs,
        wanted.language,
        show_faces=wanted.show_faces,
        keep_folders=wanted.keep_folders,
    )
    return [marked, stdout]


def _name_reports(wanted: Wanted) -> None:
    tell = write if wanted.output_format == OutputFormat.TABLE else note
    for path in wanted.reports:
        tell(translate("Report: %(path)s", wanted.language, path=path.resolve()))
