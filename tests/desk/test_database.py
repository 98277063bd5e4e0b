from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from komando.desk.database import Database, migrations
from komando.desk.desk import Desk, open_database
from komando.desk.lock import only_service_on
from komando.desk.names import DecisionKind
from komando.desk.tables import about, batch, decision, label, metadata
from komando.errors import DatabaseError, DatabaseInUseError
from komando.policy.verdict import Verdict
from tests.desk.builders import decide_on, make_batch, put_checked
from tests.desk.conftest import NewUrl


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    names: list[str] = []
    for _ in range(2):
        database = Database.open(empty_url)
        with database.read() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0002"]
            names.append(connection.execute(select(about.c.id)).scalar_one())
        database.close()
    assert len(set(names)) == 1


def test_of_several_that_start_at_once_one_migrates(empty_url: str) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        try:
            Database.open(empty_url).close()
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_postgresql_database_is_held_by_one_service_at_a_time(postgres: NewUrl) -> None:
    url = postgres()
    with (
        only_service_on(url),
        pytest.raises(DatabaseInUseError, match="Another"),
        only_service_on(url),
    ):
        pass
    with only_service_on(url), only_service_on(postgres()):
        Database.open(url).close()  # other commands use it nevertheless


def test_a_later_version_of_the_tables_is_refused(empty_url: str) -> None:
    database = Database.open(empty_url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(DatabaseError, match="later version"):
        Database.open(empty_url)


@pytest.mark.parametrize("statement", ["update", "delete"])
@pytest.mark.parametrize("table", [decision, label], ids=lambda table: str(table.name))
def test_records_are_append_only(desk: Desk, table: object, statement: str) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    decide_on(desk, photo, DecisionKind.CLEAR)
    with desk.database.write() as connection:
        connection.execute(
            label.insert().values(
                photo_id=photo.id, hand=0, read="peace", right="index", who="sari", at=desk.clock(), facts="{}"
            )
        )
    change = update(table).values(who="nobody") if statement == "update" else delete(table)  # type: ignore[arg-type]
    with pytest.raises(DBAPIError, match="append-only"), desk.database.write() as connection:
        connection.execute(change)
    with desk.database.read() as connection:
        assert connection.execute(select(decision.c.who)).scalars().all() == ["sari"]
        assert connection.execute(select(label.c.who)).scalars().all() == ["sari"]


def test_sqlite_cannot_replace_a_record_either(sqlite_desk: Desk) -> None:
    photo = put_checked(sqlite_desk, make_batch(sqlite_desk), Verdict.HOLD)
    decide_on(sqlite_desk, photo, DecisionKind.CLEAR)
    with pytest.raises(DBAPIError, match="append-only"), sqlite_desk.database.write() as connection:
        connection.execute(text("INSERT OR REPLACE INTO decision SELECT * FROM decision"))


def test_postgresql_cannot_truncate_a_record_either(postgres: object) -> None:
    database = Database.open(postgres())  # type: ignore[operator]
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(text("TRUNCATE decision"))
    database.close()


def test_a_transaction_is_undone_by_an_exception(desk: Desk) -> None:
    def fail_halfway() -> None:
        with desk.database.write() as connection:
            connection.execute(batch.insert().values(_row(desk)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with desk.database.read() as connection:
        assert connection.execute(select(batch.c.id)).all() == []


def test_a_moment_needs_a_time_zone(desk: Desk) -> None:
    row = {**_row(desk), "created_at": desk.clock().replace(tzinfo=None)}
    with pytest.raises(Exception, match="time zone"), desk.database.write() as connection:
        connection.execute(batch.insert().values(row))


def _row(desk: Desk) -> dict[str, object]:
    return {
        "id": "f" * 32,
        "title": "",
        "policy_id": "p",
        "policy_sha256": "0" * 64,
        "policy_title_id": "",
        "policy_title_en": "",
        "created_by": "budi",
        "created_at": desk.clock(),
        "expires_at": desk.clock(),
        "state": "open",
        "keep_pictures": False,
        "photos": 0,
        "revision": 1,
    }


def test_the_file_is_private_and_safe(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    database = open_database(folder, None)
    with database.write() as connection:
        facts = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")}
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    database.close()
    assert facts == {"journal_mode": "wal", "foreign_keys": 1}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("nonsense", "not one that", id="no address"),
        pytest.param("oracle://x/y", "not one that", id="a kind that is not there"),
        pytest.param("postgresql://komando:geheim@/komando?host=/nowhere", "cannot be used", id="nobody answers"),
    ],
)
def test_a_database_that_cannot_be_used(url: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words) as caught:
        Database.open(url)
    assert "geheim" not in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="data folder"):
        open_database(tmp_path / "file" / "below", None)


def test_alembic_check_finds_nothing_new(database: Database) -> None:
    """It raises an error if the tables have something that no migration makes."""
    with database.write() as connection:
        command.check(migrations(connection))
