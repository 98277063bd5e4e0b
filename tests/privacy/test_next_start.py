"""What a command that was killed in the middle of writing has left is removed when the next one begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy.conftest import NAME, Office
from tests.privacy.processes import run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")

_KILLED_IN = """
import os, pathlib, signal, sys
from komando.cli.main import run

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

{place} = die
run(sys.argv[1:])
"""


def run_until_killed(office: Office, place: str, *arguments: str) -> int:
    """A command that gets SIGKILL as soon as it calls a function of the library."""
    words = [sys.executable, "-c", _KILLED_IN.format(place=place), *arguments]
    return subprocess.run(words, env=office.environment, capture_output=True, check=False).returncode  # noqa: S603 - our own


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("option", "target", "place", "written"),
    [
        pytest.param("--copy-held", "held", "os.fsync", NAME, id="copy"),
        pytest.param("--marked", "marked", "pathlib.Path.replace", f"{NAME}.marked.jpg", id="marked-picture"),
        pytest.param("--report", "reports/report.html", "os.fsync", "report.html", id="report"),
    ],
)
def test_after_kill_9_in_the_middle_of_writing(
    office: Office, tmp_path: Path, option: str, target: str, place: str, written: str
) -> None:
    folder = tmp_path / target.partition("/")[0]
    command = ["scan", str(office.photo.parent), option, str(tmp_path / target)]
    assert run_until_killed(office, place, *command) == -signal.SIGKILL
    (left,) = files(folder)
    assert left != written
    assert (folder / left).stat().st_size > 0
    if option == "--copy-held":
        assert office.secret in (folder / left).read_bytes(), "else this test would show nothing"
    assert run(office, *command).returncode == 1
    assert files(folder) == [written]
