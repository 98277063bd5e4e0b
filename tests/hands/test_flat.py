from __future__ import annotations

import numpy as np
import pytest

from komando.hands.flat import is_flat
from komando.hands.geometry import RotatedSquare
from komando.hands.hand import RgbArray

SQUARE = RotatedSquare((200, 200), 400)


def wall(level: int = 180) -> RgbArray:
    shade = np.linspace(-20, 20, 400)[:, np.newaxis, np.newaxis]
    noise = np.random.default_rng(0).normal(0, 3, (400, 400, 3))
    return np.asarray(np.clip(level + shade + noise, 0, 255), np.uint8)


def with_patch(background: int, patch: int) -> RgbArray:
    rgb = wall(background)
    rgb[170:230, 170:220] = patch
    return rgb


@pytest.mark.parametrize(
    ("rgb", "flat"),
    [
        pytest.param(wall(), True, id="noisy wall with a shade"),
        pytest.param(wall(30), True, id="dark wall"),
        pytest.param(with_patch(180, 120), False, id="something small on the wall"),
        pytest.param(with_patch(30, 45), False, id="something small in the dark"),
    ],
)
def test_what_shows_nothing_is_flat(rgb: RgbArray, flat: bool) -> None:
    assert is_flat(rgb, SQUARE) is flat
