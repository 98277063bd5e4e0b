"""`komando scan SOURCE --engine ray`: the scan of an archive that is too large for one computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from komando.cli.output import note, quiet_runtime, track
from komando.cli.session import name_files, run_session
from komando.cluster.parts import Parts
from komando.cluster.photos import find_addresses
from komando.cluster.run import ClusterRun
from komando.cluster.runtime import LOCAL, connected
from komando.errors import ExitCode, UsageError
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.scan.files import FoundFile
from komando.scan.outcome import Scanned

if TYPE_CHECKING:
    from pathlib import Path

    from komando.cli.wanted import Wanted
    from komando.report.pictures import Pictures
    from komando.settings import Settings


def scan_on_cluster(
    source: str, settings: Settings, wanted: Wanted, *, address: str | None, resume: bool, workers: int | None
) -> ExitCode:
    """Check the photos of a source with Ray, then give all records to stdout and reports, part after part.

    Raises:
        UsageError: Something is wanted that a cluster does not do, or there is no such source.
        ClusterError: The cluster cannot be reached or broke down.
        OutputError: Something cannot be written.
    """
    folder = _folder_of_records(wanted)
    found = find_addresses(source)
    run = ClusterRun.prepare(settings, source, workers)
    parts = Parts(folder, run.reader, resume=resume)
    looked_at = 0
    with ExitStack() as stack:
        with quiet_runtime():
            ray = stack.enter_context(connected(address or LOCAL, workers))
        try:
            for _, line in track(run.check(ray, found.addresses, parts), found.total, settings.lang):
                looked_at += bool(line)
        except KeyboardInterrupt:
            note(translate("Interrupted. The same command goes on from here.", settings.lang))
            raise
    note(
        translate(
            "Photos: %(total)d, of which %(looked_at)d were looked at in this run.",
            settings.lang,
            total=found.total,
            looked_at=looked_at,
        )
    )
    code = run_session(_photos_in(parts, source), wanted, run.profile)
    name_files(wanted)
    return code


def _folder_of_records(wanted: Wanted) -> Path:
    wanted.verify()
    if wanted.records is None or wanted.records.suffix.lower() == ".jsonl":
        raise UsageError("With --engine ray the records come as the parts of a folder: name it with --records FOLDER.")
    if wanted.marked is not None or any(wanted.copies.values()):
        raise UsageError("--marked and --copy-... are for photos that this computer looks at, not for --engine ray.")
    return wanted.records


def _photos_in(parts: Parts, source: str) -> Iterator[Scanned[Pictures]]:
    for name, verdict, line in parts.photos():
        yield Scanned(FoundFile(source, name), line, Verdict(verdict), None)
