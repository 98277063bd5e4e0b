"""Pictures of open batches, as files in a private folder under random names; nothing of a photo's own name is in it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from komando.errors import DataFolderError

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_UNFINISHED: Final = ".part"
_OWNER: Final = "database"
_BATCH: Final = re.compile(r"[0-9a-f]{32}")


class Picture(StrEnum):
    """The files of one photo; the value is the end of the file's name."""

    ORIGINAL = "original"
    THUMBNAIL = "thumbnail.jpg"
    DISPLAY = "display.jpg"
    MARKED = "marked.jpg"
    MARKED_FACES = "marked-faces.jpg"


class PictureStore:
    """One folder a batch, one file a picture; what has another form of name is not ours and is left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> PictureStore:
        """Make the folder if it is not there, for this user alone.

        Raises:
            DataFolderError: It cannot be made or written.
        """
        make_private_folder(folder)
        return cls(folder)

    def owner(self) -> str | None:
        """Which database the pictures belong to; None as long as none has said so.

        Raises:
            DataFolderError: It cannot be read.
        """
        try:
            return (self._folder / _OWNER).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DataFolderError(f"The file `{_OWNER}` beside the desk's pictures cannot be read.") from error

    def own(self, database_id: str) -> None:
        """Let the pictures belong to a database.

        Raises:
            DataFolderError: It cannot be written.
        """
        try:
            self._put(self._folder / _OWNER, database_id.encode())
        except OSError as error:
            raise _unusable(error) from error

    def path(self, batch_id: str, photo_id: str, picture: Picture) -> Path:
        """Where a picture lies or would lie."""
        return self._folder / batch_id / f"{photo_id}.{picture}"

    def make_batch(self, batch_id: str) -> None:
        """The folder of a new batch."""
        make_private_folder(self._folder / batch_id)

    @contextlib.contextmanager
    def receive(self, batch_id: str, photo_id: str) -> Iterator[IO[bytes]]:
        """A file for an upload. It gets its name when the block has ended well, and is gone if it has not."""
        path = self.path(batch_id, photo_id, Picture.ORIGINAL)
        unfinished = path.with_suffix(_UNFINISHED)
        try:
            with _create(unfinished) as file:
                yield file
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def write(self, batch_id: str, photo_id: str, picture: Picture, data: bytes) -> None:
        """Put a picture in its place, whole or not at all."""
        self._put(self.path(batch_id, photo_id, picture), data)

    def renew(self, batch_id: str, photo_id: str, upload_id: str) -> None:
        """Let an upload be the original of a photo that is there: the same bytes, whatever became of the first."""
        upload, original = (self.path(batch_id, each, Picture.ORIGINAL) for each in (upload_id, photo_id))
        upload.replace(original)

    def forget(self, batch_id: str, photo_id: str) -> None:
        """Remove the pictures of one photo."""
        for picture in Picture:
            self.path(batch_id, photo_id, picture).unlink(missing_ok=True)

    def wipe(self, batch_id: str) -> None:
        """Remove every picture of a batch; nothing to remove is fine.

        Raises:
            OSError: Something is still there.
        """
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._folder / batch_id)

    def batches(self) -> list[str]:
        """The batches of which something lies here."""
        return sorted(
            path.name
            for path in self._folder.iterdir()
            if _BATCH.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
        )

    def files(self, batch_id: str) -> list[Path]:
        """All files of a batch, also unfinished ones."""
        folder = self._folder / batch_id
        return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        unfinished = path.with_name(f"{path.name}{_UNFINISHED}")
        with _create(unfinished) as file:
            file.write(data)
        unfinished.replace(path)


def force_to_disk(file: IO[bytes]) -> None:
    """Return when the system has written the file; it may take a while."""
    file.flush()
    os.fsync(file.fileno())


def make_private_folder(folder: Path) -> None:
    """A folder that only this user can look into; an existing one is closed to others.

    Raises:
        DataFolderError: It cannot be made.
    """
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> DataFolderError:
    return DataFolderError(f"The data folder cannot be made or written ({error.strerror}).")


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE), "wb")
