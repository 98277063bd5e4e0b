"""Who is asking, and may they. Every route names one of the four at the end; a test walks through all routes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request

from komando.desk.batches import Scope
from komando.desk.names import Role
from komando.desk.sessions import csrf_token, find_session, is_csrf_token
from komando.desk.tokens import LOCAL_NAME, Token, find_token
from komando.settings import Settings
from komando.web.addresses import asks_nobody_to_sign_in, is_loopback
from komando.web.problems import ProblemError

COOKIE: Final = "komando_session"
CSRF_HEADER: Final = "X-Komando-CSRF"
_BEARER: Final = "bearer "
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may use the service.

    Attributes:
        name: Stands on the record of decisions.
        office: Whose batches they make and see.
        key: For counting their requests; None for who sits at this computer, whose requests are not counted.
        csrf: What a page must send back beside its cookie; None without a cookie.
        expires_at: End of the session; None without a cookie.
    """

    name: str
    role: Role
    office: str | None
    key: str | None = None
    csrf: str | None = None
    expires_at: dt.datetime | None = None

    @property
    def scope(self) -> Scope:
        """Whose batches they see."""
        return Scope(self.office, everything=self.role == Role.ADMIN)


LOCAL: Final = Visitor(LOCAL_NAME, Role.ADMIN, None)


def find_visitor(request: Request) -> Visitor | None:
    """Who is asking; None for a stranger.

    Raises:
        ProblemError: 401 for a token that does not hold, 429 for too many of them.
    """
    settings: Settings = request.state.settings
    if _sits_here(request, settings):
        return LOCAL
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith(_BEARER):
        return _of_token(request, authorization[len(_BEARER) :].strip())
    cookie = request.cookies.get(COOKIE)
    return None if cookie is None else _of_cookie(request, cookie)


def check_token(request: Request, secret: str) -> Token:
    """The token of a secret; wrong ones are counted by address.

    Raises:
        ProblemError: 401 or 429.
    """
    desk = request.state.desk.desk
    with desk.database.read() as connection:
        token = find_token(connection, secret)
    if token is not None:
        return token
    request.state.wrong_tokens.take(peer(request))
    raise ProblemError(
        "token-wrong",
        HTTPStatus.UNAUTHORIZED,
        "There is no such token, or it was revoked.",
        "Ask whoever runs Komando for a token: `komando token add NAME`.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def peer(request: Request) -> str:
    """The address that the request came from."""
    return "" if request.client is None else request.client.host


def _sits_here(request: Request, settings: Settings) -> bool:
    """Both ends are this computer, and no proxy speaks for somebody else."""
    forwarded = any(name in request.headers for name in _FORWARDED)
    return asks_nobody_to_sign_in(settings) and is_loopback(peer(request)) and not forwarded


def _of_token(request: Request, secret: str) -> Visitor:
    token = check_token(request, secret)
    return Visitor(token.name, token.role, token.office, key=token.id)


def _of_cookie(request: Request, secret: str) -> Visitor | None:
    desk = request.state.desk.desk
    with desk.database.read() as connection:
        session = find_session(connection, secret, desk.clock())
    if session is None:
        return None
    if request.method not in _SAFE and not is_csrf_token(secret, request.headers.get(CSRF_HEADER, "")):
        hint = f"Send the value of GET /v1/session as {CSRF_HEADER}."
        raise ProblemError("csrf", HTTPStatus.FORBIDDEN, "The request does not come from the service's own page.", hint)
    token = session.token
    return Visitor(token.name, token.role, token.office, token.id, csrf_token(secret), session.expires_at)


def _signed_in(request: Request, found: Annotated[Visitor | None, Depends(find_visitor)]) -> Visitor:
    if found is None:
        request.state.rates.take(peer(request))
        raise ProblemError(
            "login-required",
            HTTPStatus.UNAUTHORIZED,
            "The service is for people with a token.",
            "Sign in, or send the token as `Authorization: Bearer`.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    if found.key is not None:
        request.state.rates.take(found.key)
    return found


SignedIn = Annotated[Visitor, Depends(_signed_in)]
PerhapsSignedIn = Annotated[Visitor | None, Depends(find_visitor)]


class Access:
    """A dependency that lets a role in, or everybody.

    Attributes:
        role: The least role; None for everybody.
    """

    def __init__(self, role: Role | None) -> None:
        self.role = role


class Everybody(Access):
    """Lets everybody in."""

    def __init__(self) -> None:
        super().__init__(None)

    async def __call__(self) -> None:
        """Nothing to check."""


class Least(Access):
    """Lets a role in, and those above it."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self._least = role

    async def __call__(self, visitor: SignedIn) -> None:
        """Check the role.

        Raises:
            ProblemError: 401 or 403.
        """
        if not visitor.role.may(self._least):
            detail = f"This takes the role {self._least}; the token has the role {visitor.role}."
            raise ProblemError("role", HTTPStatus.FORBIDDEN, detail, "Ask somebody with that role.")


PUBLIC: Final = Depends(Everybody())
CHECKER: Final = Depends(Least(Role.CHECKER))
REVIEWER: Final = Depends(Least(Role.REVIEWER))
ADMIN: Final = Depends(Least(Role.ADMIN))
