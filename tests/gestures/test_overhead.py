from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.names import FingerState, Gesture
from komando.gestures.overhead import read_overhead_hearts
from komando.gestures.reading import HandReading
from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, LandmarkRun
from komando.hands.landmarks import Landmark
from tests.people.builders import face

FACE = face(500, 500)
RELAXED = HandReading(Gesture.RELAXED, 0.9, (FingerState.CURLED,) * 5, (0.1,) * 5)


def arm_end(wrist_xy: tuple[float, float], tips_xy: tuple[float, float]) -> Hand:
    """A hand that reaches straight from its wrist to its fingertips."""
    shares = np.linspace(0, 1, 21)
    shares[[Landmark.INDEX_TIP, Landmark.MIDDLE_TIP, Landmark.RING_TIP, Landmark.LITTLE_TIP]] = 1
    points = np.zeros((21, 3))
    points[:, :2] = np.array(wrist_xy) + shares[:, None] * (np.array(tips_xy) - np.array(wrist_xy))
    return Hand((LandmarkRun(points, np.zeros((21, 3)), 0.9, 0.9, RotatedSquare(wrist_xy, 200)),), 0.9)


LEFT, RIGHT = arm_end((440, 420), (495, 360)), arm_end((560, 420), (505, 360))


def gestures(hands: list[Hand], faces: list[FloatArray]) -> list[Gesture]:
    return [reading.gesture for reading in read_overhead_hearts(hands, [RELAXED] * len(hands), faces)]


@pytest.mark.parametrize(
    ("hands", "faces"),
    [
        pytest.param([LEFT, RIGHT], [FACE], id="over-the-head"),
        pytest.param([RIGHT, LEFT], [face(2000, 500), FACE], id="in-any-order-beside-other-faces"),
    ],
)
def test_a_heart(hands: list[Hand], faces: list[FloatArray]) -> None:
    assert gestures(hands, faces) == [Gesture.OVERHEAD_HEART] * 2


@pytest.mark.parametrize(
    ("hands", "faces"),
    [
        pytest.param([LEFT, RIGHT], [], id="no-face"),
        pytest.param([LEFT], [FACE], id="one-hand"),
        pytest.param([LEFT, RIGHT], [face(500, 200)], id="below-the-face"),
        pytest.param([LEFT, RIGHT], [face(500, 900)], id="far-above-the-face"),
        pytest.param([LEFT, arm_end((660, 420), (605, 360))], [FACE], id="tips-apart"),
        pytest.param([arm_end((480, 420), (495, 360)), arm_end((520, 420), (505, 360))], [FACE], id="wrists-together"),
    ],
)
def test_no_heart(hands: list[Hand], faces: list[FloatArray]) -> None:
    assert Gesture.OVERHEAD_HEART not in gestures(hands, faces)


def test_it_is_never_sure_and_names_the_partner() -> None:
    first, second = read_overhead_hearts([LEFT, RIGHT], [RELAXED, RELAXED], [FACE])
    assert (first.partner, second.partner) == (1, 0)
    assert first.confidence == second.confidence < 0.8


def test_another_pair_stays() -> None:
    namaste = [replace(RELAXED, gesture=Gesture.NAMASTE, partner=partner) for partner in (1, 0)]
    assert read_overhead_hearts([LEFT, RIGHT], namaste, [FACE]) == namaste
