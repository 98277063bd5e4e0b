"""Where the photos of a cluster's run lie: in a folder that all its computers see, or in an object store.

Folders are walked as a local scan walks them, so that records have the same names. Object stores are listed through
pyarrow, as Ray Data does; nothing but names and addresses goes to the cluster, each computer fetches its own photos.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from komando.errors import ClusterError, NoPhotosError
from komando.photo.formats import SUFFIXES
from komando.scan.files import MARKED_SUFFIX, PhotoFolder

_SCHEME: Final = "://"


@dataclass(frozen=True, slots=True)
class PhotoAddress:
    """One photo.

    Attributes:
        name: What the record calls it: relative to the source, with forward slashes.
        location: Path of its file, or of the archive that holds it; in an object store its address.
        member: Its path in the archive.
        error: Why there is no photo here, such as a folder that cannot be opened.
    """

    name: str
    location: str
    member: str | None = None
    error: Exception | None = None


def is_url(source: str) -> bool:
    """Whether a source lies in an object store."""
    return _SCHEME in source


@dataclass(frozen=True, slots=True)
class PhotoAddresses:
    """The photos of a source, in the order of their names.

    Attributes:
        total: How many there are.
        addresses: To be walked once.
    """

    total: int
    addresses: Iterator[PhotoAddress]


def find_addresses(source: str) -> PhotoAddresses:
    """All photos of a source.

    Raises:
        UsageError: There is no such folder, or no photo in it.
        ClusterError: The object store does not answer.
    """
    return _in_store(source) if is_url(source) else _in_folder(Path(source))


def open_store(source: str) -> tuple[Any, str]:
    """The file system of an object store and the path in it.

    Raises:
        ClusterError: The object store is of an unknown kind or does not answer.
    """
    import pyarrow as pa
    import pyarrow.fs as pafs

    try:
        store, path = pafs.FileSystem.from_uri(source)
    except (OSError, pa.ArrowInvalid) as error:
        raise ClusterError(f"The source cannot be opened: {source} ({error})") from error
    return store, path


def _in_folder(folder: Path) -> PhotoAddresses:
    found = PhotoFolder(folder)
    return PhotoAddresses(len(found), _files(found))


def _files(found: PhotoFolder) -> Iterator[PhotoAddress]:
    for file in found:
        member = None if file.member is None else file.member.name
        yield PhotoAddress(file.name, os.path.abspath(file.path), member, file.error)  # noqa: PTH100 - links stay


def _in_store(source: str) -> PhotoAddresses:
    import pyarrow.fs as pafs

    store, root = open_store(source)
    try:
        infos = store.get_file_info(pafs.FileSelector(root, recursive=True))
    except OSError as error:
        raise ClusterError(f"The source cannot be listed: {source} ({error})") from error
    paths = sorted(info.path for info in infos if info.type == pafs.FileType.File and _is_wanted(info.path, root))
    if not paths:
        raise NoPhotosError(f"The source holds no photos: {source}")
    names = (str(PurePosixPath(path).relative_to(root)) for path in paths)
    return PhotoAddresses(len(paths), (PhotoAddress(name, path) for name, path in zip(names, paths, strict=True)))


def _is_wanted(path: str, root: str) -> bool:
    inside = PurePosixPath(path).relative_to(root)
    hidden = any(part.startswith(".") for part in inside.parts)
    return not hidden and inside.suffix.lower() in SUFFIXES and not path.lower().endswith(MARKED_SUFFIX)
