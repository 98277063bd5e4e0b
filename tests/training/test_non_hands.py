"""The places that show no hand: every row is a crop, and what the nets see there is a hand as the reader takes it."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np

from komando.gestures.inputs import hand_inputs
from komando.hands.geometry import RotatedSquare
from komando.weights import Weights
from tests.hands.pictures import picture
from training.hand_nets import HandNets
from training.non_hands import PLACES, look_again, read_places


def test_every_row_is_a_crop() -> None:
    with PLACES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    places = read_places()
    assert sum(map(len, places.values())) == len(rows) == len({tuple(row.values()) for row in rows}) > 700
    for squares in places.values():
        for square in squares:
            assert square.side_px > 8
            assert -np.pi <= square.angle_rad <= np.pi


def test_a_look_does_not_ask_for_a_hand(weights: Weights) -> None:
    rgb = picture("peace_01")
    height, width = rgb.shape[:2]
    nets = HandNets.of(weights)
    corner = RotatedSquare((0.0, 0.0), min(height, width) / 4)
    hand = look_again(nets, rgb, nets.landmarker.run(rgb, corner))
    assert hand.runs[0].presence >= hand.runs[1].presence
    assert hand.presence < 0.5
    assert hand.upright_look is not None
    assert np.isfinite(hand_inputs(hand, (), ())).all()
    turned = look_again(nets, rgb, nets.landmarker.run(rgb, replace(corner, angle_rad=1.0)))
    assert not np.array_equal(turned.points_xyz, hand.points_xyz)
