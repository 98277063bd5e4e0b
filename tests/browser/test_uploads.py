"""Photos on their way: what does not fit, does not come through or cannot be read is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import NewContext, choose_photos, open_desk, wait_until_checked
from tests.browser.held import Held
from tests.browser.pictures import flat_pictures
from tests.browser.service import running_service

UPLOADS: Final = "**/photos?name=*"
_MOST: Final = 4


@pytest.fixture(scope="module")
def small(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service whose batches have room for four photos."""
    with running_service(tmp_path_factory.mktemp("small"), batch_photos=str(_MOST)) as address:
        yield address


def problem(code: str, status: int, **headers: str) -> dict[str, Any]:
    return {"status": status, "headers": headers, "json": {"type": f"urn:komando:problem:{code}"}}


class TestRoom:
    def test_after_a_reload_photos_that_are_there_take_no_room(
        self, small: str, new_context: NewContext, tmp_path: Path
    ) -> None:
        context, guard = new_context(small)
        guard.unreachable = True  # the uploads that the reload cuts off
        photos = flat_pictures(tmp_path, _MOST + 1, "ulang")
        page = open_desk(context)
        page.on("dialog", lambda dialog: dialog.accept())
        Held(page, UPLOADS, after=2)
        choose_photos(page, photos[:_MOST])
        expect(page.locator("#photos .card.pass")).to_have_count(2)
        page.reload()
        page.unroute_all(behavior="ignoreErrors")
        expect(page.locator("#photos .card")).to_have_count(2)

        choose_photos(page, photos)
        wait_until_checked(page, _MOST)
        expect(page.locator("#photos .name")).to_have_text([photo.name for photo in photos[:_MOST]])
        expect(page.locator("#unsent")).to_be_hidden()
        notice = page.locator("#notice .lines p")  # one does not take the other's place
        expect(notice).to_have_count(2)
        expect(notice.first).to_contain_text("1 foto tidak muat dan tidak dimasukkan: ulang-004.png.")
        expect(notice.last).to_contain_text("2 foto sudah ada di sini")
        page.locator("#notice .dismiss").click()
        expect(page.locator("#notice")).to_be_hidden()

    def test_a_photo_that_only_looks_like_one_that_is_there_is_told_by_its_card(
        self, small: str, new_context: NewContext, tmp_path: Path
    ) -> None:
        context, guard = new_context(small)
        guard.expected = {409}
        page = open_desk(context)
        photos = flat_pictures(tmp_path, _MOST, "mirip")
        choose_photos(page, photos)
        wait_until_checked(page, _MOST)
        photos[0].write_bytes(photos[0].read_bytes()[::-1])
        choose_photos(page, photos[:1])
        expect(page.locator("#photos .card.failed")).to_contain_text("Kegiatan ini sudah penuh.")

    def test_names_of_unsent_photos_stay_until_those_are_chosen(
        self, service: str, new_context: NewContext, tmp_path: Path
    ) -> None:
        context, guard = new_context(service)
        guard.unreachable = True
        photos = flat_pictures(tmp_path, 4, "sisa")
        page = open_desk(context)
        page.on("dialog", lambda dialog: dialog.accept())
        Held(page, UPLOADS, after=1)
        choose_photos(page, photos[:3])
        expect(page.locator("#photos .card.pass")).to_have_count(1)
        page.reload()
        page.unroute_all(behavior="ignoreErrors")
        choose_photos(page, photos[3:])
        wait_until_checked(page, 2)
        expect(page.locator("#unsent-text")).to_contain_text("sisa-001.png, sisa-002.png")
        choose_photos(page, photos[:2])
        wait_until_checked(page, 3)
        expect(page.locator("#unsent-text")).to_contain_text(
            "1 foto belum terkirim saat halaman ditutup: sisa-002.png."
        )
        again = open_desk(context, page.url)
        expect(again.locator("#unsent-text")).to_contain_text("sisa-002.png")


