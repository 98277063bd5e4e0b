"""Requests that stay on their way until the test lets them go: what a page does meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route


class Held:
    """Requests to addresses of a pattern.

    Attributes:
        routes: Those that wait, in the order in which they came.
    """

    def __init__(self, page: Page, pattern: str | re.Pattern[str], *, after: int = 0) -> None:
        """So many are let through first."""
        self.routes: list[Route] = []
        self._passes = after
        self._holds = True
        page.route(pattern, self._on_route)

    def release(self) -> None:
        """Let them go, and those that follow."""
        self._holds = False
        for route in self.routes:
            route.continue_()
        self.routes.clear()

    def refuse(self) -> None:
        """Answer them with a fault of the service, and let those that follow go."""
        self._holds = False
        for route in self.routes:
            route.fulfill(status=500, json={"type": "urn:komando:problem:internal"})
        self.routes.clear()

    def _on_route(self, route: Route) -> None:
        self._passes -= 1
        if self._holds and self._passes < 0:
            self.routes.append(route)
        else:
            route.continue_()
