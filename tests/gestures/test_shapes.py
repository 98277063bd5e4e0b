from __future__ import annotations

import numpy as np
import pytest

from komando.gestures.names import Gesture
from komando.gestures.shapes import name_shape
from komando.hands.hand import Hand
from tests.gestures.builders import change


@pytest.mark.parametrize(
    ("pattern", "gesture"),
    [
        ("01000", Gesture.INDEX),
        ("00001", Gesture.LITTLE),
        ("00100", Gesture.MIDDLE),
        ("01100", Gesture.PEACE),
        ("11000", Gesture.L_SHAPE),
        ("10001", Gesture.CALL),
        ("01001", Gesture.HORNS),
        ("01110", Gesture.THREE),
        ("11100", Gesture.THREE_THUMB),
        ("00111", Gesture.THREE_LOW),
        ("11001", Gesture.ILY),
        ("01111", Gesture.FOUR),
        ("11111", Gesture.OPEN_PALM),
        ("01010", Gesture.OTHER),
        ("10101", Gesture.OTHER),
    ],
)
def test_combinations_of_fingers(sample_hands: dict[str, tuple[Hand, ...]], pattern: str, gesture: Gesture) -> None:
    hand = sample_hands["open_palm_01"][0]  # its tips do not touch
    assert name_shape(hand, np.array([finger == "1" for finger in pattern])) == gesture


@pytest.mark.parametrize(
    ("angle_deg", "gesture"),
    [
        pytest.param(0, Gesture.THUMB_UP, id="up"),
        pytest.param(180, Gesture.THUMB_DOWN, id="down"),
        pytest.param(90, Gesture.THUMB_UP, id="sideways reads as up"),
        pytest.param(-90, Gesture.THUMB_UP, id="the other side too"),
    ],
)
def test_a_lone_thumb(sample_hands: dict[str, tuple[Hand, ...]], angle_deg: float, gesture: Gesture) -> None:
    hand = change(sample_hands["thumb_up_01"][0], angle_rad=np.radians(angle_deg))
    assert name_shape(hand, np.array([True, False, False, False, False])) == gesture


def test_a_ring_of_thumb_and_index_is_ok_whatever_the_index_is_called(
    sample_hands: dict[str, tuple[Hand, ...]],
) -> None:
    hand = sample_hands["ok_01"][0]
    for index in (True, False):
        assert name_shape(hand, np.array([False, index, True, True, True])) == Gesture.OK
