from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from komando.desk.database import Database
from komando.desk.desk import Desk
from komando.desk.storage import PictureStore
from tests.desk.builders import MovableClock
from tests.desk.postgres import create_database, find_binaries, running_server

NewUrl = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[NewUrl]:
    """Gives addresses of empty PostgreSQL databases."""
    binaries = find_binaries()
    if binaries is None:
        reason = "PostgreSQL is not installed, so the desk was tested with SQLite alone"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with running_server(binaries) as address:
        yield lambda: create_database(address, f"test_{uuid.uuid4().hex}")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing yet, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    new_url: NewUrl = request.getfixturevalue("postgres")
    return new_url()


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """A database with our tables, of either kind."""
    opened = Database.open(empty_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def desk(database: Database, tmp_path: Path, clock: MovableClock) -> Desk:
    """A desk on either kind of database."""
    return Desk(database, PictureStore.open(tmp_path / "pictures"), clock)


@pytest.fixture
def sqlite_desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """A desk for what has nothing to do with the kind of database."""
    opened = Desk.open(tmp_path / "data", clock=clock)
    yield opened
    opened.close()
