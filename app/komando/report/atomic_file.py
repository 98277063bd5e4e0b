"""A text file that appears whole or not at all: written beside its target, renamed at the end."""

from __future__ import annotations

import io
import os
import weakref
from pathlib import Path
from typing import TextIO

from komando.errors import OutputError
from komando.report.unfinished import create_unfinished, remove_unfinished


class AtomicFile:
    """Text that replaces `path` when `commit` is called; dropped without it, an older file stays as it was.

    Args:
        path: The target. Missing folders above it are made.
        encoding: Of the text; line ends are written as given.

    Raises:
        OutputError: The folder cannot be written to, or `path` is a folder.
    """

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self._path = path
        try:
            if path.is_dir():
                raise OutputError(f"The report cannot be written: {path} is a folder.")
            path.parent.mkdir(parents=True, exist_ok=True)
            remove_unfinished(path.parent)
            self._temporary, file = create_unfinished(path.parent)
        except OSError as error:
            raise self._failure(error) from error
        self._stream = io.TextIOWrapper(file, encoding=encoding, newline="")
        # A run that is broken off never calls `discard`; its half file goes all the same.
        self._cleanup = weakref.finalize(self, _drop, self._stream, self._temporary)

    def write(self, text: str) -> None:
        """Add text and hand it to the system.

        Raises:
            OutputError: It cannot be written, for want of space for instance.
        """
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        """Close the file and put it in the target's place.

        Raises:
            OutputError: It cannot be written; an older file stays as it was.
        """
        try:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._temporary.replace(self._path)
        except OSError as error:
            self.discard()
            raise self._failure(error) from error
        self._cleanup.detach()

    def discard(self) -> None:
        """Leave the target as it was. Does nothing after `commit`."""
        self._cleanup()

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"The report cannot be written: {self._path} ({error.strerror})")


def _drop(stream: TextIO, temporary: Path) -> None:
    try:
        stream.close()
    except OSError:  # a full disk refuses the last buffer, which is dropped anyway
        pass
    finally:
        temporary.unlink(missing_ok=True)
