from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from komando.checker import CheckedPhoto, Checker
from komando.photo.limits import DEFAULT_LIMITS
from komando.scan.again import MakeAgain
from tests.scan.pictures import PLAIN, picture


def name_of(checked: CheckedPhoto) -> str:
    return checked.record.path


def other_photo(path: Path) -> None:
    path.write_bytes(picture("JPEG", 64, 64, "red"))


def no_photo(path: Path) -> None:
    path.write_bytes(b"no photo any more")


@pytest.mark.parametrize(
    ("change", "made"),
    [
        pytest.param(lambda _: None, "a.jpg", id="as-it-was"),
        pytest.param(other_photo, None, id="another-photo"),
        pytest.param(no_photo, None, id="no-photo"),
        pytest.param(Path.unlink, None, id="gone"),
    ],
)
def test_only_of_the_photo_that_was_judged(
    tmp_path: Path, sample_checker: Checker, change: Callable[[Path], None], made: str | None
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(PLAIN)
    record = sample_checker.check(PLAIN, "a.jpg")
    change(path)
    assert MakeAgain(record, path, None, DEFAULT_LIMITS, name_of)(sample_checker) == made
