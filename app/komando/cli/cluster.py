"""`komando cluster SOURCE OUTPUT`: the scan of an archive that is too large for one computer."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from komando.cli import options
from komando.cli.output import note, quiet_runtime, track, write

Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Folder that all computers see, or an object store: s3://bucket/folder.")
]
Output = Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder for the records, as .jsonl and .parquet.")]
Address = Annotated[
    str | None,
    typer.Option(help="Address of a Ray cluster, such as host:6379; one on this computer if not given."),
]
Processors = Annotated[
    int | None, typer.Option(min=1, help="Processors of the cluster on this computer; all if not given.")
]


def cluster(  # noqa: PLR0913 - one parameter for each option
    source: Source,
    output: Output,
    *,
    address: Address = None,
    cpus: Processors = None,
    policy: options.Policy = None,
    date: options.Date = None,
    engine: options.Engine = None,
    lang: options.Language = None,
    fail_on: options.FailOnOption = options.FailOn.REVIEW,
    exit_zero: options.ExitZero = False,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Check an archive on many computers with Ray. Photos that OUTPUT has records of are not looked at again."""
    from komando.cli.outcome import Tally
    from komando.cluster.parts import Parts
    from komando.cluster.photos import find_addresses
    from komando.cluster.run import ClusterRun
    from komando.cluster.runtime import LOCAL, connected
    from komando.messages import translate
    from komando.settings import load_settings

    settings = load_settings(policy=policy, date=date, engine=engine, lang=lang)
    found = find_addresses(source)
    run = ClusterRun.prepare(settings, source)
    parts = Parts(output, run.reader)
    looked_at = 0
    with ExitStack() as stack:
        with quiet_runtime():
            ray = stack.enter_context(connected(address or LOCAL, cpus))
        for _, line in track(run.check(ray, found.addresses, parts), found.total, settings.lang):
            looked_at += bool(line)
    tally = Tally()
    for verdict in parts.verdicts():
        tally.add(verdict)
    note(
        translate(
            "Photos: %(total)d, of which %(looked_at)d were looked at in this run.",
            settings.lang,
            total=found.total,
            looked_at=looked_at,
        )
    )
    write(translate("Records: %(path)s", settings.lang, path=output.resolve()))
    return tally.exit_code(fail_on, exit_zero=exit_zero)
