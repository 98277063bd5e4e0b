from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.finger_model import POOLED, SURROUNDINGS, UPRIGHT_LOOK
from komando.hands.geometry import RotatedSquare
from komando.hands.landmarker import HandLandmarker
from komando.hands.nets import Net
from komando.hands.upright_look import UprightLooker, upright_square
from komando.weights import HAND_LANDMARKS, HAND_SURROUNDINGS, Weights
from tests.hands.pictures import picture

SQUARE = RotatedSquare((360.0, 420.0), 200.0)


@pytest.fixture(scope="module")
def looker(weights: Weights) -> UprightLooker:
    return UprightLooker(HandLandmarker(weights.content[HAND_LANDMARKS]), weights.content[HAND_SURROUNDINGS])


def test_square_is_upright_and_wider_than_the_hand() -> None:
    square = upright_square(np.array([10.0, 20.0, 110.0, 60.0]))
    assert (square.center_xy, square.side_px, square.angle_rad) == ((60.0, 40.0), 160.0, 0.0)


def test_look_tells_the_hand_then_two_wider_squares(looker: UprightLooker) -> None:
    rgb = picture("peace_01")
    look = looker.look(rgb, SQUARE)
    assert look.shape == (UPRIGHT_LOOK,)
    wider = looker.look(rgb, replace(SQUARE, side_px=2 * SQUARE.side_px))
    twice = slice(POOLED, POOLED + SURROUNDINGS)
    four_times = slice(POOLED + SURROUNDINGS, UPRIGHT_LOOK)
    np.testing.assert_array_equal(look[four_times], wider[twice])
    assert not np.array_equal(look[twice], look[four_times])


def test_a_closed_net_opens_again_for_the_next_look(looker: UprightLooker) -> None:
    rgb = picture("peace_01")
    before = looker.look(rgb, SQUARE)
    looker.close()
    np.testing.assert_array_equal(looker.look(rgb, SQUARE), before)


def test_surroundings_are_seen_in_the_colours_that_the_net_has_learnt(looker: UprightLooker, weights: Weights) -> None:
    """In -1..1, while the landmark net has learnt them in 0..1."""
    net = Net(weights.content[HAND_SURROUNDINGS])
    grey = np.full((64, 64, 3), 255, np.uint8) // 2
    inside = RotatedSquare((32.0, 32.0), 8.0)
    (layer,) = net(np.full((net.input_px, net.input_px, 3), 127 / 255 * 2 - 1, np.float32))
    look = looker.look(grey, inside)
    np.testing.assert_allclose(look[POOLED : POOLED + SURROUNDINGS], layer.mean(axis=(0, 1)), atol=1e-3)
