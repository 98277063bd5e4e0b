"""The browser of this machine; opened for pages that are files: no service, no guard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
"""Without a desktop where there is such a one: the same engine for half of the processor time."""

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
