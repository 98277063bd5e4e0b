"""Marked pictures as files, one for each photo that could be read.

The picture of `event/a.jpg` is `event/a.jpg.marked.jpg` under the chosen folder, so that `a.jpg` and `a.png` do not
collide. It never replaces an input or the picture of another photo of the same run; one of an earlier run it does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from komando.checker import CheckedPhoto
from komando.errors import OutputError
from komando.report.marked import draw_marked, encode_jpeg
from komando.scan.files import MARKED_SUFFIX

_LONGEST_NAME_BYTES: Final = 200  # file systems take 255; the rest is for the number and the suffix


class MarkedFolder:
    """Writes marked pictures under one folder.

    Args:
        folder: Where to; made when it is missing.
        inputs: Files that must not be replaced.
        language: Of the labels.
        show_faces: Whether faces stay as they are; otherwise they are blurred.
        keep_folders: Whether the folders in a record's path are kept; otherwise all pictures lie side by side.
    """

    def __init__(
        self, folder: Path, inputs: Iterable[Path], language: str, *, show_faces: bool, keep_folders: bool
    ) -> None:
        self._folder = folder
        self._taken = {path.resolve() for path in inputs}
        self._language = language
        self._blur_faces = not show_faces
        self._keep_folders = keep_folders

    def add(self, checked: CheckedPhoto) -> None:
        """Write the picture of one photo.

        Raises:
            OutputError: The folder cannot be written to.
        """
        if checked.photo is None:
            return
        picture = encode_jpeg(draw_marked(checked, self._language, self._blur_faces))
        target = self._free_path(checked.record.path)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(target, picture)
        except OSError as error:
            raise OutputError(f"The marked picture cannot be written: {target} ({error.strerror})") from error

    def finish(self) -> None:
        """Nothing is left to do: every picture is written as it comes."""

    def _free_path(self, name: str) -> Path:
        parents, stem = self._place(name)
        number = 1
        while True:
            middle = "" if number == 1 else f".{number}"
            candidate = self._folder.joinpath(*parents, f"{stem}{middle}{MARKED_SUFFIX}").resolve()
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate
            number += 1

    def _place(self, name: str) -> tuple[tuple[str, ...], str]:
        path = PurePosixPath(name)
        stem = os.fsencode(Path(name).name)[-_LONGEST_NAME_BYTES:].decode("utf-8", "ignore")
        inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
        return (path.parts[:-1] if self._keep_folders and inside else ()), stem


def _write_whole(target: Path, data: bytes) -> None:
    """Write beside the target and rename, so that no half picture is ever left under the target's name."""
    temporary = target.with_name(f".komando-{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
