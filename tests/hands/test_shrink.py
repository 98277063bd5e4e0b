from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.hand import RgbArray
from komando.hands.shrink import scaled_part


def ramp(width: int, height: int) -> RgbArray:
    """Brightness tells the place: red from left to right, green from top to bottom."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0] = np.linspace(0, 255, width).round()
    rgb[..., 1] = np.linspace(0, 255, height)[:, None].round()
    return rgb


@pytest.mark.parametrize("scale", [2.0, 1.0, 0.9, 0.51, 0.5, 0.49, 0.3, 0.13, 0.06])
def test_a_part_shows_its_place(scale: float) -> None:
    size = round(1201 * scale), round(901 * scale)
    origin, part_size = (size[0] // 3, size[1] // 4), (size[0] // 2, size[1] // 2)
    part = scaled_part(ramp(1201, 901), scale, origin, part_size).astype(np.float64)
    x, y = ((start + np.arange(length) + 0.5) / scale for start, length in zip(origin, part_size, strict=True))
    own_px = 255 / 901 / scale
    assert np.abs(part[..., 0] - 255 * x / 1201).max() < 1.5 + own_px
    assert np.abs(part[..., 1] - 255 * y[:, None] / 901).max() < 1.5 + own_px


@pytest.mark.parametrize("scale", [0.5, 0.25, 0.2, 0.13])
def test_single_pixels_stand_for_nothing(scale: float) -> None:
    """As they would if pixels were skipped."""
    squares = (np.indices((600, 800)).sum(axis=0) % 2 * 255).astype(np.uint8)
    part = scaled_part(np.dstack([squares] * 3), scale, (0, 0), (round(800 * scale), round(600 * scale)))
    assert part.min() >= 126
    assert part.max() <= 129


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.01, 3), st.floats(0, 1), st.integers(0, 255))
def test_one_colour_stays_one_colour(width: int, height: int, scale: float, start: float, grey: int) -> None:
    size = max(1, round(width * scale)), max(1, round(height * scale))
    origin = round((size[0] - 1) * start), round((size[1] - 1) * start)
    shown = size[0] - origin[0], size[1] - origin[1]
    part = scaled_part(np.full((height, width, 3), grey, np.uint8), scale, origin, shown)
    assert part.shape == (shown[1], shown[0], 3)
    assert (part == grey).all()
