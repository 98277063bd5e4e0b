from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from komando.checker import Checker
from tests.cli.conftest import Run
from tests.scan.pictures import PEACE, PLAIN, picture

WITHOUT_RAY = find_spec("ray") is None and not os.environ.get("CI")
WAIT_SECONDS: Final = 120

SMALL_PARTS: Final = """
import sys
from komando.cli.main import run
from komando.cluster import parts, run as cluster_run
parts._SECONDS, cluster_run._BLOCK = 0.0, 2
sys.exit(run(sys.argv[1:]))
"""
"""The command, but that it writes every two photos as a part."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").write_bytes(PEACE.read_bytes())
    (tmp_path / "photos/b.jpg").write_bytes(PLAIN)
    return tmp_path / "photos"


def lines_in(folder: Path) -> dict[str, list[str]]:
    return {path.name: path.read_text("utf-8").splitlines() for path in sorted(folder.glob("*.jsonl"))}


def without_timings(lines: list[str]) -> list[dict[str, Any]]:
    records = sorted((json.loads(line) for line in lines), key=lambda record: str(record["path"]))
    for record in records:
        del record["timings_ms"]
    return records


def kill_at_the_first_part(arguments: list[str], records: Path) -> None:
    """End the command, and with it everything that it started; Ray's agents would try to tell of it for a minute."""
    with subprocess.Popen([sys.executable, "-c", SMALL_PARTS, *arguments]) as process:  # noqa: S603 - our own
        deadline = time.monotonic() + WAIT_SECONDS
        while not lines_in(records) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.01)
        children = psutil.Process(process.pid).children(recursive=True)
        agents = [child for child in children if is_agent(child)]
        process.kill()
    _, alive = psutil.wait_procs(set(children) - set(agents), WAIT_SECONDS)
    assert not alive
    for agent in agents:
        with contextlib.suppress(psutil.NoSuchProcess):
            agent.kill()
    psutil.wait_procs(agents, WAIT_SECONDS)


def is_agent(process: psutil.Process) -> bool:
    """Whether it tells Ray's other processes of one of them; one that is gone already does not."""
    try:
        return process.name().endswith("Agent")
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(WITHOUT_RAY, reason="Ray is not installed here")
@pytest.mark.skipif(os.name == "nt", reason="Windows lets processes live on whose parent is killed")
def test_a_command_that_is_killed_goes_on(folder: Path, tmp_path: Path, sample_checker: Checker) -> None:
    """In processes of their own: Ray keeps what it was told when it was loaded."""
    for number in range(10):
        (folder / f"{number}.png").write_bytes(picture("PNG", 64 + number, 48))
    records, report = tmp_path / "out", tmp_path / "report.csv"
    arguments = ["scan", str(folder), "--engine", "ray", "--workers", "1", "--records", str(records)]
    arguments += ["--report", str(report), "--format", "jsonl", "--lang", "en"]
    kill_at_the_first_part(arguments, records)
    kept = lines_in(records)
    done = sum(map(len, kept.values()))
    assert 0 < done < 12

    ran = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-m", "komando", *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr.splitlines() == [
        f"Photos: 12, of which {12 - done} were looked at in this run.",
        f"Report: {records}",
        f"Report: {report}",
    ]
    told = ran.stdout.splitlines()
    expected = [sample_checker.check_file(path, path.name).to_json() for path in sorted(folder.iterdir())]
    assert without_timings(told) == without_timings(expected)
    assert [line for lines in lines_in(records).values() for line in lines] == told
    assert kept.items() <= lines_in(records).items(), "what was done was done again"
    assert len(set(report.read_text("utf-8-sig").splitlines())) > 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["gone", "--records", "out"], "no such folder", id="no-such-folder"),
        pytest.param(["empty", "--records", "out"], "no photos", id="no-photos"),
        pytest.param(["photos", "--records", "file"], "cannot be kept", id="records-where-a-file-is"),
        pytest.param(["photos", "--records", "out", "--policy", "gone"], "gone", id="unknown-policy"),
        pytest.param(["photos", "--records", "out", "--workers", "0"], "--workers", id="no-workers"),
        pytest.param(["photos"], "--records FOLDER", id="no-records"),
        pytest.param(["photos", "--records", "out.jsonl"], "--records FOLDER", id="records-of-a-local-scan"),
        pytest.param(["photos", "--records", "out", "--copy-held", "held"], "--copy-", id="copies"),
        pytest.param(["photos", "--records", "out", "--marked", "marked"], "--marked", id="marked-pictures"),
        pytest.param(["photos", "--records", "out", "--report", "a.pdf"], ".pdf", id="unknown-report"),
    ],
)
def test_wrong_usage(
    komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("file").write_text("")
    ran = komando("scan", *arguments, "--engine", "ray")
    assert (ran.code, ran.stdout) == (2, "")
    assert words in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["s3://bucket/photos"], id="object-store"),
        pytest.param(["photos", "--address", "10.0.0.5:6379"], id="cluster"),
    ],
)
def test_what_needs_the_cluster(komando: Run, arguments: list[str]) -> None:
    ran = komando("scan", *arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert "--engine ray" in ran.stderr
