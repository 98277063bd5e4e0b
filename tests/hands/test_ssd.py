from __future__ import annotations

import numpy as np
import pytest

from komando.hands.geometry import RotatedSquare
from komando.hands.ssd import SsdDecoder, cell_centers, sigmoid, weighted_nms


def _points(x1: float, y1: float, x2: float, y2: float) -> list[list[float]]:
    return [[x1, y1], [x2, y2], [(x1 + x2) / 2, (y1 + y2) / 2]]


def test_cell_centers_are_in_the_middle_of_the_cells() -> None:
    centers = cell_centers(16, 8, 2)
    assert centers.tolist() == [[4, 4], [4, 4], [12, 4], [12, 4], [4, 12], [4, 12], [12, 12], [12, 12]]


def test_sigmoid_does_not_overflow() -> None:
    np.testing.assert_allclose(sigmoid(np.array([-1e9, 0.0, 1e9])), [0, 0.5, 1], atol=1e-12)


def test_overlapping_boxes_are_averaged_by_score() -> None:
    points = np.array([_points(0, 0, 10, 10), _points(2, 0, 12, 10)])
    ((score, merged),) = weighted_nms(np.array([0.9, 0.3]), points, 0.3)
    assert score == 0.9
    np.testing.assert_allclose(merged[0], [0.5, 0])


def test_neighbours_stay_two() -> None:
    points = np.array([_points(0, 0, 10, 10), _points(9, 0, 19, 10)])
    assert len(weighted_nms(np.array([0.5, 0.9]), points, 0.3)) == 2


def test_the_best_comes_first_and_order_of_input_does_not_matter() -> None:
    points = np.array([_points(0, 0, 10, 10), _points(50, 0, 60, 10), _points(1, 1, 11, 11)])
    scores = np.array([0.4, 0.8, 0.6])
    forward = weighted_nms(scores, points, 0.3)
    backward = weighted_nms(scores[::-1], points[::-1], 0.3)
    assert [score for score, _ in forward] == [0.8, 0.6] == [score for score, _ in backward]
    for (_, a), (_, b) in zip(forward, backward, strict=True):
        np.testing.assert_allclose(a, b)


@pytest.mark.parametrize("side_px", [192.0, 1920.0])
def test_decoded_boxes_are_in_photo_pixels(side_px: float) -> None:
    decoder = SsdDecoder(np.array([[96.0, 96.0], [8.0, 8.0]]))
    raw = np.zeros((2, 4 + 4), np.float32)
    raw[0, 2:4] = 20  # width and height in net pixels
    scores = np.array([[3.0], [-9.0]], np.float32)
    (found,) = decoder.decode(raw, scores, 0.5, RotatedSquare((1000, 500), side_px), 192)
    scale = side_px / 192
    np.testing.assert_allclose(
        found.box_xyxy, [1000 - 10 * scale, 500 - 10 * scale, 1000 + 10 * scale, 500 + 10 * scale]
    )
    assert found.side_px == pytest.approx(20 * scale)
    np.testing.assert_allclose(found.center_xy, [1000, 500])


@pytest.mark.parametrize("angle_rad", [0.0, 0.5, -0.5, 1.5])
def test_a_turned_square_gives_upright_boxes_of_the_same_size(angle_rad: float) -> None:
    decoder = SsdDecoder(np.array([[96.0, 48.0]]))
    raw = np.zeros((1, 4 + 2), np.float32)
    raw[0, 2:4] = 20
    square = RotatedSquare((1000, 500), 1920, angle_rad)
    (found,) = decoder.decode(raw, np.array([[3.0]], np.float32), 0.5, square, 192)
    center = (1000 + 480 * np.sin(angle_rad), 500 - 480 * np.cos(angle_rad))
    np.testing.assert_allclose(found.center_xy, center)
    np.testing.assert_allclose(found.keypoints_xy, [center])
    np.testing.assert_allclose(found.box_xyxy[2:] - found.box_xyxy[:2], [200, 200])


def test_nothing_over_the_threshold_is_nothing() -> None:
    decoder = SsdDecoder(np.zeros((1, 2)))
    assert (
        decoder.decode(np.zeros((1, 8), np.float32), np.array([[-5.0]], np.float32), 0.5, RotatedSquare((0, 0), 1), 1)
        == []
    )
