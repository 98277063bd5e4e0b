"""One database, SQLite or PostgreSQL: connections, transactions and migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from komando.errors import DatabaseError, DatabaseInUseError

_WRITES: Final = "komando_writes"
_MIGRATION_LOCK: Final = 0x6B6F6D616E646F  # "komando"
_SERVICE_LOCK: Final = _MIGRATION_LOCK + 1
_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 15000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a decision that was answered survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # so that INSERT OR REPLACE cannot slip past the append-only triggers
    "PRAGMA secure_delete = ON",
)
_POSTGRES_SCHEMES: Final = ("postgres://", "postgresql://")


class Database:
    """Transactions on one database; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and bring the tables to this version.

        Args:
            url: As SQLAlchemy takes it; `postgresql://` means psycopg 3.

        Raises:
            DatabaseError: It is not there, or this version does not know it.
        """
        try:
            database = cls(_engine(url))
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise DatabaseError("The database's address is not one that Komando can use.") from error
        try:
            database.migrate()
        except DatabaseError:
            database.close()
            raise
        return database

    @classmethod
    def open_file(cls, path: Path) -> Self:
        """A SQLite database in a file that only this user can read."""
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise DatabaseError(f"The desk's database cannot be written ({error.strerror}).") from error
        return cls.open(f"sqlite:///{path}")

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or undone by an exception.

        SQLite takes the lock of the only writer at once: a read that turned into a write could fail otherwise.
        """
        with self._engine.connect() as connection:
            writing = connection.execution_options(**{_WRITES: True})
            with writing.begin():
                yield writing

    def migrate(self) -> None:
        """Bring the tables to this version; of several processes that start at once one does it.

        Raises:
            DatabaseError: The database cannot be reached, or a later version of Komando made it.
        """
        from alembic import command
        from alembic.util import CommandError

        try:
            with self.write() as connection:
                if self.kind == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                command.upgrade(migrations(connection), "head")
        except CommandError as error:
            raise DatabaseError("The database was made by a later version of Komando.") from error
        except DBAPIError as error:
            raise DatabaseError(f"The database cannot be used ({type(error.orig).__name__}).") from error

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other services away from a PostgreSQL database; it lets go however the process or its connection ends.

        A SQLite database lies in a data folder, which is held as a whole (lock.py).

        Raises:
            DatabaseInUseError: Another service holds it.
        """
        if self.kind != "postgresql":
            yield
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            taken = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _SERVICE_LOCK}).scalar_one()
            if not taken:
                raise DatabaseInUseError("Another Komando service uses this database.")
            try:
                yield
            finally:
                connection.invalidate()  # ends the session, and the lock with it

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def migrations(connection: Connection) -> Any:
    """Alembic's configuration for the migrations in this package, on a connection of ours."""
    from alembic.config import Config

    # Alembic's default is whatever stdout was when its module was imported, which may be closed by now.
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", "komando.desk:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    for scheme in _POSTGRES_SCHEMES:
        if url.startswith(scheme):
            url = f"postgresql+psycopg://{url.removeprefix(scheme)}"
    parsed = make_url(url)
    engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # no hidden BEGIN of Python's own
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
