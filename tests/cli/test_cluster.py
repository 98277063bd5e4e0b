from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.scan.pictures import PEACE, PLAIN

WITHOUT_RAY = find_spec("ray") is None and not os.environ.get("CI")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").write_bytes(PEACE.read_bytes())
    (tmp_path / "photos/b.jpg").write_bytes(PLAIN)
    return tmp_path / "photos"


@pytest.mark.skipif(WITHOUT_RAY, reason="Ray is not installed here")
def test_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    """In a process of its own: Ray keeps what it was told when it was loaded."""
    command = [sys.executable, "-m", "komando", "cluster", str(folder), str(tmp_path / "out"), "--cpus", "1"]
    ran = subprocess.run([*command, "--lang", "en"], capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 1
    assert ran.stdout == f"Records: {tmp_path / 'out'}\n"
    assert ran.stderr == "Photos: 2, of which 2 were looked at in this run.\n"
    lines = (tmp_path / "out/part-000000.jsonl").read_text("utf-8").splitlines()
    assert sorted(json.loads(line)["verdict"] for line in lines) == ["hold", "pass"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["gone", "out"], "no such folder", id="no-such-folder"),
        pytest.param(["empty", "out"], "no photos", id="no-photos"),
        pytest.param(["photos", "file"], "cannot be kept", id="records-where-a-file-is"),
        pytest.param(["photos", "out", "--policy", "gone"], "gone", id="unknown-policy"),
        pytest.param(["photos", "out", "--cpus", "0"], "--cpus", id="no-processor"),
    ],
)
def test_wrong_usage(
    komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("file").write_text("")
    ran = komando("cluster", *arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert words in ran.stderr
