"""The accessibility rules of axe, run in a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import axe_playwright_python
from playwright.sync_api import Page

_GRAVE: Final = {"serious", "critical"}


@cache
def _script() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def grave_findings(page: Page) -> list[str]:
    """The serious and critical findings on what the page shows now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{finding['impact']} {finding['id']}: {node['target']} {node['failureSummary']}"
        for finding in found["violations"]
        if finding["impact"] in _GRAVE
        for node in finding["nodes"]
    ]
