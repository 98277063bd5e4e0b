"""Sessions of the web page: a random secret in a cookie stands for the token that opened it, for some hours."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from komando.desk.tables import session
from komando.desk.tokens import Token, sha256_of, token_of_id

_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in."""

    token: Token
    expires_at: dt.datetime


def open_session(connection: Connection, token_id: str, now: dt.datetime, hours: float) -> str:
    """Open a session and return the cookie's secret; of old sessions those that have ended are forgotten."""
    connection.execute(delete(session).where(session.c.expires_at <= now))
    secret = secrets.token_urlsafe(_BYTES)
    row = {
        "sha256": sha256_of(secret),
        "token_id": token_id,
        "created_at": now,
        "expires_at": now + dt.timedelta(hours=hours),
    }
    connection.execute(insert(session).values(row))
    return secret


def find_session(connection: Connection, secret: str, now: dt.datetime) -> Session | None:
    """The session that a cookie stands for, if it has not ended and its token is in use."""
    query = select(session.c.token_id, session.c.expires_at).where(
        session.c.sha256 == sha256_of(secret), session.c.expires_at > now
    )
    row = connection.execute(query).first()
    token = None if row is None else token_of_id(connection, row.token_id)
    return None if row is None or token is None else Session(token, row.expires_at)


def close_session(connection: Connection, secret: str) -> None:
    """Sign out."""
    connection.execute(delete(session).where(session.c.sha256 == sha256_of(secret)))


def csrf_token(secret: str) -> str:
    """What a page must send beside the cookie: it proves that the page could read an answer of ours.

    It is derived from the cookie's secret, from which it tells nothing back.
    """
    return hmac.new(secret.encode(), b"komando csrf", hashlib.sha256).hexdigest()


def is_csrf_token(secret: str, given: str) -> bool:
    """Whether a page sent the right one."""
    return hmac.compare_digest(csrf_token(secret).encode(), given.encode("utf-8", "surrogateescape"))
