from __future__ import annotations

import pytest

from komando.report.picture_budget import PictureBudget
from komando.report.pictures import Pictures

_PHOTO = Pictures(b"x" * 90, b"x" * 20, {0: b"x" * 10})


@pytest.mark.parametrize(
    ("large_bytes", "small_bytes", "shown"),
    [
        pytest.param(1000, 0, "LLLL", id="room-for-all"),
        pytest.param(200, 40, "LLSS", id="then-thumbnails"),
        pytest.param(199, 20, "LS--", id="then-none"),
        pytest.param(0, 0, "----", id="no-room"),
    ],
)
def test_the_first_photos_get_the_large_pictures(large_bytes: int, small_bytes: int, shown: str) -> None:
    budget = PictureBudget(large_bytes, small_bytes)
    told = ""
    for _ in shown:
        chosen = budget.choose(_PHOTO)
        told += "L" if chosen.overview else "S" if chosen.thumbnail else "-"
        assert bool(chosen.hands) == bool(chosen.overview)
    assert told == shown


def test_a_photo_without_pictures_costs_nothing() -> None:
    assert PictureBudget(0, 0).choose(Pictures()) == Pictures()
