"""Marked pictures as files, one for each photo that could be read.

The picture of `event/a.jpg` is `event/a.jpg.marked.jpg` under the chosen folder, so that `a.jpg` and `a.png` do not
collide. It never replaces an input or the picture of another photo of the same run; one of an earlier run it does.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from komando.errors import OutputError
from komando.record import PhotoRecord
from komando.report.pictures import Pictures
from komando.report.unfinished import create_unfinished, remove_unfinished
from komando.scan.files import MARKED_SUFFIX
from komando.scan.unfit_names import UnfitNameError, telling_unfit_names

_LONGEST_NAME_BYTES: Final = 200  # file systems take 255; the rest is for the number and the suffix

logger = logging.getLogger(__name__)


class MarkedFolder:
    """Writes marked pictures under one folder.

    Args:
        folder: Where to; made when it is missing.
        inputs: Files that must not be replaced.
        keep_folders: Whether the folders in a record's path are kept; otherwise all pictures lie side by side.
    """

    def __init__(self, folder: Path, inputs: Iterable[Path], *, keep_folders: bool) -> None:
        self._folder = folder
        self._taken = {path.resolve() for path in inputs}
        self._keep_folders = keep_folders
        remove_unfinished(folder)

    def add(self, record: PhotoRecord, pictures: Pictures | None = None, /) -> None:
        """Write the picture of one photo.

        Raises:
            OutputError: The folder cannot be written to. A picture whose own name is refused is warned of and left out.
        """
        if pictures is None or pictures.marked is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write_whole(record.path, pictures.marked)
        except UnfitNameError as error:
            logger.warning("No marked picture: %s (%s)", record.path, error)
        except OSError as error:
            what = f"The marked picture of {record.path} cannot be written: {self._folder}"
            raise OutputError(f"{what} ({error.strerror})") from error

    def finish(self) -> None:
        """Nothing is left to do: every picture is written as it comes."""

    def _write_whole(self, name: str, data: bytes) -> None:
        """Write to another name and rename, so that no half picture is ever left under the target's name."""
        with telling_unfit_names():
            target = self._free_path(name)
            target.parent.mkdir(parents=True, exist_ok=True)
        temporary, picture = create_unfinished(self._folder)
        try:
            with picture:
                picture.write(data)
            with telling_unfit_names():
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def _free_path(self, name: str) -> Path:
        parents, stem = self._place(name)
        number = 1
        while True:
            middle = "" if number == 1 else f".{number}"
            path = self._folder.joinpath(*parents, f"{stem}{middle}{MARKED_SUFFIX}")
            candidate = path.resolve()
            if candidate not in self._taken and not path.is_symlink():  # a link may be one of the photos
                self._taken.add(candidate)
                return candidate
            number += 1

    def _place(self, name: str) -> tuple[tuple[str, ...], str]:
        path = PurePosixPath(name)
        stem = os.fsencode(Path(name).name)[-_LONGEST_NAME_BYTES:].decode("utf-8", "ignore")
        inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
        return (path.parts[:-1] if self._keep_folders and inside else ()), stem
