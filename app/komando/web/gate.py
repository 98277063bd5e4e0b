"""What is turned away before any route sees it: requests that another site had a browser send, large and slow bodies.

The Host header is checked so that a name of somebody else's that points to this computer (DNS rebinding) opens nothing.
Origin and Sec-Fetch-Site are set by browsers alone and cannot be forged by a page: other programs send neither.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers

from komando.settings import Settings
from komando.web.addresses import asks_nobody_to_sign_in, further_hosts, host_name, is_loopback
from komando.web.problems import ProblemError, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_OWN_SITE: Final = {"", "same-origin", "none"}
_UPLOADS: Final = ("/v1/check", "/photos")
_MOST_OTHER_BYTES: Final = 64 * 1024


class GateMiddleware:
    """Answers with a problem what may not come in."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._local = asks_nobody_to_sign_in(settings)
        self._hosts = further_hosts(settings)
        self._seconds = settings.upload_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        large = scope["path"].endswith(_UPLOADS)
        problem = self._problem(scope["method"], headers) or (None if large else _too_large(headers))
        if problem is not None:
            await problem_response(problem)(scope, receive, send)
            return
        if large:
            await self._app(scope, receive, send)
            return
        body = _SmallBody(receive, send, self._seconds)
        await self._app(scope, body.receive, body.send)

    def _problem(self, method: str, headers: Headers) -> ProblemError | None:
        host = headers.get("host", "")
        if not self._may_be_asked_as(host_name(host)):
            hint = "Ask the service by its own address, or name this host in KOMANDO_HOSTS."
            detail = "The service is not known by this name."
            return ProblemError("host-not-allowed", HTTPStatus.MISDIRECTED_REQUEST, detail, hint)
        if _is_foreign(method, headers, host):
            detail = "The request comes from a page of another site."
            return ProblemError("cross-site", HTTPStatus.FORBIDDEN, detail, "Open the service's own page.")
        return None

    def _may_be_asked_as(self, name: str) -> bool:
        """Where everybody signs in, any name will do unless some are given: a stranger's page has no cookie of ours."""
        if name in self._hosts:
            return True
        return is_loopback(name) if self._local else not self._hosts or is_loopback(name)


def _is_foreign(method: str, headers: Headers, host: str) -> bool:
    """Whether a page of another site sent it; a link that somebody clicked is fine."""
    site = headers.get("sec-fetch-site", "")
    if site not in _OWN_SITE and (method not in _SAFE or headers.get("sec-fetch-mode") != "navigate"):
        return True
    origin = headers.get("origin")
    return origin is not None and method not in _SAFE and origin.partition("://")[2].lower() != host.lower()


def _too_large(headers: Headers) -> ProblemError | None:
    declared = headers.get("content-length", "")
    if not declared.isdecimal() or int(declared) <= _MOST_OTHER_BYTES:
        return None
    return _over_the_limit()


def _over_the_limit() -> ProblemError:
    detail = f"The request has more than {_MOST_OTHER_BYTES:,} bytes."
    return ProblemError("body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


class _SmallBody:
    """Ends a body that does not tell its length, or comes too slowly.

    Where the answer has begun before the body was read, as a stream's does, the client counts as gone.
    """

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._until = asyncio.get_running_loop().time() + seconds
        self._bytes = 0
        self._whole = False
        self._answered = False

    async def send(self, message: Message) -> None:
        """Pass on a part of the answer."""
        self._answered = True
        await self._send(message)

    async def receive(self) -> Message:
        """The next part of the body, or that the client is gone.

        Raises:
            ProblemError: 408 or 413.
        """
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            detail = f"The request took longer than {self._seconds:g} seconds."
            return self._refuse(ProblemError("request-timeout", HTTPStatus.REQUEST_TIMEOUT, detail))
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return self._refuse(_over_the_limit()) if self._bytes > _MOST_OTHER_BYTES else message

    def _refuse(self, problem: ProblemError) -> Message:
        if not self._answered:
            raise problem
        return {"type": "http.disconnect"}
