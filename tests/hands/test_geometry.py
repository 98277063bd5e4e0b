from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.geometry import RotatedSquare, bounding_box, box_iou, crop, normalize_angle, transform_points

squares = st.builds(
    RotatedSquare,
    center_xy=st.tuples(st.floats(-500, 5000), st.floats(-500, 5000)),
    side_px=st.floats(1, 5000),
    angle_rad=st.floats(-7, 7),
)


@given(squares, st.integers(16, 256))
def test_the_middle_of_the_patch_is_the_centre_of_the_square(square: RotatedSquare, patch_px: int) -> None:
    middle = transform_points(square.patch_to_photo(patch_px), np.array([[patch_px / 2, patch_px / 2]]))
    np.testing.assert_allclose(middle[0], square.center_xy, atol=1e-6)


@given(squares)
def test_the_patch_keeps_the_side_length_whatever_the_angle(square: RotatedSquare) -> None:
    corners = transform_points(square.patch_to_photo(64), np.array([[0.0, 0], [64, 0], [64, 64], [0, 64]]))
    sides = np.linalg.norm(np.diff(np.vstack([corners, corners[:1]]), axis=0), axis=1)
    np.testing.assert_allclose(sides, square.side_px, rtol=1e-6)


def test_a_crop_without_turn_and_scale_copies_the_pixels() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    patch = crop(rgb, RotatedSquare((30, 20), 16), 16)
    np.testing.assert_array_equal(patch, rgb[12:28, 22:38])


def test_a_crop_is_black_outside_the_photo() -> None:
    rgb = np.full((20, 20, 3), 200, np.uint8)
    patch = crop(rgb, RotatedSquare((10, 10), 60), 60)
    assert patch[:15].max() == 0
    assert patch[25:35, 25:35].min() == 200


def test_a_quarter_turn_brings_the_right_side_to_the_top() -> None:
    rgb = np.zeros((32, 32, 3), np.uint8)
    rgb[:, 24:] = 255
    patch = crop(rgb, RotatedSquare((16, 16), 32, math.pi / 2), 32)
    assert patch[:6].mean() > 200
    assert patch[12:].mean() < 20


@pytest.mark.parametrize(
    ("box", "other", "expected"),
    [
        pytest.param([0, 0, 2, 2], [0, 0, 2, 2], 1.0, id="same box"),
        pytest.param([0, 0, 2, 2], [2, 0, 4, 2], 0.0, id="touching"),
        pytest.param([0, 0, 2, 2], [1, 0, 3, 2], 1 / 3, id="half over"),
        pytest.param([0, 0, 4, 4], [1, 1, 3, 3], 0.25, id="inside"),
        pytest.param([0, 0, 0, 0], [0, 0, 0, 0], 0.0, id="no area"),
    ],
)
def test_box_iou(box: list[float], other: list[float], expected: float) -> None:
    assert box_iou(np.array(box, float), np.array([other], float))[0] == pytest.approx(expected)


@given(st.floats(-100, 100))
def test_normalized_angles_point_the_same_way(angle_rad: float) -> None:
    normal = normalize_angle(angle_rad)
    assert -math.pi <= normal < math.pi + 1e-9
    assert math.isclose(math.cos(normal), math.cos(angle_rad), abs_tol=1e-9)
    assert math.isclose(math.sin(normal), math.sin(angle_rad), abs_tol=1e-9)


def test_bounding_box() -> None:
    np.testing.assert_array_equal(bounding_box(np.array([[3.0, 9], [1, 4], [2, 7]])), [1, 4, 3, 9])
