"""The whole way of somebody who opens the desk for the first time, on photos with real hands."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import SAMPLES, choose_photos, counts, open_photo, wait_until_checked, wait_until_seen

NAMES = ("group_one_peace.jpg", "peace_01.jpg", "two_hand_heart_01.jpg", "fist_01.jpg", "relaxed_01.jpg")


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def decide(page: Page, decision: str, reason: str, note: str = "") -> None:
    page.locator(f"#choose-{decision}").click()
    page.locator(f"#reason-list input[value={reason}]").check()
    page.locator("#note").fill(note)
    page.locator("#decide-save").click()


def take(page: Page, what: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"#take-{what}").click()
    return content(download.value)


def test_from_the_first_photo_to_the_archive(desk: Page, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.jpg"
    broken.write_bytes((SAMPLES / NAMES[0]).read_bytes()[:40])
    expect(desk.locator("#start h2").first).to_contain_text("Letakkan foto")
    desk.locator("#title").fill("Apel pagi")
    choose_photos(desk, [*(SAMPLES / name for name in NAMES), broken])

    expect(desk.locator("#photos .card")).to_have_count(6)  # at once, before anything is checked
    expect(desk.locator("#photos .card canvas, #photos .card img")).to_have_count(5)
    wait_until_checked(desk, 6)
    assert counts(desk) == {"all": 6, "hold": 3, "review": 0, "unreadable": 1, "pass": 2}
    assert desk.locator("#photos .card").first.get_attribute("class") == "card hold"  # worst first
    desk.locator("[data-filter=unreadable]").click()
    expect(desk.locator("#photos .card")).to_have_count(1)
    expect(desk.locator("#photos .name")).to_have_text("rusak.jpg")
    desk.locator("[data-filter=all]").click()

    open_photo(desk, "group_one_peace.jpg")
    expect(desk.locator("#viewer-verdict")).to_have_text("Jangan dipublikasikan")
    expect(desk.locator("#reasons")).to_contain_text("dapat dibaca sebagai angka 2")
    expect(desk.locator("#sources")).not_to_be_empty()
    expect(desk.locator("#hands .fingers li.extended", has_text="telunjuk").first).to_be_visible()
    desk.locator("svg.overlay .hand.hold .outline").last.click(position={"x": 3, "y": 3})
    expect(desk.locator("#hands > li.chosen")).to_have_count(1)
    expect(desk.locator("svg.overlay .finger.extended")).not_to_have_count(0)
    outlines = desk.locator("svg.overlay .hand.hold .outline")
    narrow = outlines.first.bounding_box()
    desk.locator("#hands .show-hand").first.click()
    wide = outlines.last.bounding_box()
    assert narrow is not None
    assert wide is not None
    assert wide["height"] > 2 * narrow["height"]
    decide(desk, "hold", "confirmed")

    decide_rest(desk)
    desk.locator("#viewer-close").click()
    expect(desk.locator("#undecided-count")).to_have_text("0")
    finish(desk)


def decide_rest(page: Page) -> None:
    """What comes next is the next photo, until no photo waits for a decision."""
    expect(page.locator("#viewer-place")).to_have_text("2 dari 6")
    wait_until_seen(page)
    page.locator("#choose-clear").click()
    page.locator("#reason-list input[value=other]").check()
    page.locator("#decide-save").click()
    expect(page.locator("#decide-fault")).to_contain_text("catatan")  # no other reason without saying which
    page.locator("#note").fill("sudah izin pimpinan")
    page.locator("#decide-save").click()
    expect(page.locator("#viewer-place")).to_have_text("3 dari 6")
    wait_until_seen(page)
    decide(page, "hold", "retake", "foto ulang besok")
    expect(page.locator("#viewer-place")).to_have_text("4 dari 6")


def finish(page: Page) -> None:
    page.locator("#take").click()
    expect(page.locator("#take-zip-text")).to_contain_text("3 foto")
    with zipfile.ZipFile(io.BytesIO(take(page, "zip"))) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert set(packed.values()) == {
        (SAMPLES / name).read_bytes() for name in ("peace_01.jpg", "fist_01.jpg", "relaxed_01.jpg")
    }
    rows = list(csv.DictReader(io.StringIO(take(page, "csv").decode("utf-8-sig")), delimiter=";"))
    assert {row["photo"] for row in rows} >= set(NAMES)
    assert take(page, "pdf").startswith(b"%PDF")
    with page.expect_popup() as report:
        page.locator("#take-html").click()
    expect(report.value.locator("body")).to_contain_text("Apel pagi")
    report.value.close()
    page.locator("#take-dialog [data-closes]").click()

    page.locator("#close-batch").click()
    expect(page.locator("#close-text")).to_contain_text("3 dari 6")
    page.locator("#close-confirm").click()
    expect(page.locator("#over-text")).to_contain_text("sudah selesai")
    expect(page.locator("#close-batch")).to_be_hidden()
    expect(page.locator("#photos img, #photos canvas")).to_have_count(0)
    open_photo(page, "group_one_peace.jpg")
    expect(page.locator("#picture-state")).to_have_text("Tidak ada gambar yang dapat ditampilkan.")  # wiped
    expect(page.locator("#history")).to_contain_text("Ditahan")
    expect(page.locator("#decide")).to_be_hidden()


def test_a_dropped_folder_gives_its_pictures_and_tells_of_the_rest(desk: Page) -> None:
    """As a browser hands over a folder: entries that are read piece by piece."""
    desk.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 64;
          const png = (name) =>
            new Promise((done) => canvas.toBlob((blob) => done(new File([blob], name)), "image/png"));
          const entry = (file) => ({ isFile: true, isDirectory: false, file: (done) => done(file) });
          return Promise.all([png("b.png"), png("a.png")]).then((pictures) => {
            const files = [...pictures, new File(["x"], "Thumbs.db")].map(entry);
            const readEntries = (done) => done(files.splice(0, 2));
            const folder = { isFile: false, isDirectory: true, createReader: () => ({ readEntries }) };
            const event = new Event("drop", { bubbles: true, cancelable: true });
            event.dataTransfer = { items: [{ webkitGetAsEntry: () => folder }], files: [] };
            document.dispatchEvent(event);
          });
        }"""
    )
    expect(desk.locator("#photos .name")).to_have_text(["a.png", "b.png"])
    expect(desk.locator("#notice .lines")).to_contain_text("1 berkas di folder itu bukan foto")
    wait_until_checked(desk, 2)


def test_a_pasted_screenshot_gets_a_name_of_its_own(desk: Page) -> None:
    desk.evaluate(
        """() => new Promise((done) => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 80;
          canvas.toBlob((blob) => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([blob], "image.png", { type: "image/png" }));
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
            done();
          }, "image/png");
        })"""
    )
    expect(desk.locator("#photos .name")).to_contain_text(["-image.png"])
    wait_until_checked(desk, 1)


@pytest.mark.parametrize(
    ("policy", "day"),
    [pytest.param("id-polri-2023", "2031-10-01", id="other-policy-later-day")],
)
def test_policy_and_day_are_remembered(desk: Page, policy: str, day: str) -> None:
    desk.locator("#policy").select_option(policy)
    desk.locator("#date").fill(day)
    desk.reload()
    desk.locator("#desk[aria-busy=false]").wait_for()
    expect(desk.locator("#policy")).to_have_value(policy)
    expect(desk.locator("#date")).to_have_value(day)
