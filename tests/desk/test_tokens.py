from __future__ import annotations

import pytest
from sqlalchemy import select

from komando.desk.desk import Desk
from komando.desk.names import Role
from komando.desk.sessions import close_session, csrf_token, find_session, is_csrf_token, open_session
from komando.desk.tables import session, token
from komando.desk.tokens import add_token, any_token, find_token, list_tokens, revoke_token
from komando.errors import TokenNameError
from tests.desk.builders import START, MovableClock


def add(desk: Desk, name: str = "budi", role: Role = Role.REVIEWER, office: str | None = None) -> str:
    with desk.database.write() as connection:
        return add_token(connection, name, role, office, desk.clock())


def test_a_token_is_found_by_its_secret_alone(desk: Desk) -> None:
    secret = add(desk, office="Kominfo")
    with desk.database.read() as connection:
        found = find_token(connection, secret)
        assert find_token(connection, secret + "x") is None
        assert find_token(connection, "") is None
    assert found is not None
    assert (found.name, found.role, found.office, found.created_at) == ("budi", Role.REVIEWER, "Kominfo", START)


def test_secrets_are_long_and_different_and_only_their_hash_is_kept(desk: Desk) -> None:
    secrets = [add(desk, f"person {number}") for number in range(5)]
    assert len(set(secrets)) == 5
    assert all(len(secret) == len("kmd_") + 43 for secret in secrets)  # 256 bits in base64
    with desk.database.read() as connection:
        stored = str(connection.execute(select(token)).all())
    assert not any(secret[4:] in stored for secret in secrets)


def test_revoked_tokens_open_nothing(desk: Desk) -> None:
    secret = add(desk)
    with desk.database.write() as connection:
        found = find_token(connection, secret)
        assert found is not None
        cookie = open_session(connection, found.id, desk.clock(), hours=1)
        assert any_token(connection)
        revoke_token(connection, "budi", desk.clock())
    with desk.database.read() as connection:
        assert find_token(connection, secret) is None
        assert find_session(connection, cookie, desk.clock()) is None
        assert not any_token(connection)
        assert [each.revoked_at for each in list_tokens(connection)] == [START]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("budi", id="taken"),
        pytest.param("dewi", id="taken-by-a-revoked-token"),
        pytest.param("budi ", id="taken-but-for-a-space"),
        pytest.param("Budi", id="taken-but-for-a-capital"),
        pytest.param("\uff42udi", id="taken-but-for-a-wide-letter"),
        pytest.param("siti  rahayu", id="taken-but-for-a-space-within"),
        pytest.param("local", id="of-who-sits-at-the-computer"),
        pytest.param(" Local", id="nearly-of-who-sits-at-the-computer"),
        pytest.param("", id="empty"),
        pytest.param("  ", id="blank"),
        pytest.param("a" * 101, id="long"),
        pytest.param("bu\x1b[31mdi", id="control-characters"),
    ],
)
def test_names_that_no_token_may_have(desk: Desk, name: str) -> None:
    for taken in ("budi", "dewi", "Siti Rahayu"):
        add(desk, taken)
    with desk.database.write() as connection:
        revoke_token(connection, "dewi", desk.clock())
    with pytest.raises(TokenNameError):
        add(desk, name)


def test_spaces_around_a_name_are_left_out(desk: Desk) -> None:
    secret = add(desk, " Siti Rahayu ", office=" Kominfo")
    with desk.database.read() as connection:
        found = find_token(connection, secret)
    assert found is not None
    assert (found.name, found.office) == ("Siti Rahayu", "Kominfo")


@pytest.mark.parametrize("name", ["nobody", "dewi"], ids=["unknown", "revoked"])
def test_what_cannot_be_revoked(desk: Desk, name: str) -> None:
    add(desk, "dewi")
    with desk.database.write() as connection:
        revoke_token(connection, "dewi", desk.clock())
    with pytest.raises(TokenNameError), desk.database.write() as connection:
        revoke_token(connection, name, desk.clock())


def test_a_session_ends(desk: Desk, clock: MovableClock) -> None:
    secret = add(desk)
    with desk.database.write() as connection:
        found = find_token(connection, secret)
        assert found is not None
        cookie = open_session(connection, found.id, clock(), hours=2)
        other = open_session(connection, found.id, clock(), hours=2)
        close_session(connection, other)
    with desk.database.read() as connection:
        opened = find_session(connection, cookie, clock())
        assert opened is not None
        assert opened.token == found
        assert find_session(connection, other, clock()) is None
        clock.move(hours=2)
        assert find_session(connection, cookie, clock()) is None


def test_ended_sessions_are_forgotten_at_the_next_one(desk: Desk, clock: MovableClock) -> None:
    secret = add(desk)
    with desk.database.write() as connection:
        found = find_token(connection, secret)
        assert found is not None
        open_session(connection, found.id, clock(), hours=1)
        clock.move(hours=3)
        cookie = open_session(connection, found.id, clock(), hours=1)
        assert len(connection.execute(select(session.c.sha256)).all()) == 1
        assert cookie not in str(connection.execute(select(session)).all())


def test_the_csrf_token_belongs_to_its_session() -> None:
    right = csrf_token("secret")
    assert is_csrf_token("secret", right)
    assert not is_csrf_token("another", right)
    assert not is_csrf_token("secret", "")
    assert not is_csrf_token("secret", "é\udc80")
    assert "secret" not in right


@pytest.mark.parametrize(
    ("role", "may"),
    [
        pytest.param(Role.CHECKER, {Role.CHECKER}, id="checker"),
        pytest.param(Role.REVIEWER, {Role.CHECKER, Role.REVIEWER}, id="reviewer"),
        pytest.param(Role.ADMIN, set(Role), id="admin"),
    ],
)
def test_what_a_role_covers(role: Role, may: set[Role]) -> None:
    assert {needed for needed in Role if role.may(needed)} == may
