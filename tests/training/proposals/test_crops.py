from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.geometry import FloatArray
from komando.hands.proposals import REFERENCE_PX, STRIDE_PX
from training.proposals.crops import CropMaker
from training.proposals.pictures import RENDERED, Picture
from training.proposals.targets import (
    CROP_PX,
    FACE_HEAT,
    HAND_BOX,
    HAND_HEAT,
    HAND_WEIGHT,
    LEARN_HEAT,
    Known,
    target,
)

HAND_COLOR, FACE_COLOR = (250, 10, 10), (10, 10, 250)
NONE = np.zeros((0, 4))


def _picture(source: str, *, whole: bool) -> Picture:
    """A grey picture with a red hand and a blue face."""
    rgb = np.full((300, 400, 3), 128, np.uint8)
    rgb[100:140, 200:230], rgb[20:60, 90:120] = HAND_COLOR, FACE_COLOR
    hand, face = np.array([[200.0, 100, 230, 140]]), np.array([[90.0, 20, 120, 60]])
    return Picture(rgb, source, whole, hand, NONE, face)


PICTURES = [_picture("office", whole=True), _picture("hagrid", whole=False), _picture(RENDERED, whole=False)]


def test_a_crop_comes_from_its_number_and_the_seed_alone() -> None:
    first, again, other = (CropMaker(PICTURES, seed) for seed in (1, 1, 2))
    other.make(4)
    for one, same in zip(first.make(7), again.make(7), strict=True):
        np.testing.assert_array_equal(one, same)
    assert (other.make(7)[0] != first.make(7)[0]).any()


def test_targets_lie_where_the_hands_are() -> None:
    maker = CropMaker(PICTURES, 3)
    red = []
    for rgb, wanted in (maker.make(number) for number in range(40)):
        for row, column in zip(*np.nonzero(wanted[..., HAND_HEAT] == 1), strict=True):
            offset_x, offset_y, size = wanted[row, column, HAND_BOX]
            x, y = int((column + 0.5 + offset_x) * STRIDE_PX), int((row + 0.5 + offset_y) * STRIDE_PX)
            if size > 0 and 0 <= x < CROP_PX and 0 <= y < CROP_PX:
                pixel = rgb[y, x].astype(np.int32)
                red.append(pixel[0] > 40 + pixel[1:].max())
    assert len(red) > 40
    assert np.mean(red) > 0.9  # some pictures lose their colours


@given(st.floats(20, 200), st.floats(20, 200), st.floats(8, 100), st.floats(0.4, 1.0))
def test_the_target_tells_the_box(x: float, y: float, size_px: float, slim: float) -> None:
    box = _box(x, y, size_px, slim)
    wanted = target(Known(hands=[box]))
    row, column = np.unravel_index(int(wanted[..., HAND_HEAT].argmax()), wanted.shape[:2])
    offset_x, offset_y, size = wanted[row, column, HAND_BOX]
    assert wanted[row, column, HAND_HEAT] == wanted[row, column, HAND_WEIGHT] == 1
    assert ((column + 0.5 + offset_x) * STRIDE_PX, (row + 0.5 + offset_y) * STRIDE_PX) == pytest.approx(
        (x, y), abs=0.01
    )
    assert REFERENCE_PX * 2**size == pytest.approx(size_px, rel=0.001)
    assert not wanted[..., FACE_HEAT].any()


def test_nothing_is_learnt_of_an_unsure_place_but_of_a_hand_in_it() -> None:
    place, hand = _box(112, 112, 80, 1.0), _box(116, 116, 20, 1.0)
    assert target(Known(unsure=[place]))[14, 14, LEARN_HEAT] == 0
    wanted = target(Known(hands=[hand], unsure=[place]))
    assert wanted[14, 14, HAND_HEAT] == wanted[14, 14, LEARN_HEAT] == 1
    assert wanted[11, 11, LEARN_HEAT] == 0
    assert wanted[0, 0, LEARN_HEAT] == 1


def _box(x: float, y: float, size_px: float, slim: float) -> FloatArray:
    return np.array([x - size_px / 2, y - size_px * slim / 2, x + size_px / 2, y + size_px * slim / 2])
