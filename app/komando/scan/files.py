"""Which files of a folder are photos.

Nothing is left out in silence. A folder or an archive that cannot be opened comes back as a file with an error; a link
that leads out of the scanned folder, an archive in an archive, a marked picture of our own and what is hidden are
skipped with a warning. So are linked folders: one that lies inside the scanned folder is scanned at its own place, one
that lies outside is none of our business.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from komando.errors import ArchiveError, NoPhotosError, PathNotFoundError, PhotoAccessError, PhotoError, UsageError
from komando.photo.formats import SUFFIXES
from komando.record import readable_name
from komando.scan import archive
from komando.scan.archive import Archive, Member

MARKED_SUFFIX: Final = ".marked.jpg"
"""How the names of the pictures end that Komando writes itself."""

_MARKED_ENDING: Final = MARKED_SUFFIX[MARKED_SUFFIX.rindex(".") :]
_LOOKED_AT: Final = frozenset({*SUFFIXES, archive.SUFFIX})
_NAME: Final = attrgetter("name")

logger = logging.getLogger(__name__)


class FoundFile(NamedTuple):
    """One file that the scan answers for.

    Attributes:
        location: Path of it, or of the archive that holds it.
        name: What the record calls it: relative to the scanned folder, with forward slashes.
        error: Set for a folder or an archive that could not be opened.
        member: Set for a photo in an archive.
    """

    location: str
    name: str
    error: PhotoError | None = None
    member: Member | None = None

    @property
    def path(self) -> Path:
        """Where it, or the archive that holds it, lies."""
        return Path(self.location)

    @property
    def place(self) -> Path:
        """Where the photo would lie if its archive were a folder."""
        return self.path if self.member is None else self.path / self.member.name


class PhotoFolder:
    """The photos under a folder, in the order of their names; hidden files and folders are left out.

    They are walked anew each time, so that a list of very many is never held in memory.

    Raises:
        PathNotFoundError: There is no such folder.
        UsageError: It is no folder.
        NoPhotosError: No file in it could be a photo.
    """

    def __init__(self, folder: Path) -> None:
        verify_folder(folder)
        self.path = folder
        self._count = sum(1 for _ in _Walk(folder, logging.WARNING).photos())
        if not self._count:
            raise NoPhotosError(f"The folder holds no photos: {folder}")

    def __len__(self) -> int:
        """How many there were at first sight."""
        return self._count

    def __iter__(self) -> Iterator[FoundFile]:
        return _Walk(self.path, logging.DEBUG).photos()


def verify_folder(folder: Path) -> None:
    """Refuse what is no folder.

    Raises:
        PathNotFoundError: There is no such folder, or it lies where one may not look.
        UsageError: It is no folder.
    """
    try:
        mode = folder.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a null character
        raise PathNotFoundError(f"There is no such folder: {folder}") from None
    except OSError as error:
        raise PathNotFoundError(f"The folder cannot be reached: {folder} ({error.strerror})") from error
    if not stat.S_ISDIR(mode):
        raise UsageError(f"This is a file, not a folder: {folder} (`komando check` takes files)")


def photos_at(folder: Path, path: Path) -> Iterator[FoundFile]:
    """What a scan of `folder` would find at the one path in it: a photo, the photos of an archive, or nothing."""
    inside = path.relative_to(folder)
    parts = inside.parts
    if any(part.startswith(".") for part in parts):
        return
    if any(_is_linked_folder(folder / parent) for parent in inside.parents[:-1]):
        return
    walk = _Walk(folder, logging.DEBUG)
    yield from walk.photos_of(str(path), "/".join(parts), is_link=is_link(path))


class _Walk:
    """One way through a folder; `level` is that of what is told of files that are left out."""

    def __init__(self, folder: Path, level: int) -> None:
        self._folder = folder
        self._root = folder.resolve()
        self._level = level

    def photos(self) -> Iterator[FoundFile]:
        """All of them; folders wait in a list, as they may lie deeper in each other than functions may."""
        hidden: list[str] = []
        waiting = [("", iter(self._entries(str(self._folder), "")))]
        while waiting:
            prefix, entries = waiting[-1]
            for entry in entries:  # goes on where it was left
                if isinstance(entry, FoundFile):
                    yield entry
                elif entry.name[0] == ".":
                    hidden.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield from self.photos_of(entry.path, prefix + entry.name, is_link=False)
                elif entry.is_symlink():
                    yield from self._linked(entry, prefix)
                elif _is_junction(entry):
                    self._tell("Skipped, a linked folder: %s", entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    inner = f"{prefix}{entry.name}/"
                    waiting.append((inner, iter(self._entries(entry.path, inner))))
                    break
            else:
                waiting.pop()
        if hidden:
            self._tell(f"Skipped, hidden files and folders: {len(hidden)}, such as %s", hidden[0])

    def photos_of(self, location: str, name: str, *, is_link: bool) -> Iterable[FoundFile]:
        """The photo, or the photos in the archive, at one path."""
        suffix = _suffix(name)
        if suffix not in _LOOKED_AT or (is_link and not self._stays_inside(Path(location))):
            return ()
        if suffix == _MARKED_ENDING and not is_link and _is_marked(name):
            self._tell("Skipped, a marked picture that Komando wrote: %s", location)
            return ()
        if suffix == archive.SUFFIX:
            return self._inside(location, name)
        return (FoundFile(location, readable_name(name)),)

    def _entries(self, folder: str, name: str) -> Iterable[os.DirEntry[str] | FoundFile]:
        try:
            with os.scandir(folder) as listing:
                return sorted(listing, key=_NAME)
        except OSError as error:
            what = PhotoAccessError(f"The folder cannot be opened ({error.strerror}).")
            return [FoundFile(folder, readable_name(name) or "./", what)]

    def _linked(self, entry: os.DirEntry[str], prefix: str) -> Iterable[FoundFile]:
        if _is_folder(entry):
            self._tell("Skipped, a linked folder: %s", entry.path)
            return ()
        return self.photos_of(entry.path, f"{prefix}{entry.name}", is_link=True)

    def _inside(self, location: str, name: str) -> Iterator[FoundFile]:
        """The photos in an archive, as if it were a folder."""
        try:
            members = list(Archive(Path(location)).members())
        except ArchiveError as error:
            yield FoundFile(location, readable_name(name), error)
            return
        for member in members:
            inner = readable_name(f"{name}/{member.name}")
            suffix = _suffix(member.name)
            if suffix == archive.SUFFIX:
                self._tell("Skipped, an archive in an archive: %s", f"{location}/{member.name}")
            elif suffix in SUFFIXES and not _is_marked(inner):
                yield FoundFile(location, inner, member=member)

    def _stays_inside(self, link: Path) -> bool:
        """Whether a link ends in the scanned folder; one that leads nowhere counts, its record will say so."""
        try:
            target = link.resolve()
        except (OSError, RuntimeError):  # a loop
            self._tell("Skipped, a link that leads to itself: %s", str(link))
            return False
        if not target.is_relative_to(self._root):
            self._tell("Skipped, a link that leads out of the folder: %s", str(link))
            return False
        return is_file(target, unknown=True)

    def _tell(self, message: str, location: str) -> None:
        logger.log(self._level, message, readable_name(location))


def is_file(path: Path, *, unknown: bool) -> bool:
    """Whether a path leads to a file; `unknown` where that cannot be told, as nothing is there or one may not look.

    The method of `Path` raises in some versions of Python for a folder one may not enter and for a name too long.
    """
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return unknown


def is_link(path: Path) -> bool:
    """Whether a path is a link, as far as one may look."""
    return os.path.islink(path)  # noqa: PTH114 - as for `is_file`


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder, as far as one may look."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _is_marked(name: str) -> bool:
    return name[-len(MARKED_SUFFIX) :].lower() == MARKED_SUFFIX


def _suffix(name: str) -> str:
    """Of a name that does not begin with a dot; a path object for every file of a large archive would be slow."""
    _, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot else ""


def _is_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # it leads to itself
        return False


def _is_linked_folder(folder: Path) -> bool:
    return is_link(folder) or _is_junction(folder)


def _is_junction(entry: os.DirEntry[str] | Path) -> bool:
    """Windows' other kind of link; Python knows it from 3.12 on."""
    is_junction = getattr(entry, "is_junction", None)
    return bool(is_junction is not None and is_junction())
