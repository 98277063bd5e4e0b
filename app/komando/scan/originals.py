"""The photos that records were made of, found again by their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from komando.errors import PathNotFoundError, PhotoError
from komando.photo.formats import SUFFIXES
from komando.photo.limits import PhotoLimits
from komando.photo.read import Photo, read_photo
from komando.record import PhotoRecord
from komando.scan.files import is_folder


class Originals:
    """A folder with photos that were checked earlier. A photo counts as the same only if its sha256 is the record's.

    Args:
        folder: Looked into with all folders in it.
        limits: What is not read.

    Raises:
        PathNotFoundError: There is no such folder.
    """

    def __init__(self, folder: Path, limits: PhotoLimits) -> None:
        if not is_folder(folder):
            raise PathNotFoundError(f"There is no such folder: {folder}")
        self._folder = folder
        self._limits = limits

    def find(self, record: PhotoRecord) -> Photo | None:
        """The photo of a record; None if it is not there."""
        data = self._bytes(record)
        if data is None:
            return None
        try:
            return read_photo(data, self._limits)
        except PhotoError:
            return None

    def _bytes(self, record: PhotoRecord) -> bytes | None:
        """Looked for at the record's path first; only if it is not there, all photos of the folder are hashed."""
        if record.sha256 is None:
            return None
        data = _read_if_same(self._folder / record.path, record.sha256, self._limits.max_bytes)
        if data is not None:
            return data
        moved = self._by_sha256.get(record.sha256)
        return None if moved is None else _read_if_same(moved, record.sha256, self._limits.max_bytes)

    @cached_property
    def _by_sha256(self) -> dict[str, Path]:
        return {digest: path for path in _photos(self._folder) if (digest := _sha256(path)) is not None}


def _photos(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):  # enters no linked folder
        folders.sort()
        yield from (Path(root, name) for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES)


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() if path.is_file() else None
    except OSError:
        return None


def _read_if_same(path: Path, sha256: str, max_bytes: int) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > max_bytes:
            return None
        data = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a path with a null character
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
