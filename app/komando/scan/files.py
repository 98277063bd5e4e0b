"""Which files of a folder are photos.

Nothing is left out in silence. A folder that cannot be opened comes back as a file with an error; a link that leads out
of the scanned folder and a marked picture of our own are skipped with a warning. Linked folders are not entered: one
that lies inside the scanned folder is scanned at its own place, one that lies outside is none of our business.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from komando.errors import NoPhotosError, PathNotFoundError, PhotoAccessError, PhotoError, UsageError
from komando.photo import SUFFIXES

MARKED_SUFFIX: Final = ".marked.jpg"
"""How the names of the pictures end that Komando writes itself."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file that the scan answers for.

    Attributes:
        path: Where it lies.
        name: What the record calls it: relative to the scanned folder, with forward slashes.
        error: Set for a folder that could not be opened.
    """

    path: Path
    name: str
    error: PhotoError | None = None


def find_photos(folder: Path) -> list[FoundFile]:
    """All photos under `folder`, in the order of their names; hidden files and folders are left out.

    Raises:
        PathNotFoundError: There is no such folder.
        UsageError: It is no folder.
        NoPhotosError: No file in it could be a photo.
    """
    if not folder.exists():
        raise PathNotFoundError(f"There is no such folder: {folder}")
    if not folder.is_dir():
        raise UsageError(f"This is a file, not a folder: {folder} (`komando check` takes files)")
    found = list(_walk(folder, folder.resolve(), ""))
    if not found:
        raise NoPhotosError(f"The folder holds no photos: {folder}")
    return found


def readable_name(name: str) -> str:
    r"""A file name as valid text: what is not, comes as an escape.

    Example:
        >>> readable_name("rapat\udce9.jpg")
        'rapat\\udce9.jpg'
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _walk(folder: Path, root: Path, prefix: str) -> Iterator[FoundFile]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        name = readable_name(prefix) or "./"
        yield FoundFile(folder, name, PhotoAccessError(f"The folder cannot be opened ({error.strerror})."))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
            yield from _walk(Path(entry.path), root, f"{prefix}{entry.name}/")
        elif _is_wanted(entry, root):
            yield FoundFile(Path(entry.path), readable_name(f"{prefix}{entry.name}"))


def _is_wanted(entry: os.DirEntry[str], root: Path) -> bool:
    if Path(entry.name).suffix.lower() not in SUFFIXES:
        return False
    if entry.is_symlink():
        return _leads_to_photo(Path(entry.path), root)
    if entry.name.lower().endswith(MARKED_SUFFIX):
        logger.warning("Skipped, a marked picture that Komando wrote: %s", readable_name(entry.path))
        return False
    return entry.is_file()


def _leads_to_photo(link: Path, root: Path) -> bool:
    """Whether a link ends in the scanned folder; a dangling one counts, its record will say that nothing is there."""
    try:
        target = link.resolve()
    except (OSError, RuntimeError):  # a loop
        logger.warning("Skipped, a link that leads to itself: %s", readable_name(str(link)))
        return False
    if not target.is_relative_to(root):
        logger.warning("Skipped, a link that leads out of the folder: %s", readable_name(str(link)))
        return False
    return target.is_file() or not target.exists()


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' other kind of link; Python knows it from 3.12 on."""
    is_junction = getattr(entry, "is_junction", None)
    return bool(is_junction is not None and is_junction())
