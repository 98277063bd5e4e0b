"""Komando in processes of its own, as an office would run it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from tests.privacy.conftest import Office

KOMANDO: Final = (sys.executable, "-m", "komando")
WAIT_SECONDS: Final = 120


class Service(NamedTuple):
    """A running service.

    Attributes:
        process: The process that was started, which may be a tracer.
        address: Of the service.
        log: What it writes to stderr.
    """

    process: subprocess.Popen[bytes]
    address: str
    log: Path


def run(office: Office, *arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run one command line to its end."""
    words = [*before, *KOMANDO, *arguments]
    return subprocess.run(words, env=office.environment, capture_output=True, text=True, check=False)  # noqa: S603


@contextmanager
def serving(office: Office, *, before: Sequence[str] = ()) -> Iterator[Service]:
    """A service on a free port; ended with all its processes at the end."""
    log = office.home.parent / "log"
    words = [*before, *KOMANDO, "serve", "--port", "0"]
    with log.open("wb") as stderr, subprocess.Popen(words, env=office.environment, stderr=stderr) as process:  # noqa: S603
        try:
            yield Service(process, _address(process, log), log)
        finally:
            kill(process.pid)


def kill(pid: int) -> None:
    """Kill a process and all that it started, as a power cut would."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        if member.is_running():
            member.kill()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8"))
