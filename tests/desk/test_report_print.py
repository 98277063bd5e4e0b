"""The HTML report of a batch, printed by a real browser."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest
from playwright.sync_api import Browser

from komando.desk.desk import Desk
from komando.desk.names import DecisionKind
from komando.desk.report_html import report_html
from komando.desk.report_view import batch_report
from komando.policy.verdict import Verdict
from tests.chromium import needs_chromium, open_chromium
from tests.desk.builders import decide_on, make_batch, put_checked, wordy_batch

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as opened:
        yield opened


def printed(browser: Browser, page_text: str) -> list[str]:
    page = browser.new_page(java_script_enabled=False)
    page.set_content(page_text)
    document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    return [each.extract_text() for each in document.pages]


@pytest.mark.parametrize("number", [1, 2, 4, 7, 9, 12])
def test_photos_that_need_a_person_print_on_one_page(browser: Browser, sqlite_desk: Desk, number: int) -> None:
    batch = wordy_batch(sqlite_desk, number)
    (page,) = printed(browser, report_html(batch_report(sqlite_desk, batch, "id", blur_faces=True)))
    assert f"{number} · Dokumentasi" in page
    assert "Selengkapnya" not in page


def test_a_few_that_pass_print_on_the_same_page(browser: Browser, sqlite_desk: Desk) -> None:
    batch = make_batch(sqlite_desk, "Apel pagi")
    for number in range(24):
        photo = put_checked(sqlite_desk, batch, Verdict.HOLD if number < 12 else Verdict.PASS, f"{number}.jpg")
        if number < 12:
            decide_on(sqlite_desk, photo, DecisionKind.HOLD)
    (page,) = printed(browser, report_html(batch_report(sqlite_desk, batch, "id", blur_faces=True)))
    assert all(f"{number}.jpg" in page for number in range(24))


def test_the_annex_begins_a_page(browser: Browser, sqlite_desk: Desk) -> None:
    batch = wordy_batch(sqlite_desk, 14)
    first, annex = printed(browser, report_html(batch_report(sqlite_desk, batch, "id", blur_faces=True)))
    assert "Foto lainnya di lampiran: 2." in first
    assert "Lampiran: Foto" in annex
    assert "Lampiran: Foto" not in first
