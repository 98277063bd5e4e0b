"""A training sample of a hand in a turned photo is what the product sees in that photo."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.features import DIRECTION, hand_features
from komando.hands.geometry import bounding_box
from komando.hands.hand import Hand
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.upright_look import upright_square
from komando.weights import Weights
from tests.hands.pictures import picture
from training.hand_nets import HandNets
from training.samples import turn


@pytest.fixture(scope="module")
def hand(weights: Weights) -> Hand:
    hands = LiteRtHandEngine(weights).find_hands(picture("peace_01")).hands
    return max(hands, key=lambda found: found.size_px)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turning_the_crop_is_turning_the_photo(weights: Weights, hand: Hand, quarters: int) -> None:
    looker = HandNets.of(weights).looker
    rgb = picture("peace_01")
    points = hand.points_xyz.copy()
    height, width = rgb.shape[:2]
    for _ in range(quarters):
        points = np.stack([points[:, 1], width - points[:, 0], points[:, 2]], axis=1)
        height, width = width, height
    turned_rgb = np.ascontiguousarray(np.rot90(rgb, quarters))
    turned = turn(looker, rgb, hand, 1.0, quarters * math.pi / 2)
    in_turned_photo = looker.look(turned_rgb, upright_square(bounding_box(points[:, :2])))
    upright = looker.look(rgb, upright_square(hand.box_xyxy))
    np.testing.assert_allclose(
        turned.direction, hand_features(replace(hand.runs[0], points_xyz=points))[DIRECTION], atol=1e-9
    )
    off = np.linalg.norm(turned.upright_look - in_turned_photo)
    assert off < 0.3 * np.linalg.norm(turned.upright_look - upright)


def test_of_a_smaller_copy_the_same_place_is_seen(weights: Weights, hand: Hand) -> None:
    looker = HandNets.of(weights).looker
    rgb = picture("peace_01")
    small = np.ascontiguousarray(rgb[::2, ::2])
    whole, half = (turn(looker, photo, hand, scale, 0.0) for photo, scale in ((rgb, 1.0), (small, 0.5)))
    turned = turn(looker, rgb, hand, 1.0, 1.0)
    off = np.linalg.norm(whole.upright_look - half.upright_look)
    assert off < 0.5 * np.linalg.norm(whole.upright_look - turned.upright_look)
