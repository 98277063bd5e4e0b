"""One run over photos: every photo to every sink, then the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from komando.cli.options import OutputFormat
from komando.cli.outcome import Tally
from komando.cli.output import note, quiet_runtime, write
from komando.cli.sinks import MarkedSink, ReportSink, Sink, open_copies, open_stdout
from komando.cli.wanted import Wanted
from komando.errors import ExitCode
from komando.messages import translate
from komando.policy.profile import Profile
from komando.report.pictures import Pictures
from komando.report.writers import ReportWriter, open_writer
from komando.scan.marked import MarkedFolder
from komando.scan.outcome import Scanned
from komando.settings import Settings

if TYPE_CHECKING:
    from komando.checker import Checker


def open_checker(settings: Settings) -> Checker:
    """`Checker.open`, without the greeting of the nets' runtime."""
    from komando.checker import Checker

    with quiet_runtime():
        return Checker.open(settings)


def run_session(photos: Iterable[Scanned[Pictures]], wanted: Wanted, profile: Profile) -> ExitCode:
    """Give every photo to stdout, marked pictures, copies and reports.

    Raises:
        OutputError: Something cannot be written.
    """
    tally = Tally()
    with ExitStack() as stack:  # left by an error or by Ctrl-C, it leaves no half report behind
        sinks: list[Sink] = [ReportSink(stack.enter_context(report)) for report in _open_reports(wanted, profile)]
        sinks += _open_others(wanted)
        for photo in photos:
            tally.add(photo.verdict)
            for sink in sinks:
                sink.add(photo)
        for sink in sinks:
            sink.finish()
    return tally.exit_code(wanted.fail_on, exit_zero=wanted.exit_zero)


def name_files(wanted: Wanted) -> None:
    """Tell where records and reports lie."""
    tell = write if wanted.output_format == OutputFormat.TABLE else note
    for path in wanted.files:
        tell(translate("Report: %(path)s", wanted.language, path=path.resolve()))


def _open_reports(wanted: Wanted, profile: Profile) -> Iterator[ReportWriter]:
    for path in wanted.reports:
        yield open_writer(path.resolve(), profile=profile, language=wanted.language, show_faces=wanted.show_faces)


def _open_others(wanted: Wanted) -> Iterator[Sink]:
    if wanted.marked is not None:
        yield MarkedSink(MarkedFolder(wanted.marked, wanted.inputs, keep_folders=wanted.keep_folders))
    yield from open_copies(wanted.copies, wanted.scanned)
    yield open_stdout(wanted.output_format, wanted.language)
