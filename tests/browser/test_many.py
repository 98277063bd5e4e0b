"""Many photos at once, bad ones among them, and a page that is loaded again in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import NewContext, choose_photos, counts, open_desk, open_photo, wait_until_checked
from tests.browser.held import Held
from tests.browser.pictures import flat_pictures
from tests.browser.service import running_service
from tests.web.service import http_client

MARKUP = "<img src=x onerror=alert(1)>.png"


def test_a_hundred_photos_at_once_with_bad_ones_among_them(desk: Page, tmp_path: Path) -> None:
    photos = flat_pictures(tmp_path, 97)
    photos[0] = photos[0].rename(tmp_path / MARKUP)
    for name, data in (
        ("kosong.jpg", b"\0"),
        ("surat.pdf", b"%PDF-1.7\n"),
        ("potong.png", photos[1].read_bytes()[:60]),
    ):
        photos.append(tmp_path / name)
        photos[-1].write_bytes(data)
    choose_photos(desk, photos)
    expect(desk.locator("#photos .card")).to_have_count(100)
    wait_until_checked(desk, 100)
    assert counts(desk) == {"all": 100, "hold": 0, "review": 0, "unreadable": 3, "pass": 97}
    expect(desk.locator("#progress-text")).to_contain_text("100")
    first_three = desk.locator("#photos .card").all()[:3]
    assert {card.get_attribute("class") for card in first_three} == {"card unreadable"}

    expect(desk.locator("#photos .name", has_text="onerror")).to_have_text(MARKUP)  # text, and nothing else
    open_photo(desk, "onerror")
    expect(desk.locator("#viewer-name")).to_have_text(MARKUP)
    assert desk.locator("img[src=x]").count() == 0


def test_a_reload_in_the_middle_loses_nothing(service: str, new_context: NewContext, tmp_path: Path) -> None:
    """What has arrived is there again; what has not is told, and sending all of it again doubles nothing."""
    context, guard = new_context(service)
    guard.unreachable = True  # the uploads that the reload cuts off
    photos = flat_pictures(tmp_path, 12, "rapat")
    page = open_desk(context)
    page.on("dialog", lambda dialog: dialog.accept())
    Held(page, "**/photos?name=*", after=5)
    choose_photos(page, photos)
    expect(page.locator("#photos .card")).to_have_count(12)
    expect(page.locator("#photos .card.pass")).to_have_count(5, timeout=60_000)

    page.reload()
    page.unroute_all(behavior="ignoreErrors")
    expect(page.locator("#photos .card")).to_have_count(5)
    expect(page.locator("#unsent-text")).to_contain_text("7 foto belum terkirim")
    expect(page.locator("#unsent-text")).to_contain_text("rapat-005.png")

    choose_photos(page, photos)
    wait_until_checked(page, 12)
    expect(page.locator("#notice .lines")).to_contain_text("5 foto sudah ada di sini")
    expect(page.locator("#unsent")).to_be_hidden()
    reloaded = open_desk(context, page.url)
    expect(reloaded.locator("#photos .card.pass")).to_have_count(12)
    expect(reloaded.locator("#unsent")).to_be_hidden()


def test_a_photo_that_arrived_without_the_page_hearing_of_it_is_not_missed(
    service: str, new_context: NewContext, tmp_path: Path
) -> None:
    context, guard = new_context(service)
    guard.unreachable = True  # the upload that is never answered
    page = open_desk(context)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/photos?name=*", lambda route: route.fetch() and None)  # it arrives, and nobody is told
    choose_photos(page, flat_pictures(tmp_path, 1, "sampai"))
    expect(page.locator("#photos .card.pass")).to_have_count(1)
    page.reload()
    page.unroute_all(behavior="ignoreErrors")
    expect(page.locator("#photos .card.pass")).to_have_count(1)
    expect(page.locator("#unsent")).to_be_hidden()


def test_a_service_that_goes_away_is_waited_for(service: str, new_context: NewContext, tmp_path: Path) -> None:
    context, guard = new_context(service)
    guard.unreachable = True
    page = open_desk(context)
    choose_photos(page, flat_pictures(tmp_path, 2, "putus"))
    wait_until_checked(page, 2)
    context.set_offline(True)
    choose_photos(page, flat_pictures(tmp_path, 3, "sambung"))
    expect(page.locator("#offline")).to_be_visible()
    context.set_offline(False)
    wait_until_checked(page, 5)
    expect(page.locator("#offline")).to_be_hidden()


def test_a_busy_service_is_asked_again(service: str, new_context: NewContext, tmp_path: Path) -> None:
    context, guard = new_context(service)
    guard.expected = {503}
    page = open_desk(context)
    refused: list[str] = []

    def refuse_twice(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.url)
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"type": "urn:komando:problem:busy"})
        else:
            route.continue_()

    page.route("**/photos?name=*", refuse_twice)
    choose_photos(page, flat_pictures(tmp_path, 4, "sibuk"))
    wait_until_checked(page, 4)
    assert counts(page)["pass"] == 4
    assert len(refused) == 2


@pytest.fixture(scope="module")
def busy(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own, where few events are open and many are finished."""
    with running_service(tmp_path_factory.mktemp("busy")) as address:
        with http_client(address) as client:
            for number in range(25):
                batch = client.post("/v1/batches", json={"title": f"Rapat {number}"}).json()["id"]
                jpeg = {"Content-Type": "image/jpeg"}
                sent = client.post(f"/v1/batches/{batch}/photos?name=a.jpg", content=b"x", headers=jpeg)
                assert sent.status_code == 202
                if number > 0:
                    assert client.delete(f"/v1/batches/{batch}").status_code == 204
        yield address


def test_an_open_event_is_found_however_many_came_after_it(busy: str, new_context: NewContext) -> None:
    context, _ = new_context(busy)
    page = open_desk(context)
    expect(page.locator("#earlier a")).to_have_text(["Rapat 0"])
    expect(page.locator("#earlier-more")).to_be_hidden()


def test_reports_of_a_finished_event_are_found_again(busy: str, new_context: NewContext) -> None:
    context, _ = new_context(busy)
    page = open_desk(context)
    expect(page.locator("#finished h2")).to_have_text("Selesai")
    links = page.locator("#finished a")
    expect(links).to_have_count(10)
    expect(links.first).to_have_text("Rapat 24")
    expect(page.locator("#finished li").first).to_contain_text("1 foto, 0 disetujui, dibatalkan")
    for count in (20, 24):
        page.locator("#finished-more").click()
        expect(links).to_have_count(count)
    expect(page.locator("#finished-more")).to_be_hidden()
    links.last.click()
    expect(page.locator("#batch-title")).to_have_text("Rapat 1")
    page.locator("#take").click()
    with page.expect_download() as download:
        page.locator("#take-csv").click()
    assert "a.jpg" in Path(download.value.path()).read_text("utf-8")


def test_an_earlier_event_can_be_gone_on_with(service: str, new_context: NewContext, tmp_path: Path) -> None:
    context, _ = new_context(service)
    page = open_desk(context)
    page.locator("#title").fill("Pelantikan")
    choose_photos(page, flat_pictures(tmp_path, 1, "lantik"))
    wait_until_checked(page, 1)
    other: BrowserContext = new_context(service)[0]
    later = open_desk(other)
    later.locator("#earlier-list a", has_text="Pelantikan").click()
    expect(later.locator("#batch-title")).to_have_text("Pelantikan")
    expect(later.locator("#photos .card.pass")).to_have_count(1)
