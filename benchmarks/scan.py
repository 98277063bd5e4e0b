"""What a scan costs beside its checks: `python -m benchmarks.scan` prints one table of all bars, and what follows.

The same photos go through bare checkers, one worker, two workers and Ray: records against each other, processor time
against that of the bare checkers, use of the processors. Then memory from the first to the last of many photos, and how
fast a run goes on that knows 100,000. Ray, an extra, must be installed. Linux only: figures are the system's own.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import scan_runs
from benchmarks.archive import make_known_archive, make_mixed_photos, make_small_photos
from benchmarks.scan_runs import Compared, Memory, Run
from komando.cluster.runtime import connected

logger = logging.getLogger(__name__)
_PAGE: Final = Path(__file__).parents[1] / "docs" / "scale.md"
_PROCESSORS: Final = 2
_TOLD_MEMORY: Final = 10  # times a run
_CORES: Final = (2, 8, 64, 256)
_ARCHIVES: Final = (300, 200_000, 10_000_000)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the tables are made of.

    Attributes:
        megapixels: Of the mixed photos that can be read, the median.
        compared: Bare checkers and a scan in turns.
        one: With one worker.
        two: With as many as processors.
        ray: On a cluster of as many actors as processors.
        ray_start: The same with hardly any photos.
        memory: During the scan of small photos.
        known: Photos in the journal.
        resume_s: Wall and processor time of the run that knows them.
    """

    megapixels: float
    compared: Compared
    one: Run
    two: Run
    ray: Run
    ray_start: Run
    memory: list[Memory]
    known: int
    resume_s: tuple[float, float]

    @property
    def photos(self) -> int:
        """How many mixed photos there are."""
        return len(self.compared.alone)

    @property
    def ray_s(self) -> float:
        """Processor time a photo on the cluster, that of starting and ending its processes not counted."""
        return (self.ray.cpu_s - self.ray_start.cpu_s) / (self.photos - len(self.ray_start.records))

    @property
    def ray_core_s(self) -> float:
        """The same, with the time in which a processor has nothing to do."""
        return (self.ray.left_s - self.ray_start.left_s) / (self.photos - len(self.ray_start.records))


