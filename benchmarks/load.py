"""Many clients at once on the service of this computer: `python -m benchmarks.load` prints one table.

Every answer is compared with what one checker says of the same photo. A client that is answered 503 waits as long as
Retry-After says and sends its photo again. Linux only: memory is the system's own figure.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import itertools
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2
import numpy as np
import psutil
from PIL import Image

from komando.checker import Checker

logger = logging.getLogger(__name__)
_MIB: Final = 1 << 20
_PAGE: Final = Path(__file__).parents[1] / "docs" / "operations.md"
_MARKS: Final = ("<!-- load: begin -->", "<!-- load: end -->")
_PHOTO_PX: Final = (64, 48)
_DIFFERENT_PHOTOS: Final = 64
_START_SECONDS: Final = 120.0
_ANSWER_SECONDS: Final = 120.0
_SAMPLES_EVERY_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo and what is right to say of it."""

    name: str
    data: bytes
    sha256: str
    verdict: str


@dataclass(slots=True)
class Tally:
    """What the clients saw.

    Attributes:
        right: Requests that were answered with the sha256 and the verdict expected.
        wrong: Requests that were answered with anything else.
        lost: Requests that had no answer.
        busy: Answers 503 with Retry-After; the request was sent again.
        answer_s: From sending a photo to its verdict, of the attempt that was let in.
        whole_s: The same, from the first attempt on.
        service_mib: Resident memory of the service over time.
        workers_mib: That of its worker processes together.
    """

    right: int = 0
    wrong: int = 0
    lost: int = 0
    busy: int = 0
    answer_s: list[float] = field(default_factory=list)
    whole_s: list[float] = field(default_factory=list)
    service_mib: list[float] = field(default_factory=list)
    workers_mib: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, print, and write the table into the page if asked to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--queue", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=900.0, help="no request is begun after so long")
    parser.add_argument("--write", action="store_true", help="write the table into docs/operations.md")
    wanted = parser.parse_args()
    photos = _photos()
    with _service(wanted.workers, wanted.queue) as (process, address):
        started = time.perf_counter()
        tally = asyncio.run(_load(address, process, photos, wanted))
        wall_s = time.perf_counter() - started
    table = "\n".join(f"| {what} | {measured} |" for what, measured in _rows(tally, wanted, wall_s))
    logger.info("%s", table)
    if wanted.write:
        _write(table)


def _photos() -> list[Photo]:
    """Small flat pictures with a few grains, no two alike."""
    width, height = _PHOTO_PX
    rng = np.random.default_rng(7)
    made = []
    with Checker.open() as checker:
        for number in range(_DIFFERENT_PHOTOS):
            pixels = np.full((height, width, 3), rng.integers(0, 256, 3), np.uint8)
            pixels[:2, :2] = number
            buffer = io.BytesIO()
            Image.fromarray(pixels).save(buffer, "PNG")
            record = checker.check(buffer.getvalue(), f"{number}.png")
            made.append(Photo(f"{number}.png", buffer.getvalue(), record.sha256 or "", str(record.verdict)))
    return made


@contextmanager
def _service(workers: int, queue: int) -> Iterator[tuple[psutil.Process, str]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "log"
        limits = {
            "KOMANDO_WORKERS": str(workers),
            "KOMANDO_QUEUE": str(queue),
            "KOMANDO_DATA_DIR": str(folder / "data"),
        }
        command = [sys.executable, "-m", "komando", "serve", "--port", "0"]
        with (
            log.open("wb") as stderr,
            subprocess.Popen(command, stderr=stderr, env={**os.environ, **limits}) as process,  # noqa: S603 - our own
        ):
            try:
                yield psutil.Process(process.pid), _address(log)
            finally:
                process.terminate()


def _address(log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8"))


async def _load(address: str, process: psutil.Process, photos: list[Photo], wanted: argparse.Namespace) -> Tally:
    tally = Tally()
    turns = iter(itertools.islice(itertools.cycle(photos), wanted.requests))
    limits = httpx2.Limits(max_connections=wanted.clients, max_keepalive_connections=wanted.clients)
    until = time.monotonic() + wanted.seconds
    async with httpx2.AsyncClient(base_url=address, timeout=_ANSWER_SECONDS, limits=limits, trust_env=False) as client:
        sampling = asyncio.create_task(_sample_memory(process, tally))
        await asyncio.gather(*(_client(client, turns, until, tally) for _ in range(wanted.clients)))
        sampling.cancel()
    return tally


async def _client(client: httpx2.AsyncClient, turns: Iterator[Photo], until: float, tally: Tally) -> None:
    for photo in turns:
        await _ask(client, photo, tally)
        if time.monotonic() > until:
            return


async def _ask(client: httpx2.AsyncClient, photo: Photo, tally: Tally) -> None:
    """One request, until it is let in."""
    first = time.perf_counter()
    while True:
        begun = time.perf_counter()
        try:
            answer = await client.post("/v1/check", files={"photo": (photo.name, photo.data)})
        except httpx2.HTTPError as error:
            logger.warning("A request had no answer (%s: %s).", type(error).__name__, error)
            tally.lost += 1
            return
        if answer.status_code != 503 or "retry-after" not in answer.headers:
            break
        tally.busy += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))
    now = time.perf_counter()
    tally.answer_s.append(now - begun)
    tally.whole_s.append(now - first)
    if _is_right(answer, photo):
        tally.right += 1
    else:
        tally.wrong += 1


def _is_right(answer: httpx2.Response, photo: Photo) -> bool:
    if answer.status_code != 200:
        return False
    record = answer.json()
    return (record["path"], record["sha256"], record["verdict"]) == (photo.name, photo.sha256, photo.verdict)


async def _sample_memory(process: psutil.Process, tally: Tally) -> None:
    while True:
        tally.service_mib.append(process.memory_info().rss / _MIB)
        tally.workers_mib.append(sum(map(_resident_mib, process.children())))
        await asyncio.sleep(_SAMPLES_EVERY_S)


def _resident_mib(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss / _MIB)
    except psutil.NoSuchProcess:  # replaced a moment ago
        return 0.0


def _rows(tally: Tally, wanted: argparse.Namespace, wall_s: float) -> Iterator[tuple[str, str]]:
    done = tally.right + tally.wrong + tally.lost
    yield "what", "measured"
    yield "---", "---"
    yield "clients at once, workers, places in the queue", f"{wanted.clients}, {wanted.workers}, {wanted.queue}"
    yield "requests", f"{done:,} in {wall_s:.0f} s, {done / wall_s:.1f} a second"
    yield "answers right / wrong / lost", f"{tally.right:,} / {tally.wrong:,} / {tally.lost:,}"
    yield "503 with Retry-After, sent again", f"{tally.busy:,}"
    yield "from the attempt that was let in to the verdict, p50 / p99", _percentiles(tally.answer_s)
    yield "from the first attempt to the verdict, p50 / p99", _percentiles(tally.whole_s)
    yield "memory of the service at the start / middle / end", _three(tally.service_mib)
    yield "memory of its processes at the start / middle / end", _three(tally.workers_mib)


def _percentiles(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    p50, p99 = np.percentile(seconds, [50, 99])
    return f"{p50:.2f} / {p99:.2f} s"


def _three(mib: list[float]) -> str:
    """After the first tenth, when everybody has come; halfway; and the last."""
    return " / ".join(f"{mib[place]:.0f}" for place in (len(mib) // 10, len(mib) // 2, -1)) + " MiB"


def _write(table: str) -> None:
    begin, end = _MARKS
    page = _PAGE.read_text("utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    _PAGE.write_text(f"{before}{begin}\n{table}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    main()
