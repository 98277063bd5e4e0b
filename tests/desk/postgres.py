"""A real PostgreSQL server of our own, on a socket of our own, for the time of a test run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

_DEBIAN: Final = Path("/usr/lib/postgresql")
_USER: Final = "komando"
_WAIT_SECONDS: Final = 180
_SETTINGS: Final = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=40")


def find_binaries() -> Path | None:
    """The folder with `initdb`: on the path, or where Debian puts it."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return folders[-1].parent if folders else None


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a server and end it; what is given is the address up to the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="komando-pg-"))
    user = _unprivileged_user()
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        data = folder / "data"
        initdb = [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)  # noqa: S603 - our own
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        server = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *settings]
        with (folder / "log").open("wb") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(server, stdout=log, stderr=log, cwd=folder, **user)  # noqa: S603 - our own
        try:
            _wait(process, folder)
            yield f"postgresql://{_USER}@/{{name}}?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # does not wait for open connections
            process.wait(_WAIT_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(address: str, name: str) -> str:
    """An empty database; its address."""
    with psycopg.connect(address.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.format(name=name)


def _unprivileged_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(f"postgresql://{_USER}@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError((folder / "log").read_text("utf-8"))
