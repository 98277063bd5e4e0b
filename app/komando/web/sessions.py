"""`/v1/session`: sign in, sign out, and who is here."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from komando.desk.names import Role
from komando.desk.sessions import close_session, csrf_token, open_session
from komando.settings import Settings
from komando.web import access
from komando.web.access import COOKIE, LOCAL, PerhapsSignedIn, Visitor, check_token
from komando.web.deps import ServiceSettings
from komando.web.documents import problems

router = APIRouter(tags=["session"], dependencies=[access.PUBLIC])


class SignIn(BaseModel):
    """A token, as `komando token add` showed it."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(min_length=1, max_length=200)]


class SessionAnswer(BaseModel):
    """Who is here; all is null of a stranger."""

    login: Annotated[Literal["none", "token"], Field(description="`none`: nobody needs to sign in.")]
    signed_in: bool
    name: str | None = None
    role: Role | None = None
    office: str | None = None
    csrf: Annotated[str | None, Field(description="To be sent as `X-Komando-CSRF` with every change.")] = None
    expires_at: dt.datetime | None = None
    lang: Literal["id", "en"]


@router.get("/v1/session", summary="Who is here", responses=problems(401, 429))
def get_session(visitor: PerhapsSignedIn, settings: ServiceSettings) -> SessionAnswer:
    """Always 200, also for a stranger; 401 only for a Bearer token that does not hold."""
    return _answer(visitor, settings)


@router.post("/v1/session", summary="Sign in with a token", responses=problems(400, 401, 413, 422, 429))
def sign_in(request: Request, response: Response, body: SignIn, settings: ServiceSettings) -> SessionAnswer:
    """Open a session; its cookie can be read by no script and is sent to this service alone."""
    token = check_token(request, body.token)
    desk = request.state.desk.desk
    with desk.database.write() as connection:
        secret = open_session(connection, token.id, desk.clock(), settings.session_hours)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=round(settings.session_hours * 3600),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="strict",
    )
    expires_at = desk.clock() + dt.timedelta(hours=settings.session_hours)
    visitor = Visitor(token.name, token.role, token.office, token.id, csrf_token(secret), expires_at)
    return _answer(visitor, settings)


@router.delete("/v1/session", summary="Sign out", status_code=HTTPStatus.NO_CONTENT, responses=problems(401, 403, 429))
def sign_out(request: Request, response: Response, visitor: PerhapsSignedIn, settings: ServiceSettings) -> None:
    """End the session; without one nothing happens."""
    cookie = request.cookies.get(COOKIE)
    if cookie is not None and visitor is not None:
        with request.state.desk.desk.database.write() as connection:
            close_session(connection, cookie)
    response.delete_cookie(COOKIE, path="/", secure=settings.https, httponly=True, samesite="strict")


def _answer(visitor: Visitor | None, settings: Settings) -> SessionAnswer:
    login: Literal["none", "token"] = "none" if visitor is LOCAL else "token"
    if visitor is None:
        return SessionAnswer(login=login, signed_in=False, lang=settings.lang)
    return SessionAnswer(
        login=login,
        signed_in=True,
        name=visitor.name,
        role=visitor.role,
        office=visitor.office,
        csrf=visitor.csrf,
        expires_at=visitor.expires_at,
        lang=settings.lang,
    )
