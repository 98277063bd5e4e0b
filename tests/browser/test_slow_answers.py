"""People who are faster than the service: an answer that comes late disturbs nothing, and nothing is lost unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import (
    SAMPLES,
    NewContext,
    choose_photos,
    open_desk,
    open_photo,
    wait_until_checked,
    wait_until_seen,
)
from tests.browser.held import Held
from tests.browser.pictures import flat_pictures

DECISIONS = "**/decisions"


@pytest.fixture
def page(service: str, new_context: NewContext, tmp_path: Path) -> Page:
    """The first of three photos that pass, opened."""
    context, guard = new_context(service)
    guard.expected = {409, 500}
    page = open_desk(context)
    choose_photos(page, flat_pictures(tmp_path, 3, "lambat"))
    wait_until_checked(page, 3)
    open_photo(page, "lambat-000.png")
    return page


def hold_back(page: Page, reason: str = "other", note: str = "") -> None:
    page.locator("#choose-hold").click()
    page.locator(f"#reason-list input[value={reason}]").check()
    page.locator("#note").fill(note)


def test_the_next_photo_keeps_its_form_when_the_answer_comes(page: Page) -> None:
    held = Held(page, DECISIONS)
    hold_back(page, note="pertama")
    page.locator("#decide-save").click()
    page.locator("#next").click()
    wait_until_seen(page)
    hold_back(page, note="kedua")
    expect(page.locator("#decide-save")).to_be_enabled()
    held.release()
    expect(page.locator("#viewer-said")).to_contain_text("lambat-000.png")
    expect(page.locator("#viewer-name")).to_have_text("lambat-001.png")  # no photo is left out
    expect(page.locator("#note")).to_have_value("kedua")
    page.locator("#decide-save").click()
    expect(page.locator("#viewer-name")).to_have_text("lambat-002.png")
    page.locator("#viewer-close").click()
    for name in ("lambat-000.png", "lambat-001.png"):
        expect(page.locator("#photos .card", has_text=name)).to_contain_text("Ditahan")


def test_the_gallery_stays_when_the_answer_comes(page: Page) -> None:
    held = Held(page, DECISIONS)
    hold_back(page, note="pertama")
    page.locator("#decide-save").click()
    page.locator("#viewer-close").click()
    held.release()
    expect(page.locator("#photos .card", has_text="lambat-000.png")).to_contain_text("Ditahan")
    expect(page.locator("#viewer")).to_be_hidden()


@pytest.mark.parametrize("where", ["#viewer-lost", "#lost"], ids=["at-the-next-photo", "in-the-gallery"])
def test_what_was_not_saved_is_told_by_name_wherever_one_is(page: Page, where: str) -> None:
    held = Held(page, DECISIONS)
    hold_back(page, note="pertama")
    page.locator("#decide-save").click()
    page.locator("#next" if where == "#viewer-lost" else "#viewer-close").click()
    held.refuse()
    told = page.locator(where)
    expect(told).to_contain_text("Keputusan atas lambat-000.png tidak tersimpan:")
    if where == "#viewer-lost":
        expect(page.locator("#viewer-name")).to_have_text("lambat-001.png")
        expect(page.locator("#decide-fault")).to_be_empty()
        page.locator("#viewer-close").click()
        expect(page.locator("#lost")).to_contain_text("lambat-000.png")
    expect(page.locator("#photos .card", has_text="lambat-000.png")).not_to_contain_text("Ditahan")

    open_photo(page, "lambat-000.png")
    hold_back(page, note="sekali lagi")
    page.locator("#decide-save").click()
    expect(page.locator("#viewer-name")).to_have_text("lambat-001.png")
    expect(told).to_be_hidden()


def test_a_decision_at_the_computer_itself_has_words_for_who_made_it(page: Page) -> None:
    other = open_desk(page.context, page.url)
    open_photo(other, "lambat-000.png")
    held = Held(page, DECISIONS)
    hold_back(page, note="pertama")
    page.locator("#decide-save").click()
    hold_back(other, note="lebih cepat")
    other.locator("#decide-save").click()
    expect(other.locator("#viewer-name")).to_have_text("lambat-001.png")
    held.release()
    expect(page.locator("#conflict-text")).to_contain_text("Pengguna di komputer Komando sudah menahan foto ini")


def test_a_page_is_not_left_while_a_decision_is_being_saved(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    held = Held(page, DECISIONS)
    hold_back(page, note="pertama")
    page.locator("#decide-save").click()
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    held.release()
    expect(page.locator("#viewer-name")).to_have_text("lambat-001.png")


def test_a_correction_belongs_to_the_photo_it_was_made_on(service: str, new_context: NewContext) -> None:
    context, guard = new_context(service)
    guard.expected = {500}
    page = open_desk(context)
    choose_photos(page, [SAMPLES / "peace_01.jpg", SAMPLES / "two_hand_heart_01.jpg"])
    wait_until_checked(page, 2)
    open_photo(page, "peace_01.jpg")
    held = Held(page, "**/label")
    correct(page)
    page.locator("#next").click()
    expect(page.locator("#viewer-name")).to_have_text("two_hand_heart_01.jpg")
    wait_until_seen(page)
    held.refuse()
    expect(page.locator("#viewer-lost")).to_contain_text("Koreksi tangan pada peace_01.jpg tidak tersimpan:")
    page.locator("#previous").click()
    wait_until_seen(page)
    correct(page)
    expect(page.locator("#viewer-lost")).to_be_hidden()


def correct(page: Page) -> None:
    page.locator("#hands summary").first.click()
    page.locator("#hands select").first.select_option("index")
