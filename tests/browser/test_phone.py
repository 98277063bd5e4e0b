"""The desk on a small phone, by touch."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.conftest import (
    SAMPLES,
    NewContext,
    choose_photos,
    open_desk,
    open_photo,
    wait_until_checked,
    wait_until_seen,
)
from tests.browser.pictures import flat_pictures

PHONE = (360, 740)


def overflow_px(page: Page) -> int:
    """By how much the page is wider than its window."""
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def pinch(page: Page, box: FloatRect) -> None:
    """Two fingers that move apart."""
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    touches = page.context.new_cdp_session(page)
    for kind, apart_px in (("touchStart", 30), ("touchMove", 50), ("touchMove", 80), ("touchEnd", None)):
        points = (
            [] if apart_px is None else [{"x": middle[0] + apart_px, "y": middle[1]}, {"x": middle[0], "y": middle[1]}]
        )
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_wider_than_the_phone(service: str, new_context: NewContext, tmp_path: Path, language: str) -> None:
    context, _ = new_context(service, size=PHONE, touch=True, language=language)
    page = open_desk(context)
    assert overflow_px(page) <= 0
    expect(page.locator("#pick-folder")).to_be_hidden()  # phones have no folders to choose
    choose_photos(page, flat_pictures(tmp_path, 5, f"ponsel-{language}"))
    wait_until_checked(page, 5)
    assert overflow_px(page) <= 0
    page.locator("#take").click()
    assert overflow_px(page) <= 0


def test_a_photo_is_looked_at_and_decided_by_touch(service: str, new_context: NewContext) -> None:
    context, _ = new_context(service, size=PHONE, touch=True)
    page = open_desk(context)
    choose_photos(page, [SAMPLES / "peace_01.jpg"])
    wait_until_checked(page, 1)
    page.locator("#photos .card").tap()
    wait_until_seen(page)
    before = page.locator("#stage img").bounding_box()
    page.locator("#zoom-in").tap()
    after = page.locator("#stage img").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]
    pinch(page, before)
    pinched = page.locator("#stage img").bounding_box()
    assert pinched is not None
    assert pinched["width"] > after["width"]
    page.locator("#choose-hold").tap()
    page.locator("#reason-list input[value=confirmed]").tap()
    expect(page.locator("#decide-save")).to_be_in_viewport()
    page.locator("#decide-save").tap()
    expect(page.locator("#stands")).to_contain_text("Ditahan")
    page.go_back()  # as on any phone
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator("#photos .decided")).to_contain_text("Ditahan")
    open_photo(page, "peace_01.jpg")
    page.locator("#viewer-close").tap()
    expect(page.locator("#viewer")).to_be_hidden()
