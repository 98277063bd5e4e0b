"""The large photo under a name is the one of that name, however late its picture comes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewContext, choose_photos, open_desk, open_photo, wait_until_checked
from tests.browser.held import Held
from tests.browser.pictures import flat_pictures

DISPLAYS: Final = re.compile(r"/display$")
ORIGINALS: Final = re.compile(r"/original$")


@pytest.fixture
def page(service: str, new_context: NewContext, tmp_path: Path) -> Page:
    """Three photos that pass."""
    context, guard = new_context(service)
    guard.expected = {429}
    page = open_desk(context)
    choose_photos(page, flat_pictures(tmp_path, 3, "besar"))
    wait_until_checked(page, 3)
    return page


def try_to_decide(page: Page) -> None:
    """By key and by a click that waits for nothing."""
    page.keyboard.press("h")
    page.keyboard.press("n")
    page.locator("#choose-hold").dispatch_event("click")


def test_a_photo_that_is_not_there_yet_shows_no_other_and_waits_with_its_decision(page: Page) -> None:
    open_photo(page, "besar-000.png")
    before = page.locator("#stage img").get_attribute("src")
    held = Held(page, DISPLAYS)
    page.keyboard.press("j")
    expect(page.locator("#viewer-name")).to_have_text("besar-001.png")
    expect(page.locator("#stage img")).to_be_hidden()
    expect(page.locator("#choose-hold")).to_have_attribute("aria-disabled", "true")
    try_to_decide(page)
    expect(page.locator("#why")).to_be_hidden()
    expect(page.locator("#picture-state")).to_have_text("Foto sedang dimuat.")

    held.release()
    expect(page.locator("#stage img")).to_be_visible()
    assert page.locator("#stage img").get_attribute("src") != before
    expect(page.locator("#picture-state")).to_be_empty()
    expect(page.locator("#choose-hold")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("h")
    expect(page.locator("#why")).to_be_visible()


def test_a_picture_that_one_has_left_is_fetched_no_further(page: Page) -> None:
    open_photo(page, "besar-000.png")
    held = Held(page, DISPLAYS)
    page.keyboard.press("j")
    expect(page.locator("#viewer-name")).to_have_text("besar-001.png")
    with page.expect_event("requestfailed") as given_up:
        page.keyboard.press("j")
    expect(page.locator("#viewer-name")).to_have_text("besar-002.png")
    first, last = held.routes
    assert given_up.value.url == first.request.url
    expect(page.locator("#stage img")).to_be_hidden()
    try_to_decide(page)
    expect(page.locator("#why")).to_be_hidden()
    last.continue_()
    expect(page.locator("#stage img")).to_be_visible()
    expect(page.locator("#stage img")).to_have_attribute("src", urlsplit(last.request.url).path)


def test_a_picture_that_was_refused_is_told_and_fetched_again(page: Page) -> None:
    refused: list[Route] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route)
        route.fulfill(status=429, json={"type": "urn:komando:problem:too-many-requests"})

    page.route(DISPLAYS, refuse_once)
    page.locator("#photos .card", has_text="besar-000.png").click()
    expect(page.locator("#picture-state")).to_contain_text("Foto belum berhasil dimuat.")
    expect(page.locator("#stage img")).to_be_hidden()
    try_to_decide(page)
    expect(page.locator("#why")).to_be_hidden()

    expect(page.locator("#stage img")).to_be_visible()
    expect(page.locator("#picture-state")).to_be_empty()
    page.keyboard.press("h")
    expect(page.locator("#why")).to_be_visible()


def test_an_original_that_is_there_before_the_screen_copy_counts_as_shown(page: Page, tmp_path: Path) -> None:
    """Zoomed into, left and opened again, all while the service is slow."""
    large = tmp_path / "terakhir.png"
    Image.new("RGB", (3000, 2200), (90, 120, 60)).save(large)
    choose_photos(page, [large])
    expect(page.locator("#photos .card.pass")).to_have_count(4)
    open_photo(page, large.name)
    originals = Held(page, ORIGINALS)
    with page.expect_request(ORIGINALS):
        for _ in range(6):
            page.keyboard.press("+")
    displays = Held(page, DISPLAYS)
    page.keyboard.press("k")
    expect(page.locator("#stage img")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#viewer-name")).to_have_text(large.name)
    originals.release()
    expect(page.locator("#stage img")).to_be_visible()
    expect(page.locator("#choose-hold")).to_have_attribute("aria-disabled", "false")
    displays.release()
    expect(page.locator("#stage img")).to_have_attribute("src", ORIGINALS)
    expect(page.locator("#picture-state")).to_be_empty()


def test_a_photo_that_was_shown_is_shown_again(page: Page) -> None:
    open_photo(page, "besar-000.png")
    page.keyboard.press("j")
    expect(page.locator("#viewer-name")).to_have_text("besar-001.png")
    page.keyboard.press("k")
    expect(page.locator("#viewer-name")).to_have_text("besar-000.png")
    expect(page.locator("#stage img")).to_be_visible()
    page.locator("#viewer-close").click()
    open_photo(page, "besar-000.png")
    expect(page.locator("#stage img")).to_be_visible()
