from __future__ import annotations

import numpy as np
import pytest

from komando.gestures.names import Gesture
from komando.gestures.shapes import name_shape
from komando.hands.hand import Hand, LandmarkRun
from komando.hands.landmarks import Landmark
from tests.gestures.builders import change, hand_of


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
        ("00000", Gesture.OTHER),
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


@pytest.mark.parametrize(
    ("tip_xy", "gesture"),
    [
        pytest.param((49, 50), Gesture.THUMB_DOWN, id="down"),
        pytest.param((50, 50), Gesture.THUMB_UP, id="as-far-aside-as-down"),
        pytest.param((-50, 50), Gesture.THUMB_UP, id="to-the-other-side"),
        pytest.param((-49, 50), Gesture.THUMB_DOWN, id="down-to-the-other-side"),
        pytest.param((0, 0), Gesture.THUMB_UP, id="no-direction"),
    ],
)
def test_where_a_thumb_begins_to_point_down(tip_xy: tuple[int, int], gesture: Gesture) -> None:
    points = np.full((21, 2), 300)
    points[Landmark.THUMB_TIP] += tip_xy
    assert name_shape(hand_of(points), np.array([True, False, False, False, False])) == gesture


def ring(*gaps_px: float) -> Hand:
    """A hand whose palm is 500 px long, with a run for each distance of thumb tip and index tip."""
    runs: list[LandmarkRun] = []
    for gap_px in gaps_px:
        points = np.zeros((21, 2))
        points[[Landmark.MIDDLE_MCP, Landmark.INDEX_TIP], 0] = 500, gap_px
        runs += hand_of(points).runs
    return Hand(tuple(runs), 0.9)


@pytest.mark.parametrize(
    ("hand", "gesture"),
    [
        pytest.param(ring(224), Gesture.OK, id="tips-touch"),
        pytest.param(ring(225), Gesture.THREE_LOW, id="tips-apart"),
        pytest.param(ring(100, 340), Gesture.OK, id="tips-touch-in-the-mean-of-the-runs"),
        pytest.param(ring(100, 360), Gesture.THREE_LOW, id="tips-apart-in-the-mean-of-the-runs"),
    ],
)
def test_where_a_ring_closes(hand: Hand, gesture: Gesture) -> None:
    assert name_shape(hand, np.array([False, False, True, True, True])) == gesture


@pytest.mark.parametrize("finger", [2, 3, 4])
def test_a_ring_needs_the_other_three_fingers(finger: int) -> None:
    extended = np.array([False, False, True, True, True])
    extended[finger] = False
    assert name_shape(ring(100), extended) != Gesture.OK
