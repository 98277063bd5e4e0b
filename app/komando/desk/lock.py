"""One service a data folder and a database: two would check, fail and wipe each other's photos."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from komando.desk.database import Database
from komando.desk.storage import make_private_folder
from komando.errors import DataFolderError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FILE: Final = "service.lock"


@contextmanager
def only_service(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it however the process ends.

    Raises:
        DataFolderError: Another service holds it.
    """
    make_private_folder(folder)
    handle = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def only_service_on(database_url: str) -> Iterator[None]:
    """Hold a database that lies outside the data folder.

    Raises:
        DatabaseError: It cannot be used.
        DatabaseInUseError: Another service holds it.
    """
    database = Database.open(database_url)
    try:
        with database.hold():
            yield
    finally:
        database.close()


def _lock(handle: int) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DataFolderError("Another Komando service uses this data folder.") from None
