"""Counts every request and writes one line of the access log for it.

The line has the pattern of the address and never the address itself: a query may hold the name of a photo.
"""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from komando.web.metrics import Metrics

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NO_ROUTE: Final = "none"

logger = logging.getLogger(__name__)


class TrafficMiddleware:
    """The outermost part of the application, so that it sees what the others refuse."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR  # what a fault of ours is answered with, outside of here
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        self._metrics.count_request(scope["method"], route, status, seconds)
        peer = (scope.get("client") or ("-",))[0]
        method = scope["method"] if scope["method"].isalpha() else "?"
        logger.info("%s %s %s %d %.0f ms", peer, method, route, status, 1000 * seconds)
