"""An office with tokens: signing in, two reviewers on one photo, and a checker who may not decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import grave_findings
from tests.browser.conftest import NewContext, choose_photos, open_photo, wait_until_checked
from tests.browser.pictures import flat_pictures
from tests.browser.service import add_token, running_service


@dataclass(frozen=True)
class Office:
    """A service that asks for tokens, and three people's tokens."""

    address: str
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data_dir = tmp_path_factory.mktemp("office")
    tokens = {
        name: add_token(data_dir, name, role)
        for name, role in (("Siti", "reviewer"), ("Budi", "reviewer"), ("Rina", "checker"))
    }
    with running_service(data_dir, login="always") as address:
        yield Office(address, tokens)


def sign_in(office: Office, new_context: NewContext, name: str, path: str = "/", language: str = "id") -> Page:
    context, guard = new_context(office.address, language=language)
    guard.expected = {401, 409}
    page: Page = context.new_page()
    page.goto(path)
    page.locator("#token").fill(office.tokens[name])
    page.keyboard.press("Enter")
    page.locator("#desk[aria-busy=false]").wait_for()
    return page


def test_a_wrong_token_is_told_and_the_right_one_lets_in(office: Office, new_context: NewContext) -> None:
    context, guard = new_context(office.address)
    guard.expected = {401}
    page: Page = context.new_page()
    page.goto("/")
    expect(page.locator("#signin")).to_be_visible()
    page.keyboard.press("Escape")  # there is nothing behind it
    expect(page.locator("#signin")).to_be_visible()
    page.locator("#token").fill("kmd_wrong")
    page.locator("#signin-go").click()
    expect(page.locator("#signin-fault-text")).to_have_text("Token ini tidak dikenal atau sudah dicabut.")
    page.locator("#token").fill(office.tokens["Siti"])
    page.locator("#signin-go").click()
    expect(page.locator("#who")).to_contain_text("Siti")
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "komando_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.locator("#sign-out").click()
    expect(page.locator("#signin")).to_be_visible()


def test_two_reviewers_on_one_photo(office: Office, new_context: NewContext, tmp_path: Path) -> None:
    siti = sign_in(office, new_context, "Siti")
    choose_photos(siti, flat_pictures(tmp_path, 1, "bersama"))
    wait_until_checked(siti, 1)
    budi = sign_in(office, new_context, "Budi", siti.url.removeprefix(office.address))
    for page in (siti, budi):
        open_photo(page, "bersama-000.png")
        page.locator("#choose-hold").click()
        page.locator("#reason-list input[value=other]").check()

    siti.locator("#note").fill("menunggu izin")
    siti.locator("#decide-save").click()
    expect(siti.locator("#stands")).to_contain_text("Ditahan oleh Siti")

    expect(budi.locator("#history")).to_contain_text("Ditahan oleh Siti")  # told at once, his own form stays open
    budi.locator("#note").fill("latar spanduk")
    budi.locator("#decide-save").click()
    expect(budi.locator("#conflict")).to_contain_text("Siti sudah menahan foto ini")
    expect(budi.locator("#conflict")).to_contain_text("menunggu izin")
    expect(budi.locator("#decide-cancel")).to_have_text("Ikuti keputusan itu")
    budi.locator("#decide-save").click()  # all the same
    expect(budi.locator("#stands")).to_contain_text("Ditahan oleh Budi")
    expect(siti.locator("#history li")).to_have_count(2)
    expect(siti.locator("#stands")).to_contain_text("Ditahan oleh Budi")


def test_a_checker_sees_and_does_not_decide(office: Office, new_context: NewContext, tmp_path: Path) -> None:
    rina = sign_in(office, new_context, "Rina")
    choose_photos(rina, flat_pictures(tmp_path, 1, "periksa"))
    wait_until_checked(rina, 1)
    expect(rina.locator("#close-batch")).to_be_hidden()
    open_photo(rina, "periksa-000.png")
    expect(rina.locator("#decide")).to_be_hidden()
    expect(rina.locator("#only-reviewers")).to_be_visible()


def test_a_session_that_ends_in_the_middle_is_opened_again(
    office: Office, new_context: NewContext, tmp_path: Path
) -> None:
    siti = sign_in(office, new_context, "Siti")
    siti.context.clear_cookies(name="komando_session")
    choose_photos(siti, flat_pictures(tmp_path, 2, "sesi"))
    expect(siti.locator("#signin")).to_be_visible()
    siti.locator("#token").fill(office.tokens["Siti"])
    siti.locator("#signin-go").click()
    wait_until_checked(siti, 2)  # nothing had to be chosen again


def test_somebody_else_s_session_takes_nothing_over(office: Office, new_context: NewContext, tmp_path: Path) -> None:
    siti = sign_in(office, new_context, "Siti")
    choose_photos(siti, flat_pictures(tmp_path, 2, "ganti"))
    wait_until_checked(siti, 2)
    open_photo(siti, "ganti-000.png")
    siti.locator("#choose-hold").click()
    siti.locator("#reason-list input[value=other]").check()
    siti.locator("#note").fill("keputusan Siti")
    siti.context.clear_cookies(name="komando_session")
    siti.locator("#decide-save").click()
    siti.locator("#token").fill(office.tokens["Budi"])
    siti.locator("#signin-go").click()

    expect(siti.locator("#who-name")).to_have_text("Budi")
    siti.locator("#desk[aria-busy=false]").wait_for()
    expect(siti.locator("#notice")).to_contain_text("Anda masuk sebagai Budi. Keputusan dan foto Siti")
    expect(siti.locator("#photos .card.pass")).to_have_count(2)
    open_photo(siti, "ganti-000.png")
    expect(siti.locator("#stands")).not_to_contain_text("Ditahan")
    expect(siti.locator("#history")).to_be_hidden()


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_grave_on_the_way_in(office: Office, new_context: NewContext, language: str) -> None:
    context, _ = new_context(office.address, language=language)
    page: Page = context.new_page()
    page.goto("/")
    expect(page.locator("#signin")).to_be_visible()
    assert grave_findings(page) == []
