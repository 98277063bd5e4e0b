"""Every error as RFC 9457 problem+json.

`type` is a URN and no address, because nothing in this product points to the network. Its last part is the stable code
of errors.py. Details of a model error name files of the server; they go to the log and never to a client.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from komando.errors import DatabaseError, PhotoError
from komando.record import ErrorRecord, PhotoRecord
from komando.web.headers import SECURITY_HEADERS

MEDIA_TYPE: Final = "application/problem+json"
_DATABASE_RETRY_SECONDS: Final = 5
_URN: Final = "urn:komando:problem:"
_SEE_OPENAPI: Final = "GET /openapi.json describes every request."
_PHOTO_ERRORS: Final[tuple[type[PhotoError], ...]] = (PhotoError, *PhotoError.__subclasses__())
_HTTP_STATUS: Final = {error.code: error.http_status for error in _PHOTO_ERRORS}

logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """An error.

    Attributes:
        type: `urn:komando:problem:` and a stable code.
        title: The same for every occurrence of a type.
        status: The HTTP status again.
        detail: What is wrong with this request.
        hint: What to do about it.
        record: Of a photo that could not be read.
        decision: The decision that somebody else was faster with.
    """

    type: str
    title: str
    status: int
    detail: str
    hint: str
    record: PhotoRecord | None = None
    decision: dict[str, Any] | None = None


class ProblemError(HTTPException):
    """Ends a request with a problem; an HTTPException, as FastAPI passes on no other that reading a body raises.

    Attributes:
        code: Last part of `type`.
        status: HTTP status.
        hint: What to do about it.
        headers: Further headers.
        record: Of a photo that could not be read.
        extra: Further members.
    """

    def __init__(
        self,
        code: str,
        status: int,
        detail: str,
        hint: str = _SEE_OPENAPI,
        *,
        headers: Mapping[str, str] | None = None,
        record: PhotoRecord | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code = code
        self.status = status
        self.hint = hint
        self.record = record
        self.extra = dict(extra or {})


def unreadable_photo(record: PhotoRecord, error: ErrorRecord) -> ProblemError:
    """The problem of a photo that could not be read; its record is not lost."""
    return ProblemError(error.code, _HTTP_STATUS[error.code], error.message, error.hint, record=record)


def problem_response(problem: ProblemError) -> Response:
    """The response that tells a problem."""
    content: dict[str, object] = {
        **problem.extra,
        "type": f"{_URN}{problem.code}",
        "title": problem.code.replace("-", " ").capitalize(),
        "status": problem.status,
        "detail": problem.detail,
        "hint": problem.hint,
    }
    if problem.record is not None:
        content["record"] = problem.record.model_dump(mode="json", by_alias=True)
    return Response(
        json.dumps(content, ensure_ascii=False),
        status_code=problem.status,
        headers={**SECURITY_HEADERS, **(problem.headers or {})},
        media_type=MEDIA_TYPE,
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(Exception, _on_bug)


async def _on_problem(_: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return problem_response(error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """Errors of the router: no such address, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed_methods(request))
    code = phrase.lower().replace(" ", "-")
    return problem_response(ProblemError(code, error.status_code, f"{phrase}.", headers=headers))


def _allowed_methods(request: Request) -> list[str]:
    """Of all routes of the address; the router itself names those of the first one alone."""
    routes = iter_route_contexts(request.app.routes)
    there = [route for route in routes if route.path and compile_path(route.path)[0].match(request.url.path)]
    return sorted({method for route in there for method in route.methods or ()})


async def _on_invalid_request(_: Request, error: Exception) -> Response:
    """A parameter out of range. What was sent is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors())
    return problem_response(ProblemError("parameter-invalid", HTTPStatus.UNPROCESSABLE_ENTITY, faults))


async def _on_disconnect(_: Request, __: Exception) -> Response:
    """Nobody is left to read this."""
    return problem_response(ProblemError("upload-cut-off", HTTPStatus.BAD_REQUEST, "The upload was cut off."))


async def _on_database(_: Request, error: Exception) -> Response:
    """The database is away, locked or full. What was asked of it is not repeated."""
    logger.error("The database does not answer (%s).", getattr(error, "orig", error))
    detail = "The desk's database does not answer; the service's log says more."
    headers = {"Retry-After": str(_DATABASE_RETRY_SECONDS)}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem_response(ProblemError(DatabaseError.code, status, detail, "Try again later.", headers=headers))


async def _on_bug(_: Request, __: Exception) -> Response:
    """A fault of ours; the server's log has the traceback."""
    detail = "Komando itself failed; the photo was not judged."
    hint = "Please report this; the service's log says more."
    return problem_response(ProblemError("internal", HTTPStatus.INTERNAL_SERVER_ERROR, detail, hint))
