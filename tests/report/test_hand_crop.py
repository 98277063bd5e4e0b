from __future__ import annotations

import numpy as np
import pytest

from komando.report.colors import EXTENDED_COLOR
from komando.report.hand_crop import draw_hand_crop
from komando.report.hand_mark import hand_marks
from tests.report.builders import HandSpec, make_checked


@pytest.mark.parametrize("size_px", [12.0, 60.0, 1500.0], ids=["tiny", "small", "close-up"])
def test_the_hand_fills_two_thirds_of_the_crop(size_px: float) -> None:
    checked = make_checked([HandSpec((1000, 1000), size_px)], size_wh=(2000, 2000))
    assert checked.photo is not None
    patch = draw_hand_crop(checked.photo.rgb, hand_marks(checked)[0], 112)
    assert patch.shape == (112, 112, 3)
    rows = np.flatnonzero((np.abs(patch.astype(int) - EXTENDED_COLOR).max(axis=2) < 60).any(axis=1))
    assert 10 <= rows[0] <= 30
    assert rows[-1] >= 55


def test_outside_the_photo_it_is_black() -> None:
    checked = make_checked([HandSpec((0, 0), 50)], size_wh=(100, 100))
    assert checked.photo is not None
    patch = draw_hand_crop(checked.photo.rgb, hand_marks(checked)[0], 90)
    assert (patch[:20].max(axis=2) == 0).mean() > 0.8
    assert patch[70:, 70:].mean() > 80
