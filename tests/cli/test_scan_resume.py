"""Runs that are broken off: each a process of its own, so that it can really be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.cli.conftest import Run
from tests.scan.pictures import picture

WAIT_SECONDS = 120
PHOTOS = 14

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals or limits")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small photos, no two alike but the last, and one that cannot be read."""
    root = tmp_path_factory.mktemp("photos")
    for number in range(PHOTOS - 2):
        (root / f"{number:02}.jpg").write_bytes(picture("JPEG", 64 + number, 48))
    (root / "05.jpg").write_bytes(b"no photo")
    shutil.copy(root / "03.jpg", root / "98.jpg")
    shutil.copy(root / "04.jpg", root / "99.jpg")
    return root


def command(folder: Path, records: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "komando", "scan", str(folder), "--records", str(records), "--lang", "en", *options]


def scan(folder: Path, records: Path, *options: str, **popen: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own
        command(folder, records, *options), capture_output=True, text=True, timeout=WAIT_SECONDS, check=False, **popen
    )


def lines_in(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def without_timings(path: Path) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in lines_in(path)]
    for record in records:
        del record["timings_ms"]
    return records


@pytest.fixture(scope="module")
def unbroken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The records of one run with one worker."""
    records = tmp_path_factory.mktemp("unbroken") / "records.jsonl"
    ran = scan(folder, records, "--workers", "1")
    assert ran.returncode == 4, ran.stderr
    # Files that are only seconds old are not listed as seen: there may be no such list yet.
    assert {path.name for path in records.parent.iterdir()} - {"records.jsonl.seen"} == {"records.jsonl"}
    return without_timings(records)


def break_off(folder: Path, records: Path, end: Callable[[subprocess.Popen[str]], None]) -> tuple[int, str]:
    """End a run when some records are written; its exit code and stderr."""
    partial = records.with_name("records.jsonl.partial")
    process = subprocess.Popen(  # noqa: S603 - our own
        command(folder, records, "--workers", "1"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    with process:
        deadline = time.monotonic() + WAIT_SECONDS
        while len(lines_in(partial)) < 4 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.005)
        end(process)
        _, stderr = process.communicate(timeout=WAIT_SECONDS)
    return process.returncode, stderr


def check_resumed(folder: Path, records: Path, unbroken: list[dict[str, Any]]) -> None:
    done = lines_in(records.with_name("records.jsonl.partial"))
    whole = [line for line in done if line.endswith(b"\n")]
    assert len(whole) >= 4
    ran = scan(folder, records, "--workers", "2")
    assert ran.returncode == 4, ran.stderr
    assert without_timings(records) == unbroken
    assert lines_in(records)[: len(whole)] == whole, "what was done was done again"
    assert "known from an earlier run" in ran.stderr
    assert not records.with_name("records.jsonl.partial").exists()


@needs_posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_broken_off_goes_on(
    folder: Path, tmp_path: Path, unbroken: list[dict[str, Any]], number: signal.Signals
) -> None:
    records = tmp_path / "records.jsonl"
    children: list[psutil.Process] = []

    def end(process: subprocess.Popen[str]) -> None:
        children.extend(psutil.Process(process.pid).children(recursive=True))
        process.send_signal(number)

    code, stderr = break_off(folder, records, end)
    if number == signal.SIGKILL:
        assert code == -signal.SIGKILL
    else:
        assert code == 130
        assert stderr.splitlines() == ["Interrupted. The same command goes on from here."]
    _, alive = psutil.wait_procs(children, WAIT_SECONDS)
    assert not alive
    check_resumed(folder, records, unbroken)


def test_loss_of_power(folder: Path, tmp_path: Path, unbroken: list[dict[str, Any]]) -> None:
    records = tmp_path / "records.jsonl"
    break_off(folder, records, lambda process: process.kill())
    partial = records.with_name("records.jsonl.partial")
    partial.write_bytes(partial.read_bytes()[:-40] + b"\0" * 4096)
    records.with_name("records.jsonl.seen").write_bytes(b"\0" * 1000)
    whole = lines_in(partial)[:-1]
    ran = scan(folder, records, "--workers", "1")
    assert ran.returncode == 4, ran.stderr
    assert without_timings(records) == unbroken
    assert lines_in(records)[: len(whole)] == whole


@needs_posix
def test_a_full_disk(folder: Path, tmp_path: Path, unbroken: list[dict[str, Any]]) -> None:
    import resource

    records = tmp_path / "records.jsonl"
    limit_bytes = sum(len(json.dumps(record)) for record in unbroken[:7])
    limits = (limit_bytes, limit_bytes)
    full = scan(folder, records, "--workers", "1", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits))
    assert full.returncode == 2
    assert "cannot be written" in full.stderr
    assert "free space" in full.stderr
    check_resumed(folder, records, unbroken)


def test_several_workers_give_the_same_records(folder: Path, tmp_path: Path, unbroken: list[dict[str, Any]]) -> None:
    scan(folder, tmp_path / "records.jsonl", "--workers", "3")
    assert without_timings(tmp_path / "records.jsonl") == unbroken


def test_a_killed_worker_costs_no_photo(folder: Path, tmp_path: Path, unbroken: list[dict[str, Any]]) -> None:
    records = tmp_path / "records.jsonl"

    def kill_worker(process: subprocess.Popen[str]) -> None:
        for child in psutil.Process(process.pid).children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()

    code, stderr = break_off(folder, records, kill_worker)
    assert code == 4, stderr
    assert without_timings(records) == unbroken


def test_a_whole_run_is_taken_over_or_not(komando: Run, folder: Path, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    arguments = ("scan", tmp_path / "few", "--records", records)
    (tmp_path / "few").mkdir()
    for name in ("00.jpg", "01.jpg", "02.jpg"):
        shutil.copy(folder / name, tmp_path / "few")
    komando(*arguments)
    first = records.read_bytes()
    komando(*arguments)
    assert records.read_bytes() == first
    komando(*arguments, "--no-resume")
    assert records.read_bytes() != first  # other timings
    komando(*arguments, "--policy", "kr-broadcast")
    assert {record["policy"]["id"] for record in without_timings(records)} == {"kr-broadcast"}
