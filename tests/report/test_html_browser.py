"""The HTML report in a real browser: it opens offline, finds, filters, sorts and prints."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from komando.gestures.names import Gesture
from komando.policy.profile import load_profile
from komando.report.html import HtmlWriter
from komando.report.pictures import MakePictures
from tests.chromium import needs_chromium, open_chromium
from tests.report.builders import HandSpec, make_checked, make_unreadable

_HOSTILE = "<script>document.title='taken'</script>.jpg"
_COPIES = 30

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "laporan.html"
    photos = [
        make_checked([HandSpec((320, 240), 150, Gesture.FIST)], name=f"acara/lolos-{number}.jpg")
        for number in range(_COPIES)
    ]
    photos += [make_checked([HandSpec((320, 240), 150)], name=_HOSTILE), make_unreadable("rusak.jpg")]
    photos += [make_checked([HandSpec((320, 240), 150, Gesture.INDEX)], name="acara/Rapat 2.jpg")]
    with HtmlWriter(path, profile=load_profile("id-strict-fist").profile) as writer:
        for photo in photos:
            writer.add(photo.record, MakePictures()(photo))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as opened:
        yield opened


def _open(browser: Browser, report: Path, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """A page without network, and what the browser complains of."""
    context = browser.new_context(offline=True, java_script_enabled=scripts, viewport={"width": 1366, "height": 768})
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
    page.goto(report.as_uri())
    return page, complaints


def _shown(page: Page) -> list[str]:
    names = page.locator(".photo:visible h2").all_text_contents()
    return [name.strip() for name in names]


def test_it_opens_worst_first_and_asks_for_nothing(browser: Browser, report: Path) -> None:
    page, complaints = _open(browser, report)
    assert _shown(page)[:3] == [_HOSTILE, "acara/Rapat 2.jpg", "rusak.jpg"]
    assert page.title() == "Komando: pose tangan dalam foto"
    assert page.locator(".shown").inner_text() == f"Foto ditampilkan: {_COPIES + 3} / {_COPIES + 3}"
    assert complaints == []


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        pytest.param(lambda page: page.click(".tile.hold"), [_HOSTILE, "acara/Rapat 2.jpg"], id="verdict"),
        pytest.param(lambda page: page.select_option("[name=rule]", "rule.index"), ["acara/Rapat 2.jpg"], id="rule"),
        pytest.param(lambda page: page.fill("[name=search]", "rapat"), ["acara/Rapat 2.jpg"], id="name-any-case"),
        pytest.param(lambda page: page.fill("[name=search]", "<script>"), [_HOSTILE], id="hostile-name"),
        pytest.param(lambda page: page.fill("[name=search]", "tidak ada"), [], id="nothing-fits"),
    ],
)
def test_filters(browser: Browser, report: Path, act: Callable[[Page], object], shown: list[str]) -> None:
    page, complaints = _open(browser, report)
    act(page)
    assert _shown(page) == shown
    assert page.locator("main > .none").is_visible() is (not shown)
    assert complaints == []


@pytest.mark.parametrize(
    ("order", "first"),
    [
        pytest.param("name", [_HOSTILE, "acara/lolos-0.jpg", "acara/lolos-1.jpg", "acara/lolos-2.jpg"], id="name"),
        pytest.param("order", ["acara/lolos-0.jpg", "acara/lolos-1.jpg", "acara/lolos-2.jpg"], id="as-checked"),
        pytest.param("worst", [_HOSTILE, "acara/Rapat 2.jpg", "rusak.jpg", "acara/lolos-0.jpg"], id="worst-first"),
    ],
)
def test_orders(browser: Browser, report: Path, order: str, first: list[str]) -> None:
    page, _ = _open(browser, report)
    page.select_option("[name=order]", "order" if order == "worst" else "worst")
    page.select_option("[name=order]", order)
    assert _shown(page)[: len(first)] == first


def test_cards_are_filled_as_someone_comes_near(browser: Browser, report: Path) -> None:
    page, _ = _open(browser, report)
    last = page.locator(".photo").last
    page.locator(".photo img").first.wait_for()
    assert page.locator(".photo img").count() < _COPIES
    last.scroll_into_view_if_needed()
    last.locator("img").wait_for()
    assert last.locator(".hands tbody tr").count() == 1


def test_everything_is_there_without_scripts(browser: Browser, report: Path) -> None:
    page, _ = _open(browser, report, scripts=False)
    assert len(_shown(page)) == _COPIES + 3
    assert page.locator(".photo figure img").count() == _COPIES + 2
    assert page.locator(".hands").count() == _COPIES + 2
    assert not page.locator(".controls").is_visible()


def test_what_the_filters_show_is_printed_whole(browser: Browser, report: Path) -> None:
    page, _ = _open(browser, report)
    page.fill("[name=search]", "acara/")
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert all(f"lolos-{number}.jpg" in text for number in range(_COPIES))
    assert "rusak.jpg" not in text
    assert "BKN" in text  # sources, which are folded on the screen


@pytest.mark.parametrize("width_px", [360, 768, 1366])
def test_nothing_sticks_out_at_the_side(browser: Browser, report: Path, width_px: int) -> None:
    page, _ = _open(browser, report)
    page.set_viewport_size({"width": width_px, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px


def test_people_who_cannot_see_it_can_use_it(browser: Browser, report: Path) -> None:
    page = browser.new_context(bypass_csp=True).new_page()  # the checker itself has to be let in
    page.goto(report.as_uri())
    page.locator(".photo img").first.wait_for()
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]] == []
