"""Everything that a scan needs, opened together and closed together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from komando.policy.profile import Profile
from komando.scan.journal import Journal
from komando.scan.lines import LineReader
from komando.scan.run import Scan
from komando.scan.seen import SeenFiles
from komando.settings import Settings
from komando.workers.jobs import Product
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OpenScan(Generic[T]):
    """A scan that can begin.

    Attributes:
        scan: Checks the photos.
        journal: Its records; `finish` it when all photos came.
        profile: The policy that judges.
    """

    scan: Scan[T]
    journal: Journal
    profile: Profile


@contextmanager
def open_scan(
    settings: Settings,
    workers: int,
    records: Path | None,
    *,
    resume: bool,
    append: bool = False,
    product: Product[T] | None = None,
) -> Iterator[OpenScan[T]]:
    """Open workers and journal; left by an error, the journal stays for a later run. See `Journal` for `append`.

    A scan judges all its photos by the day on which it began; what is added to a file without end, by the day it is.

    Raises:
        ModelError: A model is missing or altered.
        PolicyError: The policy is unknown or invalid.
        OutputError: The records cannot be written.
    """
    if not append:
        today = dt.datetime.now().astimezone().date()
        settings = settings.model_copy(update={"date": settings.date or today})
    with WorkerPool(settings, WorkerLimits.of(settings, workers)) as pool:
        reader = LineReader(pool.terms.stamp(), pool.models)
        with (
            Journal(records, reader, resume=resume, append=append) as journal,
            SeenFiles(None if records is None else records.with_name(f"{records.name}.seen"), resume=resume) as seen,
        ):
            scan = Scan(pool, journal, seen, settings.photo_limits, workers=workers, product=product)
            yield OpenScan(scan, journal, pool.terms.policy.profile)