def main() -> None:
    """Measure, print, and write the tables into the page if asked to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan")
    parser.add_argument("--photos", type=int, default=300, help="mixed photos")
    parser.add_argument("--small", type=int, default=5000, help="small photos, for memory")
    parser.add_argument("--known", type=int, default=100_000, help="photos in the journal")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/scale.md")
    parser.add_argument("--only-known", action="store_true", help="measure the run that knows its photos alone")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if wanted.only_known:
            _renew(_known_row(wanted.known, _measure_known(Path(name), wanted.known)), write=wanted.write)
            return
        measured = _measure(Path(name), wanted)
    bars, cost = _table(_bars(measured)), _table(_cost(measured))
    logger.info("%s\n\n%s", bars, cost)
    if wanted.write:
        _write({"scan": bars, "cost": cost})


def _measure(root: Path, wanted: argparse.Namespace) -> Measured:
    mixed, few, small = (root / name for name in ("mixed", "few", "small"))
    make_mixed_photos(mixed, wanted.photos)
    make_mixed_photos(few, _PROCESSORS)
    make_small_photos(small, wanted.small)
    one = scan_runs.scan(mixed, 1, root / "1.jsonl")
    two = scan_runs.scan(mixed, _PROCESSORS, root / "2.jsonl")
    compared = scan_runs.compare(mixed, _PROCESSORS, root / "compared.jsonl")
    with connected(cpus=_PROCESSORS) as ray:
        ray_start = scan_runs.scan_with_ray(ray, few, _PROCESSORS, root / "few.parts")
        on_ray = scan_runs.scan_with_ray(ray, mixed, _PROCESSORS, root / "parts")
    memory = scan_runs.scan_memory(small, _PROCESSORS, max(1, wanted.small // _TOLD_MEMORY))
    resume_s = _measure_known(root, wanted.known)
    megapixels = _megapixels(compared.alone)
    return Measured(megapixels, compared, one, two, on_ray, ray_start, memory, wanted.known, resume_s)


def _measure_known(root: Path, count: int) -> tuple[float, float]:
    example, records, known = root / "example", root / "records.jsonl", root / "known"
    make_mixed_photos(example, 1)
    scan_runs.scan(example, 1, root / "example.jsonl")
    make_known_archive(known, records, (root / "example.jsonl").read_bytes(), count)
    return scan_runs.resume(known, records)


def _bars(measured: Measured) -> Iterator[Row]:
    compared, two, on_ray = measured.compared, measured.two, measured.ray
    alone_s = compared.alone_s
    yield "what", "bar", "measured"
    yield (
        f"{measured.photos} mixed photos ({measured.megapixels:.1f} megapixels in the median), {_PROCESSORS} bare "
        "checkers side by side: processor time",
        "",
        f"{alone_s:.1f} s, {measured.photos / alone_s:.2f} photos a second and processor",
    )
    runs = (measured.one, two, on_ray)
    yield (
        "records of bare checkers, 1 worker, 2 workers and Ray, but for timings",
        "identical",
        "identical" if all(run.records == compared.alone for run in runs) else "DIFFERENT",
    )
    yield (
        "2 workers: processor time of all processes against bare checkers, in turns of some photos",
        "+10 % at most",
        f"{_more(compared.scan_s, alone_s)}; the parent's is {100 * two.parent_s / two.cpu_s:.1f} % of all",
    )
    yield "2 workers: use of both processors", "90 % at least", _use(two)
    yield "2 workers: photos a second and processor", "", f"{measured.photos / two.wall_s / _PROCESSORS:.2f}"
    yield (
        "Ray, 2 actors: processor time of all its processes a photo, once they run",
        "",
        f"{measured.ray_s:.2f} s, {_more(measured.ray_s, alone_s / measured.photos)} against bare checkers",
    )
    yield "Ray: use of both processors, its start included", "", _use(on_ray)
    yield "Ray: start and end of its processes, once for up to 50,000 photos", "", f"{measured.ray_start.wall_s:.0f} s"
    told = measured.memory
    after = " / ".join(f"{each.photos:,}" for each in told)
    yield f"small photos, 2 workers: memory of the parent after {after}", "flat", _mib(each.parent_mib for each in told)
    yield "memory of the largest worker after as many", "flat", _mib(each.workers_mib for each in told)
    yield _known_row(measured.known, measured.resume_s)


def _known_row(known: int, resume_s: tuple[float, float]) -> Row:
    wall_s, cpu_s = resume_s
    what = f"a run that knows {known:,} photos, the command from start to end"
    return what, "3 s at most", f"{wall_s:.2f} s ({cpu_s:.2f} s processor time)"


def _cost(measured: Measured) -> Iterator[Row]:
    core_s = measured.ray_core_s
    yield (f"processors, at {core_s:.2f} s a photo each", *(f"{photos:,} photos" for photos in _ARCHIVES))
    for cores in _CORES:
        yield (str(cores), *(_duration(photos * core_s / cores) for photos in _ARCHIVES))
    yield ("processor hours", *(f"{photos * core_s / 3600:,.1f}" for photos in _ARCHIVES))


def _more(cost: float, base: float) -> str:
    return f"{100 * (cost / base - 1):+.1f} %"


def _use(run: Run) -> str:
    whole_s = _PROCESSORS * run.wall_s
    used, others, of_the_rest = run.cpu_s / whole_s, 1 - run.left_s / whole_s, run.cpu_s / run.left_s
    return f"{100 * used:.0f} %; other programs took {100 * others:.0f} %, of the rest {100 * of_the_rest:.0f} %"


def _mib(values: Iterable[float]) -> str:
    return " / ".join(f"{value:.0f}" for value in values) + " MiB"


def _duration(seconds: float) -> str:
    for unit, name in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"


def _megapixels(lines: Iterable[bytes]) -> float:
    read = (json.loads(line + b"}") for line in lines)
    sizes: list[float] = [each["width"] * each["height"] / 1e6 for each in read if each["width"]]
    return statistics.median(sizes)


def _table(rows: Iterable[Row]) -> str:
    head, *rest = rows
    return "\n".join(_line(row) for row in (head, ("---",) * len(head), *rest))


def _line(row: Row) -> str:
    return f"| {' | '.join(row)} |"


def _renew(row: Row, *, write: bool) -> None:
    """Print one row, and put it in the place of the one that is about the same."""
    logger.info("%s", _line(row))
    if write:
        lines = _PAGE.read_text("utf-8").split("\n")
        _PAGE.write_text("\n".join(_line(row) if each.startswith(f"| {row[0]} |") else each for each in lines), "utf-8")


def _write(tables: dict[str, str]) -> None:
    page = _PAGE.read_text("utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{table}\n{end}{after}"
    _PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
