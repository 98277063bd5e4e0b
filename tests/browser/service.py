"""`komando serve` as a process of its own, with a data folder that goes away with the test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_LISTENS: Final = re.compile(r"listens on (http://\S+)")


@contextmanager
def running_service(data_dir: Path, **settings: str) -> Iterator[str]:
    """The address of a running service; `settings` become `KOMANDO_*`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "komando", "serve", "--port", "0"],
        env=_environment(data_dir, settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    stderr = process.stderr
    assert stderr is not None
    try:
        yield _address(stderr)
    finally:
        process.terminate()
        process.wait(timeout=60)
        stderr.close()


def add_token(data_dir: Path, name: str, role: str) -> str:
    """A new access token, as the administrator of an office would make it."""
    made = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "komando", "token", "add", name, "--role", role],
        env=_environment(data_dir, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def _environment(data_dir: Path, settings: dict[str, str]) -> dict[str, str]:
    own = {f"KOMANDO_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "KOMANDO_DATA_DIR": str(data_dir), **own}


def _address(stderr: IO[str]) -> str:
    """Waits for the line that tells the address; what comes later is read away, so that the pipe never fills."""
    told = []
    for line in stderr:
        told.append(line)
        found = _LISTENS.search(line)
        if found:
            threading.Thread(target=stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError(f"the service did not start: {''.join(told)}")
