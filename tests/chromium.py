"""The browser of this machine; opened for pages that are files: no service, no guard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools.chromium import CHROMIUM

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium is installed here"
)
"""A machine without one skips; continuous integration fails at the launch."""


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Open as long as the block lasts."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