class TestTrouble:
    def test_a_full_disk_is_told_on_the_card_until_there_is_space(
        self, service: str, new_context: NewContext, tmp_path: Path
    ) -> None:
        context, guard = new_context(service)
        guard.expected = {503}
        page = open_desk(context)
        page.route(UPLOADS, lambda route: route.fulfill(**problem("no-space", 503, **{"Retry-After": "1"})))
        choose_photos(page, flat_pictures(tmp_path, 1, "penuh"))
        card = page.locator("#photos .card")
        expect(card).to_contain_text("Tempat penyimpanan foto sudah penuh.")
        expect(card).to_contain_text("Dalam antrean")
        page.unroute_all(behavior="ignoreErrors")
        wait_until_checked(page, 1)
        expect(card).not_to_contain_text("penuh.")

    def test_what_takes_too_long_is_tried_alone_and_then_told(
        self, service: str, new_context: NewContext, tmp_path: Path
    ) -> None:
        context, guard = new_context(service)
        guard.expected = {408}
        page = open_desk(context)
        tries: list[str] = []

        def refuse(route: Route) -> None:
            tries.append(route.request.url)
            route.fulfill(**problem("upload-too-slow", 408))

        page.route("**/photos?name=lambat-000*", refuse)
        held = Held(page, re.compile(r"/photos\?name=lambat-00[1-4]"), after=2)
        choose_photos(page, flat_pictures(tmp_path, 5, "lambat"))
        failed = page.locator("#photos .card.failed")
        expect(failed).to_have_count(1)
        expect(failed).to_contain_text("lambat-000.png")
        expect(failed).to_contain_text("Pengiriman terlalu lama.")
        assert len(tries) == 3
        expect(page.locator("#photos .card", has_text="Sedang dikirim")).to_have_count(1)
        assert len(held.routes) == 1
        held.release()
        wait_until_checked(page, 5)

        page.unroute_all(behavior="ignoreErrors")
        choose_photos(page, [tmp_path / "lambat-000.png"])  # another chance
        expect(page.locator("#photos .card.pass")).to_have_count(5)
        expect(failed).to_have_count(0)

    def test_an_upload_that_is_never_answered_is_told(self, new_context: NewContext, tmp_path: Path) -> None:
        with running_service(tmp_path / "data", upload_seconds="1") as address:
            context, guard = new_context(address)
            guard.unreachable = True
            page = open_desk(context)
            held = Held(page, UPLOADS)
            choose_photos(page, flat_pictures(tmp_path, 1, "diam"))
            expect(page.locator("#photos .card.failed")).to_contain_text("Pengiriman terlalu lama.")
            assert len(held.routes) == 3
            expect(page.locator("#offline")).to_be_hidden()

    def test_a_file_that_is_gone_is_told(self, service: str, new_context: NewContext, tmp_path: Path) -> None:
        context, _ = new_context(service)
        page = open_desk(context)
        held = Held(page, UPLOADS)
        photos = flat_pictures(tmp_path, 4, "hilang")
        choose_photos(page, photos)
        expect(page.locator("#photos .card", has_text="Sedang dikirim")).to_have_count(3)
        expect(page.locator("#photos .card canvas")).to_have_count(4)
        photos[3].unlink()
        held.release()
        expect(page.locator("#photos .card.failed")).to_contain_text("Berkas ini tidak dapat dibaca lagi")
        expect(page.locator("#photos .card.pass")).to_have_count(3)

    def test_a_start_that_has_to_wait_says_for_what(self, service: str, new_context: NewContext) -> None:
        context, guard = new_context(service)
        guard.expected = {503}
        page: Page = context.new_page()
        answer = problem("database-unavailable", 503, **{"Retry-After": "1"})
        page.route("**/v1/session", lambda route: route.fulfill(**answer))
        page.goto("/")
        expect(page.locator("#delayed")).to_contain_text("Basis data Komando tidak menjawab.")
        page.unroute_all(behavior="ignoreErrors")
        page.locator("#desk[aria-busy=false]").wait_for()
        expect(page.locator("#delayed")).to_be_hidden()

    def test_a_start_that_fails_is_told(self, service: str, new_context: NewContext) -> None:
        context, guard = new_context(service)
        guard.expected = {500}
        page: Page = context.new_page()
        page.route("**/v1/policies", lambda route: route.fulfill(**problem("internal", 500)))
        page.goto("/")
        expect(page.locator("#broken")).to_contain_text("Terjadi kesalahan pada Komando.")


def test_of_a_drop_what_cannot_be_read_is_told_and_the_rest_is_taken(desk: Page) -> None:
    """A file and a folder that the device does not give, beside and inside a folder that it does."""
    desk.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 64;
          const png = (name) =>
            new Promise((done) => canvas.toBlob((blob) => done(new File([blob], name)), "image/png"));
          const entry = (file) => ({ isFile: true, isDirectory: false, name: file.name, file: (done) => done(file) });
          const refuse = (_, fail) => fail(new DOMException("no", "NotReadableError"));
          const lost = (name) => ({ isFile: true, isDirectory: false, name, file: refuse });
          const folder = (name, readEntries) =>
            ({ isFile: false, isDirectory: true, name, createReader: () => ({ readEntries }) });
          return Promise.all([png("b.png"), png("a.png")]).then(([one, other]) => {
            const inside = [entry(one), lost("c.png"), folder("tertutup", refuse)];
            const entries = [folder("apel", (done) => done(inside.splice(0, 2))), entry(other), lost("d.png")];
            const event = new Event("drop", { bubbles: true, cancelable: true });
            event.dataTransfer = { items: entries.map((each) => ({ webkitGetAsEntry: () => each })), files: [] };
            document.dispatchEvent(event);
          });
        }"""
    )
    expect(desk.locator("#photos .name")).to_have_text(["a.png", "b.png"])
    expect(desk.locator("#notice .lines")).to_contain_text("3 berkas atau folder tidak dapat dibaca")
    expect(desk.locator("#notice .lines")).to_contain_text("c.png")
    wait_until_checked(desk, 2)
