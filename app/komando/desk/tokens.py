"""Access tokens: 256 random bits each, shown once and kept only as sha256.

A slow password hash would add nothing: nobody can try through 256 random bits, and a fast one lets every request carry
the token itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from komando.desk.names import Role
from komando.desk.tables import session, token
from komando.errors import TokenNameError

_PREFIX: Final = "kmd_"  # so that a token that leaked is known for what it is
_BYTES: Final = 32
_LONGEST_NAME: Final = 100

LOCAL_NAME: Final = "local"
"""Who decides without signing in, at the computer itself; no token may have that name."""


@dataclass(frozen=True, slots=True)
class Token:
    """A person or program that may use the service.

    Attributes:
        name: Stands on the record of decisions; never given out twice.
        office: Whose batches it sees; None are those of no office.
    """

    id: str
    name: str
    role: Role
    office: str | None
    created_at: dt.datetime
    revoked_at: dt.datetime | None


_COLUMNS = (token.c.id, token.c.name, token.c.role, token.c.office, token.c.created_at, token.c.revoked_at)


def sha256_of(secret: str) -> str:
    """What is kept of a token or a session."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_token(connection: Connection, name: str, role: Role, office: str | None, now: dt.datetime) -> str:
    """Make a token and return its secret, which cannot be shown again.

    Spaces around name and office are left out.

    Raises:
        TokenNameError: The name is taken, also by a revoked token or in other letters, or is none.
    """
    name = _checked(name)
    office = None if office is None else _checked(office)
    if _alike(name) == _alike(LOCAL_NAME):
        raise TokenNameError(f"The name {LOCAL_NAME!r} is that of whoever sits at the computer itself.")
    if any(_alike(name) == _alike(taken) for taken in connection.execute(select(token.c.name)).scalars()):
        raise _taken(name)
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    row = {
        "id": secrets.token_hex(16),
        "name": name,
        "role": role.value,
        "office": office,
        "sha256": sha256_of(secret),
        "created_at": now,
        "revoked_at": None,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(token).values(row))
    except IntegrityError:
        raise _taken(name) from None  # by another command at the same moment
    return secret


def list_tokens(connection: Connection) -> list[Token]:
    """All tokens, also revoked ones, by name."""
    return [_token(row) for row in connection.execute(select(*_COLUMNS).order_by(token.c.name)).mappings()]


def revoke_token(connection: Connection, name: str, now: dt.datetime) -> None:
    """End a token and all sessions that came from it.

    Raises:
        TokenNameError: There is no such token in use.
    """
    in_use = (token.c.name == name) & token.c.revoked_at.is_(None)
    found = connection.execute(select(token.c.id).where(in_use)).scalar()
    if found is None:
        raise TokenNameError(f"There is no token in use of the name {name!r}.")
    connection.execute(update(token).where(token.c.id == found).values(revoked_at=now))
    connection.execute(session.delete().where(session.c.token_id == found))


def find_token(connection: Connection, secret: str) -> Token | None:
    """The token in use that a secret belongs to."""
    in_use = (token.c.sha256 == sha256_of(secret)) & token.c.revoked_at.is_(None)
    row = connection.execute(select(*_COLUMNS).where(in_use)).mappings().first()
    return None if row is None else _token(row)


def token_of_id(connection: Connection, token_id: str) -> Token | None:
    """A token in use."""
    in_use = (token.c.id == token_id) & token.c.revoked_at.is_(None)
    row = connection.execute(select(*_COLUMNS).where(in_use)).mappings().first()
    return None if row is None else _token(row)


def any_token(connection: Connection) -> bool:
    """Whether anybody could sign in."""
    return connection.execute(select(token.c.id).where(token.c.revoked_at.is_(None)).limit(1)).first() is not None


def _token(row: RowMapping) -> Token:
    return Token(**{**row, "role": Role(row["role"])})


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise TokenNameError(f"A name has 1 to {_LONGEST_NAME} visible characters.")
    return name


def _alike(name: str) -> str:
    """What names that a reader of a report would take for one have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _taken(name: str) -> TokenNameError:
    return TokenNameError(f"There is or was a token of the name {name!r}; its decisions keep that name.")
