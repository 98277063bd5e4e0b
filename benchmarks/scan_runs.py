"""The runs that the scan benchmark compares, each over the same photos."""

from __future__ import annotations

import functools
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.processes import Meter, resident_mib
from komando.cluster.parts import Parts
from komando.cluster.photos import find_addresses
from komando.cluster.run import ClusterRun
from komando.scan.files import FoundFile, PhotoFolder
from komando.scan.journal import Journal
from komando.scan.lines import LineReader, as_line
from komando.scan.run import Scan
from komando.scan.seen import SeenFiles
from komando.settings import Settings
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool

if TYPE_CHECKING:
    from komando.checker import Checker

_RESUMES: Final = 5
_TURN: Final = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a folder.

    Attributes:
        records: Of all photos in the order of their names, as bytes, but for the timings.
        cpu_s: Processor time of all processes, from the first photo on.
        wall_s: From the first photo to the last.
        parent_s: Processor time of the process that the others work for.
        left_s: Processor time that other programs left to it, used or not.
    """

    records: list[bytes]
    cpu_s: float
    wall_s: float
    parent_s: float
    left_s: float

    @classmethod
    def of(cls, records: list[bytes], meter: Meter, processors: int) -> Run:
        """What a meter measured."""
        left_s = max(meter.cpu_s, processors * meter.wall_s - meter.others_s)
        return cls(records, meter.cpu_s, meter.wall_s, meter.parent_s, left_s)


@dataclass(frozen=True, slots=True)
class Compared:
    """The same photos by bare checkers and by a scan, side by side in time.

    Attributes:
        alone: Records of the bare checkers, as in `Run`.
        alone_s: Their processor time.
        scan_s: That of all processes of the scan.
    """

    alone: list[bytes]
    alone_s: float
    scan_s: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory after so many photos.

    Attributes:
        photos: How many.
        parent_mib: Of the parent.
        workers_mib: Of the largest worker.
    """

    photos: int
    parent_mib: float
    workers_mib: float


def compare(folder: Path, workers: int, records: Path) -> Compared:
    """The same photos through bare checkers and through a scan, some by the one and then by the other in turns.

    Both have as many processes as processors: alone, a checker would be faster. In turns, because a shared machine is
    up to a tenth faster at one time than some minutes later.
    """
    files = list(PhotoFolder(folder))
    settings = Settings()
    alone: list[bytes] = []
    alone_s = scan_s = 0.0
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(workers, context, initializer=_bare_checker) as bare,
        WorkerPool(settings, WorkerLimits.of(settings, workers)) as pool,
        Journal(records, LineReader(pool.terms.stamp(), pool.models)) as journal,
    ):
        pool.wait_until_ready()
        list(bare.map(_check_alone, [files[:1]] * workers))  # opens all processes
        scanning: Scan[None] = Scan(pool, journal, SeenFiles(None), settings.photo_limits, workers=workers)
        for begin in range(0, len(files), _TURN):
            turn = files[begin : begin + _TURN]
            scan_first = begin // _TURN % 2 == 0
            if scan_first:
                scan_s += _scan_turn(scanning, turn)
            shares = list(bare.map(_check_alone, [turn[share::workers] for share in range(workers)]))
            if not scan_first:
                scan_s += _scan_turn(scanning, turn)
            alone += [shares[number % workers][0][number // workers] for number in range(len(turn))]
            alone_s += sum(cpu_s for _, cpu_s in shares)
    return Compared(alone, alone_s, scan_s)


def _scan_turn(scanning: Scan[None], files: list[FoundFile]) -> float:
    with Meter() as meter:
        for _ in scanning.run(files):
            pass
    return meter.cpu_s


@functools.cache
def _bare_checker() -> Checker:
    """The only one of a process, with one thread as in a worker."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import cv2

    from komando.checker import Checker

    cv2.setNumThreads(1)
    return Checker.open()


def _check_alone(files: list[FoundFile]) -> tuple[list[bytes], float]:
    """Records, and processor time."""
    checker = _bare_checker()
    started = time.process_time()
    lines = [as_line(checker.check_file(file.path, file.name)) for file in files]
    cpu_s = time.process_time() - started
    return [without_timings(line) for line in lines], cpu_s


def scan(folder: Path, workers: int, records: Path) -> Run:
    """A scan with its journal, as the command line runs it."""
    settings = Settings()
    with WorkerPool(settings, WorkerLimits.of(settings, workers)) as pool:
        pool.wait_until_ready()
        with Journal(records, LineReader(pool.terms.stamp(), pool.models)) as journal, Meter() as meter:
            scanning: Scan[None] = Scan(pool, journal, SeenFiles(None), settings.photo_limits, workers=workers)
            lines = [scanned.line for scanned in scanning.run(PhotoFolder(folder))]
            journal.finish()
    return Run.of([without_timings(line) for line in lines], meter, workers)


def scan_memory(folder: Path, workers: int, every: int) -> list[Memory]:
    """Memory during a scan, after every so many photos; in a process that has done nothing else."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_scan_memory, folder, workers, every).result()


def _scan_memory(folder: Path, workers: int, every: int) -> list[Memory]:
    settings = Settings()
    told = []
    with (
        WorkerPool(settings, WorkerLimits.of(settings, workers)) as pool,
        Journal(None, LineReader(pool.terms.stamp(), pool.models)) as journal,
    ):
        scanning: Scan[None] = Scan(pool, journal, SeenFiles(None), settings.photo_limits, workers=workers)
        for number, _ in enumerate(scanning.run(PhotoFolder(folder)), start=1):
            if number % every == 0:
                largest = max((resident_mib(pid) for pid in pool.pids), default=0.0)
                told.append(Memory(number, resident_mib(os.getpid()), largest))
    return told


def scan_with_ray(ray: Any, folder: Path, workers: int, records: Path) -> Run:
    """A run on a cluster that is there already; actors and nets are started and ended within it."""
    run = ClusterRun.prepare(Settings(), str(folder), workers)
    parts = Parts(records, run.reader)
    with Meter() as meter:
        for _ in run.check(ray, find_addresses(str(folder)).addresses, parts):
            pass
    lines = [without_timings(line) for _, _, line in sorted(parts.photos())]
    return Run.of(lines, meter, workers)


def resume(folder: Path, records: Path) -> tuple[float, float]:
    """Wall and processor time of the whole command over an archive that the journal knows; the median of some."""
    journals = [records.with_name(f"{records.name}.{suffix}") for suffix in ("partial", "seen")]
    for path in journals:
        shutil.copyfile(path, path.with_suffix(f"{path.suffix}.kept"))
    command = [sys.executable, "-m", "komando", "scan", str(folder), "--records", str(records), "--exit-zero"]
    measured = []
    for _ in range(_RESUMES):
        records.unlink(missing_ok=True)
        for path in journals:
            shutil.copyfile(path.with_suffix(f"{path.suffix}.kept"), path)
        measured.append(_timed(command))
    walls_s, cpus_s = zip(*measured, strict=True)
    return statistics.median(walls_s), statistics.median(cpus_s)


def _timed(command: list[str]) -> tuple[float, float]:
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    wall_s, after = time.perf_counter() - started, os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return wall_s, cpu_s


def without_timings(line: bytes) -> bytes:
    """The line of a record up to its timings, which come last."""
    return line.rpartition(b',"timings_ms":')[0]
