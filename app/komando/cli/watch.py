"""`komando watch FOLDER`: judge photos as they arrive, until told to stop."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from komando.cli import options
from komando.cli.interrupt import terminated_as_interrupted
from komando.cli.output import note
from komando.cli.scan import Workers, processors
from komando.errors import ExitCode, UsageError

if TYPE_CHECKING:
    import threading
    from contextlib import AbstractContextManager

    from komando.cli.sinks import Photo, Sink
    from komando.report.pictures import Pictures
    from komando.scan.session import OpenScan
    from komando.settings import Settings

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder where photos arrive; folders and ZIP files in it count too.")
]
Records = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Add all records to this file (.jsonl); what it knows is not looked at again."),
]


def watch(  # noqa: PLR0913 - one parameter for each option
    folder: Folder,
    *,
    records: Records = None,
    workers: Workers = None,
    copy_held: options.CopyHeld = None,
    copy_review: options.CopyReview = None,
    copy_passed: options.CopyPassed = None,
    policy: options.Policy = None,
    date: options.Date = None,
    engine: options.Engine = None,
    lang: options.Language = None,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Check the photos of a folder and every one that comes or changes; each record goes to stdout as a line.

    Ends with 0 on Ctrl-C or SIGTERM: the verdicts are in the records.
    """
    from komando.cli.sinks import open_copies
    from komando.policy.verdict import Verdict
    from komando.scan.files import verify_folder
    from komando.settings import load_settings

    if records is not None and records.suffix.lower() != ".jsonl":
        raise UsageError(f"--records writes JSON Lines: the file's name must end in .jsonl, not {records.name!r}.")
    verify_folder(folder)
    settings = load_settings(policy=policy, date=date, engine=engine, lang=lang)
    copies = {Verdict.HOLD: copy_held, Verdict.REVIEW: copy_review, Verdict.PASS: copy_passed}
    sinks = open_copies(copies, folder)
    with terminated_as_interrupted() as asked_to_end:
        _watch(folder, settings, sinks, records, workers or processors(), asked_to_end)
    return ExitCode.ALL_PASS


def _watch(
    folder: Path,
    settings: Settings,
    copies: list[Sink],
    records: Path | None,
    workers: int,
    asked_to_end: threading.Event,
) -> None:
    from komando.cli.sinks import JsonLinesSink
    from komando.messages import translate
    from komando.scan.session import open_scan
    from komando.scan.watching import arrivals

    opening: AbstractContextManager[OpenScan[Pictures]] = open_scan(
        settings, workers, records, resume=True, append=True
    )
    with opening as opened:
        note(translate("Watching %(folder)s. Ctrl-C ends it.", settings.lang, folder=folder))
        with contextlib.suppress(KeyboardInterrupt):
            for photos in arrivals(folder, asked_to_end):
                for photo in opened.scan.run(photos):
                    _hand_on(photo, copies, JsonLinesSink())
        note(translate("Ended.", settings.lang))


def _hand_on(photo: Photo, copies: list[Sink], stdout: Sink) -> None:
    """Copies also of photos whose record is older: the run that wrote it may have ended before they were made."""
    try:
        for sink in copies:
            sink.add(photo)
    finally:  # the record is written: no later run tells of it on stdout
        if not photo.was_told:
            stdout.add(photo)
