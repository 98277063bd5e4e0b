"""The end of an event: nothing that was chosen or is being taken away is lost by it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, choose_photos, open_desk, wait_until_checked
from tests.browser.held import Held
from tests.browser.pictures import flat_pictures


def test_an_event_is_not_finished_while_photos_are_being_sent(desk: Page, tmp_path: Path) -> None:
    choose_photos(desk, flat_pictures(tmp_path, 2, "awal"))
    wait_until_checked(desk, 2)
    held = Held(desk, "**/photos?name=*")
    choose_photos(desk, flat_pictures(tmp_path, 3, "susulan"))
    desk.locator("#close-batch").click()
    expect(desk.locator("#close-text")).to_have_text("3 foto masih dikirim atau diperiksa.")
    expect(desk.locator("#close-confirm")).to_be_hidden()
    held.release()
    expect(desk.locator("#close-text")).to_contain_text("5 dari 5")  # the open question follows what happens
    expect(desk.locator("#close-confirm")).to_be_visible()


def test_photos_that_were_not_sent_are_told_before_the_end(
    service: str, new_context: NewContext, tmp_path: Path
) -> None:
    context, guard = new_context(service)
    guard.expected = {422}
    page = open_desk(context)
    empty = tmp_path / "kosong.jpg"
    empty.touch()
    choose_photos(page, [*flat_pictures(tmp_path, 1, "isi"), empty])
    wait_until_checked(page, 2)
    page.locator("#close-batch").click()
    expect(page.locator("#close-text")).to_contain_text("1 foto yang dipilih tidak terkirim")
    expect(page.locator("#close-confirm")).to_be_visible()


def test_a_running_download_is_told_where_it_keeps_the_event_open(
    service: str, new_context: NewContext, tmp_path: Path
) -> None:
    context, guard = new_context(service)
    guard.expected = {409}
    page = open_desk(context)
    choose_photos(page, flat_pictures(tmp_path, 1, "unduh"))
    wait_until_checked(page, 1)
    page.route(
        "**/close",
        lambda route: route.fulfill(status=409, json={"type": "urn:komando:problem:batch-in-download"}),
    )
    page.locator("#close-batch").click()
    page.locator("#close-confirm").click()
    expect(page.locator("#close-fault")).to_contain_text("Foto yang disetujui sedang diunduh.")
    expect(page.locator("#close-dialog")).to_be_visible()
