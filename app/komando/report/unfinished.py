"""Files that appear whole or not at all: written under a name of their own, renamed at the end.

A process that is killed leaves such a file behind, and in it a copy of a photo or pieces of one. The next process that
writes into the folder removes it; the files of those that are still at work are locked, and stay.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO, Final

_NAME: Final = re.compile(r"\.komando-\d+-[0-9a-f]{8}\.tmp")


def create_unfinished(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file in a folder that is there, known as this process's own as long as it is open.

    Raises:
        OSError: It cannot be made.
    """
    path = folder / f".komando-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    file = path.open("xb")
    _is_ours(file)
    return path, file


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes have left in a folder, if there is such a folder."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name) and not path.is_symlink():
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # gone already, or not ours to remove
        with path.open("r+b") as file:
            left = _is_ours(file)
        if left:
            path.unlink()


def _is_ours(file: BinaryIO) -> bool:
    """Lock a file until it is closed; False if another process has, or nobody can tell."""
    try:
        import fcntl
    except ImportError:  # Windows, which removes no file that is open
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # locked, or a file system without locks
        return False
    return True
