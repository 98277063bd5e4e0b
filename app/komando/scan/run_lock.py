"""One run at a time writes a file of records: the one that holds `records.jsonl.lock`."""

from __future__ import annotations

import contextlib
import io
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from komando.errors import UsageError

_SUFFIX: Final = ".lock"
_TRIES: Final = 10
_HAS_LOCKS: Final = find_spec("fcntl") is not None  # Windows has none


class RunLock:
    """Held from now on until it is released, or the process ends.

    Systems and file systems without such locks leave it to their users that no two runs write one file, and so does a
    folder in which nothing can be made beside the file.

    Args:
        path: The file that only one run may write.

    Raises:
        OSError: Its folder cannot be written.
        UsageError: Another run is writing it.
    """

    def __init__(self, path: Path) -> None:
        real = path.resolve()  # a link is another name of the same file
        self._path = real.with_name(real.name + _SUFFIX)
        self._file = next((file for _ in range(_TRIES) if (file := self._try(path)) is not None), None)

    def release(self) -> None:
        """Let another run write; may be called twice."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            if not self._file.closed:
                self._path.unlink()  # while it is locked: whoever has opened it already sees that it is gone
        self._file.close()

    def _try(self, path: Path) -> io.FileIO | None:
        """The lock; None if another run has removed its file just now, or if there can be none."""
        if not _HAS_LOCKS:
            return None
        with contextlib.ExitStack() as stack:
            try:
                file = stack.enter_context(io.FileIO(self._path, "a"))
            except PermissionError:
                if not os.access(path, os.W_OK):
                    raise
                return None
            if not _lock(file):
                raise UsageError(f"Another run of Komando is writing this file: {path}")
            if _lies_at(file, self._path):
                stack.pop_all()
                return file
        return None


def _lock(file: io.FileIO) -> bool:
    """False if another process holds it."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _lies_at(file: io.FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
