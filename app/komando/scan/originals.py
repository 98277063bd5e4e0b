"""The photos that records were made of, found again by their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from komando.errors import ArchiveError, PathNotFoundError, PhotoError
from komando.photo.formats import SUFFIXES
from komando.photo.limits import PhotoLimits
from komando.photo.read import Photo, read_photo, sha256_hex
from komando.record import PhotoRecord, readable_name
from komando.scan import archive
from komando.scan.archive import Archive, Member
from komando.scan.files import is_file, is_folder


class Originals:
    """A folder with photos that were checked earlier. A photo counts as the same only if its sha256 is the record's.

    Args:
        folder: Looked into with all folders and ZIP files in it.
        limits: What is not read.

    Raises:
        PathNotFoundError: There is no such folder.
    """

    def __init__(self, folder: Path, limits: PhotoLimits) -> None:
        if not is_folder(folder):
            raise PathNotFoundError(f"There is no such folder: {folder}")
        self._folder = folder
        self._limits = limits
        self._opened: tuple[Path | None, dict[str, Member]] = (None, {})

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
        for place in _places(self._folder, record.path):
            data = self._read_if_same(place, record.sha256)
            if data is not None:
                return data
        moved = self._by_sha256.get(record.sha256)
        return None if moved is None else self._read_if_same(moved, record.sha256)

    def _read_if_same(self, place: _Place, sha256: str) -> bytes | None:
        data = self._read(place)
        return data if data is not None and sha256_hex(data) == sha256 else None

    def _read(self, place: _Place) -> bytes | None:
        if place.member is None:
            return _read_file(place.path, self._limits.max_bytes)
        member = self._members(place.path).get(place.member)
        return None if member is None else _read_member(member, self._limits.max_bytes)

    def _members(self, path: Path) -> dict[str, Member]:
        """Those of an archive by their names; photos come archive by archive, so one is kept open."""
        if self._opened[0] != path:
            self._opened = (path, {readable_name(member.name): member for member in _members_of(path)})
        return self._opened[1]

    @cached_property
    def _by_sha256(self) -> dict[str, _Place]:
        found: dict[str, _Place] = {}
        for path in _files(self._folder):
            if path.suffix.lower() in SUFFIXES:
                digest = _sha256(path)
                if digest is not None:
                    found[digest] = _Place(path)
                continue
            for member in _members_of(path):
                data = _read_member(member, self._limits.max_bytes)
                if data is not None:
                    found[sha256_hex(data)] = _Place(path, readable_name(member.name))
        return found


class _Place(NamedTuple):
    """Where a photo may lie: in a file of its own, or as a member of an archive."""

    path: Path
    member: str | None = None


def _places(folder: Path, name: str) -> Iterator[_Place]:
    """Where a record's path says that its photo lies."""
    yield _Place(folder / name)
    parts = name.split("/")
    for count in range(1, len(parts)):
        if parts[count - 1].lower().endswith(archive.SUFFIX):
            yield _Place(folder.joinpath(*parts[:count]), "/".join(parts[count:]))


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):  # enters no linked folder
        folders.sort()
        paths = (Path(root, name) for name in sorted(names))
        yield from (path for path in paths if path.suffix.lower() in {*SUFFIXES, archive.SUFFIX})


def _members_of(path: Path) -> Iterator[Member]:
    """The photos in an archive; none if it is not there or cannot be opened."""
    if not is_file(path, unknown=False):
        return
    try:
        opened = Archive(path)
    except ArchiveError:
        return
    yield from (member for member in opened.members() if Path(member.name).suffix.lower() in SUFFIXES)


def _read_member(member: Member, max_bytes: int) -> bytes | None:
    try:
        return member.read(max_bytes)
    except PhotoError:
        return None


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() if path.is_file() else None
    except OSError:
        return None


def _read_file(path: Path, max_bytes: int) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > max_bytes:
            return None
        return path.read_bytes()
    except (OSError, ValueError):  # ValueError: a path with a null character
        return None
