"""The desk, opened: its database, its pictures and its clock."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from sqlalchemy import select

from komando.desk.clock import Clock, utc_now
from komando.desk.database import Database
from komando.desk.loans import Loans
from komando.desk.storage import PictureStore, make_private_folder
from komando.desk.tables import about, batch
from komando.errors import DeskError, OtherDatabaseError

_DATABASE: Final = "desk.sqlite3"
_PICTURES: Final = "pictures"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk works on.

    Attributes:
        database: Batches, photos, decisions, tokens.
        pictures: The files of open batches.
        clock: The time.
        loans: Downloads that are running.
    """

    database: Database
    pictures: PictureStore
    clock: Clock
    loans: Loans = field(default_factory=Loans)

    @classmethod
    def open(cls, folder: Path, database_url: str | None = None, clock: Clock = utc_now) -> Self:
        """Open the desk, or make it.

        Args:
            folder: For pictures and, without `database_url`, the SQLite database.
            database_url: Of a database elsewhere.
            clock: The time.

        Raises:
            DataFolderError: The folder cannot be used.
            DatabaseError: The database cannot be used.
            OtherDatabaseError: The pictures in the folder are not of this database.
        """
        database = open_database(folder, database_url)
        try:
            pictures = PictureStore.open(folder / _PICTURES)
            _require_own(pictures, database)
        except DeskError:
            database.close()
            raise
        return cls(database, pictures, clock)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_database(folder: Path, database_url: str | None) -> Database:
    """The desk's database, brought to this version.

    Raises:
        DataFolderError: The folder cannot be used.
        DatabaseError: The database cannot be used.
    """
    if database_url is not None:
        return Database.open(database_url)
    make_private_folder(folder)
    return Database.open_file(folder / _DATABASE)


def _require_own(pictures: PictureStore, database: Database) -> None:
    """Let no database clean up among another's pictures.

    A folder that names no owner yet is taken over if it is empty. So is one in which a batch of this database lies: an
    earlier version put it there, or the database is an old backup that knows no name yet.
    """
    with database.read() as connection:
        database_id = connection.execute(select(about.c.id)).scalar_one()
        owner = pictures.owner()
        here = [] if owner == database_id else pictures.batches()
        known = connection.execute(select(batch.c.id).where(batch.c.id.in_(here)).limit(1)).first() is not None
    if known or (owner is None and not here):
        pictures.own(database_id)
        return
    if owner != database_id:
        raise OtherDatabaseError("The pictures in the data folder belong to another database.")


def default_folder() -> Path:
    """Where this system keeps a user's data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "komando"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "komando"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "komando"
