"""Photos in a ZIP file, read in memory: nothing is extracted to disk, and nothing is inflated beyond its limits.

An archive is material from outside. Its directory is measured before it is read, a member is refused by what the
directory says of it before it is inflated, and what inflates to more than that is broken off by `zipfile`.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from komando.errors import ArchiveError, PhotoTooLargeError

SUFFIX: Final = ".zip"

_READABLE: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others' decoders may take memory without bound
_ENCRYPTED: Final = 0x1
_PIECE_BYTES: Final = 1 << 20
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_END64_MARK: Final = b"PK\x06\x06"
_LONGEST_COMMENT_BYTES: Final = 65_535
_END64_BYTES: Final = 76  # the record and its locator
_BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may claim.

    Attributes:
        members: Files and folders in it.
        directory_bytes: Size of its directory, which is read whole.
        ratio: Inflated size of a member against its size in the archive; of members over `free_bytes`. Photos hardly
            shrink at all, large empty pictures up to a hundredfold.
        free_bytes: See `ratio`.
    """

    members: int = 100_000
    directory_bytes: int = 50_000_000
    ratio: float = 200.0
    free_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive.

    Attributes:
        archive: Where it lies.
        info: Its entry in the archive's directory.
        name: Its path in the archive, with forward slashes; without any part that leads out of it. No two are the same.
    """

    archive: Archive
    info: zipfile.ZipInfo
    name: str

    def read(self, max_bytes: int) -> bytes:
        """Its bytes.

        Raises:
            PhotoTooLargeError: It claims more than `max_bytes`, or more than its size in the archive makes credible.
            ArchiveError: It is encrypted or damaged.
        """
        return self.archive.read(self.info, max_bytes)


class Archive:
    """A ZIP file, open for reading until nobody needs it any more.

    Raises:
        ArchiveError: It cannot be opened, is damaged, or claims more than the limits.
    """

    def __init__(self, path: Path, limits: ArchiveLimits | None = None) -> None:
        self._limits = ArchiveLimits() if limits is None else limits
        try:
            with path.open("rb") as file:
                _verify_directory(file, self._limits)
            self._zip = zipfile.ZipFile(path)
            size = path.stat().st_size
        except _BAD_ZIP as error:
            raise ArchiveError(f"The ZIP file cannot be opened ({_cause(error)}).") from error
        if sum(info.compress_size for info in self._zip.infolist()) > size:
            self._zip.close()
            raise ArchiveError("The ZIP file claims more content than it has: its members overlap.")

    def members(self) -> Iterator[Member]:
        """Its files, in the order of their names; hidden ones and folders are left out."""
        taken: dict[str, int] = {}
        for info in sorted(self._zip.infolist(), key=lambda info: info.filename):
            parts = _parts(info.filename)
            if not info.is_dir() and parts and not _is_hidden(parts):
                yield Member(self, info, _unique("/".join(parts), taken))

    def read(self, info: zipfile.ZipInfo, max_bytes: int) -> bytes:
        """See `Member.read`."""
        if info.flag_bits & _ENCRYPTED:
            raise ArchiveError("The photo is encrypted in its ZIP file.")
        if info.compress_type not in _READABLE:
            raise ArchiveError("The photo is compressed in its ZIP file by a method that is not read here.")
        if info.file_size > max_bytes:
            raise PhotoTooLargeError(
                f"The photo in the ZIP file has {info.file_size:,} bytes; the limit is {max_bytes:,}."
            )
        if info.file_size > max(self._limits.free_bytes, self._limits.ratio * info.compress_size):
            raise PhotoTooLargeError("The photo in the ZIP file claims to inflate beyond belief; it was not inflated.")
        try:
            with self._zip.open(info) as member:  # piece by piece: at once, it would inflate before it counts
                return b"".join(iter(lambda: member.read(_PIECE_BYTES), b""))
        except _BAD_ZIP as error:
            raise ArchiveError(f"The photo is damaged in its ZIP file ({_cause(error)}).") from error


def _verify_directory(file: BinaryIO, limits: ArchiveLimits) -> None:
    """`zipfile` reads the directory whole, whatever its size; so look at that first."""
    file.seek(0, 2)
    tail_bytes = min(file.tell(), _LONGEST_COMMENT_BYTES + _END.size + _END64_BYTES)
    file.seek(-tail_bytes, 2)
    tail = file.read(tail_bytes)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) < at + _END.size:
        raise zipfile.BadZipFile("it has no directory")
    _, _, _, _, members, directory_bytes, _, _ = _END.unpack_from(tail, at)
    at64 = tail.rfind(_END64_MARK, 0, at)
    if at64 >= 0 and len(tail) >= at64 + 56:
        members, directory_bytes = struct.unpack_from("<QQ", tail, at64 + 32)
    if members > limits.members or directory_bytes > limits.directory_bytes:
        raise ArchiveError(f"The ZIP file has too many entries ({members:,}; the limit is {limits.members:,}).")


def _unique(name: str, taken: dict[str, int]) -> str:
    """The name, or for one that was given already, `a (2).jpg`: records and copies go by it.

    Args:
        name: Of a member.
        taken: How often each name came so far; this one is added.
    """
    while name in taken:
        taken[name] += 1
        path = PurePosixPath(name)
        name = str(path.with_stem(f"{path.stem} ({taken[name]})"))
    taken[name] = 1
    return name


def _parts(filename: str) -> list[str]:
    """The folders and the name of a member; a name that climbs or starts at the root keeps what is harmless of it."""
    parts = PurePosixPath(filename.replace("\\", "/")).parts
    return [part for part in parts if part not in {"/", "//", "..", "."}]


def _is_hidden(parts: list[str]) -> bool:
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)


def _cause(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
