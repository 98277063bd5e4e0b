"""axe finds nothing serious on any main state, in both languages, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave_findings
from tests.browser.conftest import SAMPLES, NewContext, choose_photos, open_desk, open_photo, wait_until_checked

LANGUAGES: Final = [
    pytest.param("id", "light", id="indonesian-light"),
    pytest.param("en", "dark", id="english-dark"),
]


def open_why(page: Page) -> None:
    open_photo(page, "group_one_peace.jpg")
    page.locator("#hands .show-hand").first.click()
    page.locator("#choose-hold").click()


def open_take(page: Page) -> None:
    page.locator("#take").click()


def open_close(page: Page) -> None:
    page.locator("#close-batch").click()


def open_help(page: Page) -> None:
    page.locator("header [data-opens=help]").click()


Scheme = Literal["light", "dark"]

STATES: Final[dict[str, Callable[[Page], None]]] = {
    "gallery": lambda _: None,
    "photo": open_why,
    "take away": open_take,
    "finish": open_close,
    "help": open_help,
}


@pytest.mark.parametrize(("language", "scheme"), LANGUAGES)
def test_the_desk(service: str, new_context: NewContext, tmp_path: Path, language: str, scheme: Scheme) -> None:
    context, _ = new_context(service, language=language)
    page = open_desk(context)
    page.emulate_media(color_scheme=scheme)
    assert page.locator("html").get_attribute("lang") == language
    assert grave_findings(page) == []
    bad = tmp_path / "rusak.jpg"
    bad.write_bytes(b"x")
    choose_photos(page, [SAMPLES / "group_one_peace.jpg", SAMPLES / "fist_01.jpg", bad])
    wait_until_checked(page, 3)
    for state, reach in STATES.items():
        reach(page)
        assert grave_findings(page) == [], state
        while page.locator("dialog[open]").count():  # the reasons of a decision first, then the photo
            page.keyboard.press("Escape")


@pytest.mark.parametrize(("language", "scheme"), LANGUAGES)
def test_the_documents(service: str, new_context: NewContext, language: str, scheme: Scheme) -> None:
    context, _ = new_context(service, language=language)
    page: Page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto("/docs")
    expect(page.locator(".operation h2", has_text="/v1/check")).to_be_visible()
    assert page.locator("script").count() == 0
    assert grave_findings(page) == []
