"""`komando report RECORDS`: reports of photos that were checked earlier; nothing is checked anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from komando.cli import options
from komando.cli.output import note, track, write
from komando.errors import ExitCode, UnknownPolicyError, UsageError

if TYPE_CHECKING:
    from komando.policy.profile import LoadedProfile
    from komando.record import PhotoRecord
    from komando.report.pictures import MakePictures, Pictures
    from komando.scan.originals import Originals
    from komando.settings import Settings

Records = Annotated[
    Path,
    typer.Argument(
        metavar="RECORDS",
        help="What `komando scan --records` or `--format jsonl` wrote: a file, or a cluster's folder.",
    ),
]
Outputs = Annotated[
    list[Path],
    typer.Option(
        "--output", "-o", metavar="FILE",
        help="Report to write: .html, .csv, .json, .jsonl or .sarif. May be given more than once.",
    ),
]  # fmt: skip
Photos = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Where the photos lie; without it, the HTML report has no pictures. No net is run."
    ),
]
Policy = Annotated[
    str | None,
    typer.Option(help="The policy that judged, if it is a file of your own: title and sources are taken from it."),
]


def report(
    records: Records,
    output: Outputs,
    *,
    photos: Photos = None,
    policy: Policy = None,
    lang: options.Language = None,
    show_faces: options.ShowFaces = False,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Make reports of records. The verdicts are the records' own; the exit code tells only whether it went well."""
    from komando.messages import translate
    from komando.report.pictures import MakePictures
    from komando.report.writers import open_writer
    from komando.scan.originals import Originals
    from komando.scan.rejudge import read_records
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    files = _verified_outputs(records, output)
    originals = None if photos is None else Originals(photos, settings.photo_limits)
    total, judged_by = _survey(read_records(records))
    loaded = _load_policy(policy, judged_by, settings)
    make = MakePictures(settings.lang, show_faces=show_faces)
    missing = 0
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                open_writer(file, profile=loaded.profile, language=settings.lang, show_faces=show_faces)
            )
            for file in files
        ]
        for record, pictures in track(_pictured(read_records(records), originals, make), total, settings.lang):
            missing += pictures.original_missing
            for writer in writers:
                writer.add(record, pictures)
    if missing:
        note(translate("Originals that were not found: %(count)d", settings.lang, count=missing))
    for file in files:
        write(translate("Report: %(path)s", settings.lang, path=file))
    return ExitCode.ALL_PASS


def _verified_outputs(records: Path, output: list[Path]) -> list[Path]:
    files = [path.resolve() for path in output]
    if len(set(files)) < len(files):
        raise UsageError("The same report file is named twice.")
    if any(records.resolve() in (file, file.parent) for file in files):
        raise UsageError(f"The records themselves would be replaced: {records}")
    return files


def _survey(records: Iterable[PhotoRecord]) -> tuple[int, set[tuple[str, str]]]:
    """How many records there are, and id and sha256 of the policies that judged them."""
    total, policies = 0, set()
    for record in records:
        total += 1
        policies.add((record.policy.id, record.policy.sha256))
    if len({identifier for identifier, _ in policies}) > 1:
        names = ", ".join(sorted(identifier for identifier, _ in policies))
        raise UsageError(f"The records were judged by several policies: {names}. A report tells of one.")
    return total, policies


def _load_policy(named: str | None, judged_by: set[tuple[str, str]], settings: Settings) -> LoadedProfile:
    from komando.policy.profile import load_profile

    identifier = next((identifier for identifier, _ in judged_by), settings.policy)
    try:
        loaded = load_profile(identifier if named is None else named, settings.policy_dir)
    except UnknownPolicyError:
        if named is not None:
            raise
        raise UsageError(
            f"The policy {identifier!r}, which judged these records, is not known here: name its file with --policy."
        ) from None
    if any(sha256 != loaded.sha256 for _, sha256 in judged_by):
        note(f"The policy {loaded.profile.id} differs from the one that judged: titles and sources may differ too.")
    return loaded


def _pictured(
    records: Iterable[PhotoRecord], originals: Originals | None, make: MakePictures
) -> Iterator[tuple[PhotoRecord, Pictures]]:
    from komando.report.pictures import Pictures
    from komando.report.recall import recall

    for record in records:
        if originals is None or record.error is not None:
            yield record, Pictures()
            continue
        found = originals.find(record)
        yield record, Pictures(original_missing=True) if found is None else make(recall(record, found))
