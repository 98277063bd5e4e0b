"""Which bytes lay in which file when it was last read, so that an unchanged archive is not read again.

A file counts as unchanged if name, size, times and number in the file system are the same. The list,
`records.jsonl.seen`, holds hashes alone and saves time alone: without it every file is read and hashed anew, and
records are found by their sha256 all the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path
from typing import Final, Self

from komando.scan.line_file import LineFile, remove_if_empty

_SETTLED_NS: Final = 3_000_000_000  # a file changed since may change again without another time; FAT counts in 2 s
_STAMP_BYTES: Final = 16
_KNOWN_BYTES: Final = _STAMP_BYTES + 32
_LINE_BYTES: Final = 2 * _KNOWN_BYTES + 2


class SeenFiles:
    """Stamps of files -> sha256 of their bytes.

    Args:
        path: The list; None keeps it in memory alone. One that cannot be read or written does without.
        resume: Use what earlier runs have noted.
    """

    def __init__(self, path: Path | None, *, resume: bool = False) -> None:
        self._sha256: dict[bytes, bytes] = {}
        self._file: LineFile | None = None
        self._path = path
        if path is None:
            return
        with contextlib.suppress(OSError):
            self._file = LineFile.open(path)
            if not resume:
                self._file.truncate(0)
            self._load(self._file)

    def find(self, stamp: bytes) -> str | None:
        """The sha256 of the file with this stamp."""
        found = self._sha256.get(stamp)
        return None if found is None else found.hex()

    def note(self, stamp: bytes | None, sha256: str) -> None:
        """Remember a file that was read."""
        if self._file is None or stamp is None or stamp in self._sha256:
            return
        with contextlib.suppress(OSError):  # the records themselves will tell of a full disk
            self._file.append(b"%s %s\n" % (stamp.hex().encode(), sha256.encode()))

    def close(self) -> None:
        """Leave the list to a later run."""
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            remove_if_empty(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _load(self, file: LineFile) -> None:
        for _, line in file.lines():
            if len(line) != _LINE_BYTES:
                continue
            try:
                both = bytes.fromhex(line.decode("ascii"))  # skips the space between them and the line's end
            except ValueError:
                continue
            if len(both) == _KNOWN_BYTES:
                self._sha256[both[:_STAMP_BYTES]] = both[_STAMP_BYTES:]


def stamp_of(location: str, name: str) -> tuple[bytes, os.stat_result]:
    """What tells that a file is unchanged, and what the system says of it.

    Raises:
        OSError: The file cannot be reached.
    """
    stat = os.stat(location)  # noqa: PTH116 - once for every file of a large archive
    text = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_dev} {name}"
    return hashlib.blake2b(text.encode(), digest_size=_STAMP_BYTES).digest(), stat


def is_settled(stat: os.stat_result) -> bool:
    """Whether a change from now on would show in the file's times."""
    return time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _SETTLED_NS
