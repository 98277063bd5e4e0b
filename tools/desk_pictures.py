"""The pictures of the desk in the README, taken anew: `python -m tools.desk_pictures`. Needs Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tools.chromium import CHROMIUM

_PROJECT: Final = Path(__file__).resolve().parents[1]
_SAMPLES: Final = _PROJECT / "sample_images"
_IMAGES: Final = _PROJECT / "docs" / "images"
_PHOTOS: Final = (
    *("four_01", "group_one_peace", "peace_01", "thumb_up_01", "two_hand_heart_01", "hand_on_chest_01", "fist_01"),
    *("group_all_fists", "group_relaxed", "relaxed_01"),
)
_HELD: Final = ("peace_01", "thumb_up_01")
_LAPTOP: Final = {"width": 1366, "height": 768}
_PATIENCE_MS: Final = 120_000
_ADDRESS: Final = re.compile(r"http://[\d.]+:\d+")


def main() -> None:
    """Check some samples as a first-time user would, and take both pictures."""
    if CHROMIUM is None:
        sys.exit("no Chromium is installed here")
    with (
        tempfile.TemporaryDirectory() as data_dir,
        _service(Path(data_dir)) as address,
        sync_playwright() as playwright,
    ):
        arguments = ["--disable-gpu", *([] if os.geteuid() else ["--no-sandbox"])]
        with playwright.chromium.launch(executable_path=CHROMIUM, args=arguments) as browser:
            context = browser.new_context(base_url=address, viewport=_LAPTOP, reduced_motion="reduce")  # type: ignore[arg-type]
            context.set_default_timeout(_PATIENCE_MS)
            _take(context.new_page())


@contextmanager
def _service(data_dir: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "komando", "serve", "--port", "0"],
        env={**os.environ, "KOMANDO_DATA_DIR": str(data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield next(found[0] for line in process.stderr or () if (found := _ADDRESS.search(line)))
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _take(page: Page) -> None:
    page.goto("/")
    page.locator("#desk[aria-busy=false]").wait_for()
    page.locator("#title").fill("Apel pagi Dinas Pendidikan")
    page.set_input_files("#pick-input", [_SAMPLES / f"{name}.jpg" for name in _PHOTOS])
    page.locator("#progress-box.done").wait_for()
    for name in _HELD:
        _open(page, name)
        page.locator("#choose-hold").click()
        page.locator("#reason-list input").first.check()
        page.locator("#decide-save").click()
        page.locator("#photos .card", has_text=name).locator(".decided:not([hidden])").wait_for(state="attached")
        page.keyboard.press("Escape")
        page.locator("#viewer").wait_for(state="hidden")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=_IMAGES / "desk_gallery.jpg", quality=85)
    _open(page, "group_one_peace")
    page.screenshot(path=_IMAGES / "desk_photo.jpg", quality=85)


def _open(page: Page, name: str) -> None:
    page.locator("#photos .card", has_text=name).click()
    page.locator("#viewer[open] #panel[aria-busy=false]").wait_for()
    page.locator("#stage[aria-busy=false]").wait_for()


if __name__ == "__main__":
    main()
