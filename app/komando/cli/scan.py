"""`komando scan SOURCE`: judge every photo of a folder, on this computer or on a cluster."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from komando.cli import options
from komando.cli.interrupt import terminated_as_interrupted
from komando.cli.output import note
from komando.errors import UsageError

if TYPE_CHECKING:
    from komando.cli.wanted import Wanted
    from komando.settings import Settings

CLUSTER: Final = "ray"

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Folder with photos; folders and ZIP files in it are looked into. With --engine ray a folder that all "
        "computers see, or an object store: s3://bucket/folder.",
    ),
]
Records = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write all records here, as JSON Lines (.jsonl); with --engine ray a folder, which takes them as .jsonl "
        "and .parquet. A run that is broken off goes on from them.",
    ),
]
Resume = Annotated[
    bool | None,
    typer.Option(
        "--resume/--no-resume",
        help="Take from the file of --records what was made of the same photos by the same policy and models, or look "
        "at every photo anew. If neither is given, they are taken where the file is there.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="Photos that are checked side by side; if not given, one for each processor."),
]
Reports = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write a report: .html, .csv, .json, .jsonl or .sarif. May be given more than once.",
    ),
]
Engine = Annotated[
    Literal["litert", "mediapipe", "ray"] | None,
    typer.Option(
        help="What finds the hands; mediapipe is an extra. (Environment: KOMANDO_ENGINE.) ray, an extra too, spreads "
        "the photos over a cluster; what finds the hands there, the environment says."
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT", help="Of the Ray cluster; if not given, --engine ray starts one on this computer."
    ),
]


def scan(  # noqa: PLR0913 - one parameter for each option
    source: Source,
    *,
    records: Records = None,
    resume: Resume = None,
    workers: Workers = None,
    reports: Reports = None,
    copy_held: options.CopyHeld = None,
    copy_review: options.CopyReview = None,
    copy_passed: options.CopyPassed = None,
    policy: options.Policy = None,
    date: options.Date = None,
    output_format: options.Format = options.OutputFormat.TABLE,
    marked: options.Marked = None,
    engine: Engine = None,
    address: Address = None,
    lang: options.Language = None,
    show_faces: options.ShowFaces = False,
    fail_on: options.FailOnOption = options.FailOn.REVIEW,
    exit_zero: options.ExitZero = False,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Check every photo of a folder. A file that cannot be read is reported and does not end the run."""
    from komando.cli.wanted import Wanted
    from komando.policy.verdict import Verdict
    from komando.settings import load_settings

    on_cluster = engine == CLUSTER
    if not on_cluster:
        _verify_local(source, records, address, resume=resume)
    settings = load_settings(policy=policy, date=date, engine=None if on_cluster else engine, lang=lang)
    wanted = Wanted(
        output_format=output_format,
        language=settings.lang,
        fail_on=fail_on,
        exit_zero=exit_zero,
        show_faces=show_faces,
        marked=marked,
        keep_folders=True,
        records=records,
        reports=tuple(reports or ()),
        copies={Verdict.HOLD: copy_held, Verdict.REVIEW: copy_review, Verdict.PASS: copy_passed},
        scanned=Path(source),
    )
    with terminated_as_interrupted():
        if not on_cluster:
            return _scan(settings, wanted, resume=resume, workers=workers or processors())
        from komando.cli.cluster import scan_on_cluster

        return scan_on_cluster(source, settings, wanted, address=address, resume=resume is not False, workers=workers)


def _scan(settings: Settings, wanted: Wanted, *, resume: bool | None, workers: int) -> int:
    from komando.cli.progress import follow
    from komando.cli.session import name_files, run_session
    from komando.messages import translate
    from komando.scan.files import PhotoFolder
    from komando.scan.journal import has_earlier_lines
    from komando.scan.session import open_scan

    wanted.verify()
    photos = PhotoFolder(wanted.scanned)
    if resume is None:
        resume = wanted.records is not None and has_earlier_lines(wanted.records)
    with open_scan(settings, workers, wanted.records, resume=resume, product=wanted.pictures) as opened:
        if opened.journal.reusable:
            known = translate(
                "%(count)d photos are known from an earlier run.", settings.lang, count=opened.journal.reusable
            )
            note(known)
        try:
            outcomes = follow(opened.scan.run(photos), len(photos), settings.lang)
            code = run_session(outcomes, wanted, opened.profile)
        except KeyboardInterrupt:
            if wanted.records is not None:
                note(translate("Interrupted. The same command goes on from here.", settings.lang))
            raise
        opened.journal.finish()
    name_files(wanted)
    return code


def _verify_local(source: str, records: Path | None, address: str | None, *, resume: bool | None) -> None:
    if address is not None or "://" in source:
        raise UsageError("A cluster and object stores are for --engine ray.")
    if records is None:
        if resume:
            raise UsageError("--resume goes on from a file of records: name it with --records.")
        return
    if records.suffix.lower() != ".jsonl":
        raise UsageError(f"--records writes JSON Lines: the file's name must end in .jsonl, not {records.name!r}.")


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
