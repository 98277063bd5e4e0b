"""A training sample of a hand in a turned photo is what the product sees in that photo."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.features import DIRECTION, hand_features
from komando.hands.geometry import bounding_box
from komando.hands.hand import Hand
from komando.hands.landmarker import HandLandmarker, upright_crop
from komando.hands.litert_engine import LiteRtHandEngine
from komando.weights import HAND_LANDMARKS, Weights
from tests.hands.pictures import picture
from training.samples import turn


@pytest.fixture(scope="module")
def hand(weights: Weights) -> Hand:
    hands = LiteRtHandEngine(weights).find_hands(picture("peace_01")).hands
    return max(hands, key=lambda found: found.size_px)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turning_the_crop_is_turning_the_photo(weights: Weights, hand: Hand, quarters: int) -> None:
    landmarker = HandLandmarker(weights.content[HAND_LANDMARKS])
    rgb = picture("peace_01")
    points = hand.points_xyz.copy()
    height, width = rgb.shape[:2]
    for _ in range(quarters):
        points = np.stack([points[:, 1], width - points[:, 0], points[:, 2]], axis=1)
        height, width = width, height
    turned_rgb = np.ascontiguousarray(np.rot90(rgb, quarters))
    turned = turn(landmarker, rgb, hand, 1.0, quarters * math.pi / 2)
    in_turned_photo = landmarker.pooled(turned_rgb, upright_crop(bounding_box(points[:, :2])))
    upright = landmarker.pooled(rgb, upright_crop(hand.box_xyxy))
    np.testing.assert_allclose(
        turned.direction, hand_features(replace(hand.runs[0], points_xyz=points))[DIRECTION], atol=1e-9
    )
    off = np.linalg.norm(turned.upright_pooled - in_turned_photo)
    assert off < 0.3 * np.linalg.norm(turned.upright_pooled - upright)


def test_of_a_smaller_copy_the_same_place_is_seen(weights: Weights, hand: Hand) -> None:
    landmarker = HandLandmarker(weights.content[HAND_LANDMARKS])
    rgb = picture("peace_01")
    small = np.ascontiguousarray(rgb[::2, ::2])
    whole, half = (turn(landmarker, photo, hand, scale, 0.0) for photo, scale in ((rgb, 1.0), (small, 0.5)))
    turned = turn(landmarker, rgb, hand, 1.0, 1.0)
    off = np.linalg.norm(whole.upright_pooled - half.upright_pooled)
    assert off < 0.5 * np.linalg.norm(whole.upright_pooled - turned.upright_pooled)
