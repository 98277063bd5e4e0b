"""What a scan costs beside its checks: `python -m benchmarks.scan` prints one table.

Records of 1 and 2 workers against those of one checker, CPU time against the checker's own, use of the cores, memory
from the first to the last of many photos, and how fast a run goes on that knows 100,000 photos. Linux only: times and
memory of the worker processes are the system's own figures (/proc).
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from benchmarks.archive import make_known_archive, make_mixed_photos, make_small_photos
from komando.checker import Checker
from komando.record import PhotoRecord, Timings
from komando.scan.files import PhotoFolder
from komando.scan.journal import Journal
from komando.scan.lines import LineReader
from komando.scan.run import Scan
from komando.scan.seen import SeenFiles
from komando.settings import Settings
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool

logger = logging.getLogger(__name__)
_MIB = 1 << 20
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """One scan.

    Attributes:
        records: Of all photos, without timings.
        cpu_s: Processor time of parent and workers together, from the first photo on.
        parent_s: That of the parent alone.
        waited_s: How long the workers were ready to work while other programs had the processor.
        wall_s: From the first photo to the last.
        parent_mib: Resident memory of the parent after each tenth of the photos.
        workers_mib: That of the largest worker.
    """

    records: list[str]
    cpu_s: float
    parent_s: float
    waited_s: float
    wall_s: float
    parent_mib: list[float]
    workers_mib: list[float]


def main() -> None:
    """Measure and print."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan")
    parser.add_argument("--photos", type=int, default=300, help="mixed photos")
    parser.add_argument("--small", type=int, default=5000, help="small photos, for memory")
    parser.add_argument("--known", type=int, default=100_000, help="photos in the journal")
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        for row in _rows(Path(name), wanted):
            logger.info("| %s | %s |", *row)


def _rows(root: Path, wanted: argparse.Namespace) -> Iterator[tuple[str, str]]:
    yield "what", "measured"
    yield "---", "---"
    make_mixed_photos(root / "mixed", wanted.photos)
    lines, alone_s = _check_alone(root / "mixed")
    yield f"{len(lines)} mixed photos, one checker: CPU", f"{alone_s:.1f} s, {len(lines) / alone_s:.2f} photos/s a core"
    one, two = (_scan(root / "mixed", workers) for workers in (1, 2))
    same = "identical" if lines == one.records == two.records else "DIFFERENT"
    yield "records of one checker, 1 worker, 2 workers, but for timings", same
    for name, scan in (("1 worker", one), ("2 workers", two)):
        more = f"{100 * (scan.cpu_s / alone_s - 1):+.1f} %"
        yield f"{name}: CPU of all processes", f"{scan.cpu_s:.1f} s ({more}), {scan.parent_s:.1f} s of it the parent's"
    yield "2 workers: use of two processors", f"{100 * two.cpu_s / (2 * two.wall_s):.0f} %"
    busy = (two.cpu_s + two.waited_s) / (2 * two.wall_s)
    yield "the same, with the time in which other programs had them", f"{100 * min(busy, 1):.0f} %"
    make_small_photos(root / "small", wanted.small)
    small = _scan(root / "small", 2, keep_records=False)
    yield f"{wanted.small:,} small photos: parent after each tenth", _mib(small.parent_mib)
    yield "largest worker", _mib(small.workers_mib)
    records = root / "records.jsonl"
    line = next(line for line in lines if '"error":null' in line)
    make_known_archive(root / "known", records, line.encode(), wanted.known)
    wall_s, cpu_s = _resume(root / "known", records)
    yield f"a run that knows {wanted.known:,} photos, start to end", f"{wall_s:.2f} s ({cpu_s:.2f} s CPU)"


def _check_alone(folder: Path) -> tuple[list[str], float]:
    with Checker.open() as checker:
        checker.check_file(next(iter(PhotoFolder(folder))).path)
        started = time.process_time()
        records = [checker.check_file(file.path, file.name) for file in PhotoFolder(folder)]
        return [_without_timings(record) for record in records], time.process_time() - started


def _scan(folder: Path, workers: int, *, keep_records: bool = True) -> Measured:
    settings = Settings()
    with WorkerPool(settings, WorkerLimits.of(settings, workers)) as pool:
        pool.wait_until_ready()
        photos = PhotoFolder(folder)
        tenth = max(1, len(photos) // _TENTHS)
        records, parent_mib, workers_mib = [], [], []
        with Journal(None, LineReader(pool.terms.stamp(), pool.models)) as journal:
            scan: Scan[None] = Scan(pool, journal, SeenFiles(None), settings.photo_limits, workers=workers)
            before, parent_s, started = _schedule(pool.pids), time.process_time(), time.perf_counter()
            for number, scanned in enumerate(scan.run(photos), start=1):
                if keep_records:
                    records.append(_without_timings(scanned.record))
                if number % tenth == 0:
                    parent_mib.append(_resident_mib(os.getpid()))
                    workers_mib.append(max(map(_resident_mib, pool.pids), default=0.0))
            wall_s, after = time.perf_counter() - started, _schedule(pool.pids)
            parent_s = time.process_time() - parent_s
            cpu_s = parent_s + after[0] - before[0]
    return Measured(records, cpu_s, parent_s, after[1] - before[1], wall_s, parent_mib, workers_mib)


def _resume(folder: Path, records: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "komando", "scan", str(folder), "--records", str(records), "--exit-zero"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    wall_s, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _schedule(pids: list[int]) -> tuple[float, float]:
    """Seconds that processes have run, and that they have waited for a processor."""
    ran_ns = waited_ns = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            ran, waited, _ = (task / "schedstat").read_text("ascii").split()
            ran_ns, waited_ns = ran_ns + int(ran), waited_ns + int(waited)
    return ran_ns / 1e9, waited_ns / 1e9


def _resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def _mib(values: list[float]) -> str:
    return ", ".join(f"{value:.0f}" for value in values) + " MiB"


def _without_timings(record: PhotoRecord) -> str:
    return record.model_copy(update={"timings_ms": Timings()}).to_json()


if __name__ == "__main__":
    main()
