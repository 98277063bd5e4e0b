"""The approved photos of a batch as a ZIP file, in their original bytes, written as it is read.

A photo is approved if it passes and nobody holds it, or if somebody cleared it; nothing else gets in. Before the first
byte is given out, every file is compared with the sha256 that was checked and decided on.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from komando.desk.batches import Batch
from komando.desk.desk import Desk
from komando.desk.names import APPROVED
from komando.desk.photos import Photo, list_photos
from komando.desk.safe_names import safe_names
from komando.desk.storage import Picture

_CHUNK_BYTES: Final = 1 << 18
_EARLIEST_ZIP_YEAR: Final = 1980


class AlteredPhotoError(Exception):
    """A file is not the one that was checked."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    name: str
    path: Path
    photo: Photo


def approved_members(desk: Desk, batch: Batch, on_step: Callable[[], None] = lambda: None) -> list[Member]:
    """What goes into the archive, in the order of the uploads.

    Args:
        desk: The desk.
        batch: The batch.
        on_step: Called after each file.

    Raises:
        AlteredPhotoError: A file is not the one that was checked.
        FileNotFoundError: The pictures were wiped.
    """
    with desk.database.read() as connection:
        photos = list_photos(connection, batch.id, outcomes=APPROVED)
    names = safe_names(photo.name for photo in photos)
    members = [
        Member(name, desk.pictures.path(batch.id, photo.id, Picture.ORIGINAL), photo)
        for name, photo in zip(names, photos, strict=True)
    ]
    for member in members:
        with member.path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != member.photo.sha256:
                raise AlteredPhotoError
        on_step()
    return members


def zip_stream(members: Sequence[Member]) -> Iterator[bytes]:
    """The bytes of the archive; photos are stored and not compressed, which would gain nothing."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for member in members:
            with archive.open(_info(member), "w") as entry, member.path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    entry.write(chunk)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


def _info(member: Member) -> zipfile.ZipInfo:
    at = member.photo.added_at
    date_time = (max(at.year, _EARLIEST_ZIP_YEAR), at.month, at.day, at.hour, at.minute, at.second)
    info = zipfile.ZipInfo(member.name, date_time)
    info.compress_type = zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    info.file_size = member.photo.bytes
    return info


class _Sink:
    """A file that can only be written; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
