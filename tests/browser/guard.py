"""Watches a page for what must never happen: script errors, refusals of the content policy, requests to elsewhere."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

_STATUS: Final = re.compile(r"responded with a status of (\d+)")


class Guard:
    """Collects the faults of every page of a context.

    Attributes:
        expected: HTTP statuses that a test brings about on purpose; the browser tells each as an error.
        unreachable: Whether the test takes the service away.
        faults: What must be empty at the end.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.expected: set[int] = set()
        self.unreachable = False
        self.faults: list[str] = []
        self._address = address
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._on_request)
        context.on("page", self._on_page)

    def _on_page(self, page: Page) -> None:
        page.on("crash", lambda _: self.faults.append("the page crashed"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        status = _STATUS.search(message.text)
        if status and int(status[1]) in self.expected:
            return
        if self.unreachable and "net::ERR_" in message.text:
            return
        self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.faults.append(f"request to elsewhere: {request.url}")
