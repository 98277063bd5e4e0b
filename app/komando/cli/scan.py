"""`komando scan FOLDER`: judge every photo of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from komando.cli import options
from komando.cli.output import track
from komando.errors import UsageError

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with photos; folders in it are looked into.")]
Records = Annotated[Path | None, typer.Option(metavar="FILE", help="Write all records here, as JSON Lines (.jsonl).")]
Reports = Annotated[
    list[Path] | None,
    typer.Option(
        "--report", metavar="FILE", help="Write a report: .html, .csv, .json or .jsonl. May be given more than once."
    ),
]


def scan(  # noqa: PLR0913 - one parameter for each option
    folder: Folder,
    *,
    records: Records = None,
    reports: Reports = None,
    policy: options.Policy = None,
    date: options.Date = None,
    output_format: options.Format = options.OutputFormat.TABLE,
    marked: options.Marked = None,
    engine: options.Engine = None,
    lang: options.Language = None,
    show_faces: options.ShowFaces = False,
    fail_on: options.FailOnOption = options.FailOn.REVIEW,
    exit_zero: options.ExitZero = False,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Check every photo of a folder. A file that cannot be read is reported and does not end the run."""
    from komando.cli.session import Wanted, open_checker, run_session
    from komando.scan.files import find_photos
    from komando.scan.run import scan_files
    from komando.settings import load_settings

    settings = load_settings(policy=policy, date=date, engine=engine, lang=lang)
    report_files = _report_files(records, reports or [])
    files = find_photos(folder)
    wanted = Wanted(
        output_format=output_format,
        language=settings.lang,
        fail_on=fail_on,
        exit_zero=exit_zero,
        show_faces=show_faces,
        marked=marked,
        keep_folders=True,
        inputs=tuple(file.path for file in files),
        reports=report_files,
    )
    with open_checker(settings) as checker:
        checked = track(scan_files(checker, files), len(files), settings.lang)
        return run_session(checked, wanted, checker.policy.profile)


def _report_files(records: Path | None, reports: list[Path]) -> tuple[Path, ...]:
    if records is None:
        return tuple(reports)
    if records.suffix.lower() != ".jsonl":
        raise UsageError(f"--records writes JSON Lines: the file's name must end in .jsonl, not {records.name!r}.")
    return (records, *reports)
