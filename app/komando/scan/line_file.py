"""A file of lines that is appended to and read from anywhere; what it says is written has left this process."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

_WINDOW_BYTES: Final = 1 << 18
_PIECE_BYTES: Final = 1 << 20


class LineFile:
    """Whole lines only: what follows the last line's end, as a loss of power leaves it, is cut off.

    Args:
        raw: Open for reading and, if anything is to be changed, for writing; not buffered.
        writable: Whether anything may be changed.
    """

    def __init__(self, raw: io.FileIO, *, writable: bool = True) -> None:
        self._raw = raw
        self._window = b""
        self._window_at = 0
        self.size_bytes = self._last_end()
        if writable and self.size_bytes < self._raw.seek(0, os.SEEK_END):
            self.truncate(self.size_bytes)

    @classmethod
    def open(cls, path: Path) -> Self:
        """A file to add to, made when it is missing.

        Raises:
            OSError: It cannot be opened.
        """
        return cls(io.FileIO(path, "a+"))

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """A file that stays as it is.

        Raises:
            OSError: It cannot be opened.
        """
        return cls(io.FileIO(path), writable=False)

    @classmethod
    def nameless(cls) -> Self:
        """A file that goes with the process."""
        with tempfile.TemporaryFile(buffering=0) as file:
            return cls(io.FileIO(os.dup(file.fileno()), "r+"))

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Offset and line, of every line from the first."""
        offset = 0
        rest = b""
        while offset + len(rest) < self.size_bytes:
            self._raw.seek(offset + len(rest))
            read = self._raw.read(_PIECE_BYTES)
            if not read:  # another program has cut it off
                return
            piece = rest + read
            end = piece.rfind(b"\n") + 1
            for line in io.BytesIO(piece[:end]):
                yield offset, line
                offset += len(line)
            rest = piece[end:]

    def line_at(self, offset: int) -> bytes:
        """The line that begins at an offset; empty at the end."""
        start = offset - self._window_at
        end = self._window.find(b"\n", start) if 0 <= start < len(self._window) else -1
        if end < 0:
            self._load_window(offset)
            start, end = 0, self._window.find(b"\n")
        return self._window[start : end + 1]

    def append(self, line: bytes) -> int:
        """Add a line and return its offset.

        Raises:
            OSError: It cannot be written whole; then nothing of it is left.
        """
        offset = self.size_bytes
        self._raw.seek(offset)
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._raw.write(rest) or 0 :]
        except OSError:
            with contextlib.suppress(OSError):
                self._raw.truncate(offset)
            raise
        self.size_bytes = offset + len(line)
        return offset

    def fill_from(self, other: LineFile) -> None:
        """Become a copy of another one.

        Raises:
            OSError: It cannot be read or written; then these are its first lines.
        """
        self.truncate(0)
        other._raw.seek(0)
        left = other.size_bytes
        while left and (piece := other._raw.read(min(left, _PIECE_BYTES))):
            self.append(piece)
            left -= len(piece)
        self.truncate(self._last_end())

    def truncate(self, size_bytes: int) -> None:
        """Cut off what begins at an offset."""
        self._raw.truncate(size_bytes)
        self._window = b""
        self.size_bytes = size_bytes

    def sync(self) -> None:
        """Return when all of it lies on the disk."""
        os.fsync(self._raw.fileno())

    def close(self) -> None:
        """Close it."""
        self._raw.close()

    def _load_window(self, offset: int) -> None:
        self._raw.seek(offset)
        self._window_at = offset
        self._window = b""
        while b"\n" not in self._window:
            piece = self._raw.read(_WINDOW_BYTES)
            if not piece:
                return
            self._window += piece

    def _last_end(self) -> int:
        """The offset behind the last line that is whole."""
        end = self._raw.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _WINDOW_BYTES)
            self._raw.seek(start)
            found = self._raw.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0


def remove_if_empty(path: Path) -> None:
    """Leave no file behind that holds nothing."""
    with contextlib.suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()
