"""A real browser and a real service. A machine without Chromium skips these tests; continuous integration may not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.guard import Guard
from tests.browser.service import running_service
from tools.chromium import CHROMIUM

SAMPLES: Final = Path(__file__).parents[2] / "sample_images"
_ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_DESKTOP: Final = (1366, 768)
_PATIENCE_MS: Final = 60_000  # a busy machine is no fault of the page

expect.set_options(timeout=_PATIENCE_MS)

NewContext = Callable[..., tuple[BrowserContext, Guard]]


@pytest.fixture(scope="session")
def _chromium() -> str | None:
    """Where the browser is; a machine without one skips, continuous integration then fails at the launch."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("chromium is not installed here")
    return CHROMIUM


# Not for the session: while it is open an event loop runs, and other tests of the same process want their own.
@pytest.fixture(scope="module")
def browser(_chromium: str | None) -> Iterator[Browser]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # root has none
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium, args=[*_ARGUMENTS, *sandbox])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def service(_chromium: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that asks nobody to sign in; none is started where there is no browser."""
    with running_service(tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes contexts, each a person with a browser; at the end none of their pages may have had a fault."""
    made: list[tuple[BrowserContext, Guard]] = []

    def make(
        address: str,
        *,
        language: str = "id",
        size: tuple[int, int] = _DESKTOP,
        touch: bool = False,
        calm: bool = True,
    ) -> tuple[BrowserContext, Guard]:
        context = browser.new_context(
            base_url=address,
            viewport={"width": size[0], "height": size[1]},
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce" if calm else "no-preference",
            accept_downloads=True,
        )
        context.set_default_timeout(_PATIENCE_MS)
        context.add_cookies([{"name": "komando_lang", "value": language, "url": address}])
        made.append((context, Guard(context, address)))
        return made[-1]

    yield make
    for context, guard in made:
        context.close()
        assert guard.faults == []


@pytest.fixture
def desk(service: str, new_context: NewContext) -> Page:
    """The desk in Indonesian, empty, at the size of an office laptop."""
    context, _ = new_context(service)
    return open_desk(context)


def open_desk(context: BrowserContext, address: str = "/") -> Page:
    """The desk, ready for photos."""
    page = context.new_page()
    page.goto(address)
    page.locator("#desk[aria-busy=false]").wait_for()
    return page


def choose_photos(page: Page, photos: list[Path]) -> None:
    """What the file dialog does."""
    page.set_input_files("#pick-input", photos)


def wait_until_checked(page: Page, count: int) -> None:
    """Until the service has checked so many photos, and the gallery shows it."""
    page.locator("#progress-box.done").wait_for(timeout=120_000)
    page.wait_for_function(
        "count => Number(document.querySelector('[data-filter=all] .count').textContent) === count", arg=count
    )


def counts(page: Page) -> dict[str, int]:
    """What the filters say."""
    return {
        str(tab.get_attribute("data-filter")): int(tab.locator(".count").inner_text())
        for tab in page.locator("#filters [data-filter]").all()
        if tab.is_visible()
    }


def open_photo(page: Page, name: str) -> None:
    """Open a photo large, and wait until it can be decided on."""
    page.locator("#photos .card", has_text=name).click()
    wait_until_seen(page)


def wait_until_seen(page: Page) -> None:
    """Until the large photo and its facts are there."""
    page.locator("#viewer[open] #panel[aria-busy=false]").wait_for()
    page.locator("#stage[aria-busy=false]").wait_for()
