from __future__ import annotations

from itertools import permutations

import pytest

from komando.gestures.names import Gesture
from komando.gestures.reader import GestureReader
from komando.hands.hand import Hand
from tests.gestures.builders import change

Hands = dict[str, tuple[Hand, ...]]


def test_the_two_hands_of_a_heart_are_one_gesture(sample_hands: Hands, reader: GestureReader) -> None:
    hands = sample_hands["two_hand_heart_01"][:2]
    first, second = reader.read(hands)
    assert first.gesture == second.gesture == Gesture.TWO_HAND_HEART
    assert (first.partner, second.partner) == (1, 0)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_hands_does_not_matter(sample_hands: Hands, reader: GestureReader, order: tuple[int, ...]) -> None:
    hands = (*sample_hands["two_hand_heart_01"][:2], change(sample_hands["fist_01"][0], shift_px=4000))
    alone = [reading.gesture for reading in reader.read(hands)]
    mixed = [reading.gesture for reading in reader.read([hands[index] for index in order])]
    assert mixed == [alone[index] for index in order]


@pytest.mark.parametrize(
    ("shift_px", "scale"),
    [pytest.param(900, 1.0, id="far apart"), pytest.param(0, 2.5, id="very different sizes")],
)
def test_hands_that_do_not_belong_together_are_no_pair(
    sample_hands: Hands, reader: GestureReader, shift_px: float, scale: float
) -> None:
    left, right = sample_hands["two_hand_heart_01"][:2]
    readings = reader.read([left, change(right, shift_px=shift_px, scale=scale)])
    assert [reading.partner for reading in readings] == [None, None]


def test_neighbouring_fists_are_no_pair(sample_hands: Hands, reader: GestureReader) -> None:
    fist = sample_hands["fist_01"][0]
    beside = change(fist, shift_px=fist.size_px * 0.8)
    assert [reading.partner for reading in reader.read([fist, beside])] == [None, None]
