"""Names for what the fingers of one hand show."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from komando.gestures.names import Gesture
from komando.hands.hand import Hand
from komando.hands.landmarks import Landmark

# Thumb, index, middle, ring, little; 1 = extended.
_NAMES: Final = {
    "01000": Gesture.INDEX,
    "00001": Gesture.LITTLE,
    "00100": Gesture.MIDDLE,
    "01100": Gesture.PEACE,
    "11000": Gesture.L_SHAPE,
    "10001": Gesture.CALL,
    "01001": Gesture.HORNS,
    "01110": Gesture.THREE,
    "11100": Gesture.THREE_THUMB,
    "00111": Gesture.THREE_LOW,
    "11001": Gesture.ILY,
    "01111": Gesture.FOUR,
    "11111": Gesture.OPEN_PALM,
}
_RING_PALMS: Final = 0.45
_LOW_FINGERS: Final = [2, 3, 4]


def name_shape(hand: Hand, extended: npt.NDArray[np.bool_]) -> Gesture:
    """The gesture of a hand that shows something.

    Args:
        hand: The hand.
        extended: (5,) thumb to little finger.
    """
    if extended[_LOW_FINGERS].all() and _tips_touch(hand):
        return Gesture.OK
    if not extended[1:].any():
        return _thumb_alone(hand) if extended[0] else Gesture.OTHER
    pattern = "".join(str(int(finger)) for finger in extended)
    return _NAMES.get(pattern, Gesture.OTHER)


def _thumb_alone(hand: Hand) -> Gesture:
    """Down only where the thumb clearly points down in the photo; sideways counts as up, the stricter reading."""
    points = hand.points_xyz
    x, y = points[Landmark.THUMB_TIP, :2] - points[Landmark.THUMB_MCP, :2]
    return Gesture.THUMB_DOWN if y > abs(x) else Gesture.THUMB_UP


def _tips_touch(hand: Hand) -> bool:
    return _palm_distance(hand, Landmark.THUMB_TIP, Landmark.INDEX_TIP) < _RING_PALMS


def _palm_distance(hand: Hand, first: Landmark, second: Landmark) -> float:
    """Distance of two landmarks in lengths of the palm, averaged over the landmark runs."""
    distances = []
    for run in hand.runs:
        palm = np.linalg.norm(run.world_xyz[Landmark.MIDDLE_MCP] - run.world_xyz[Landmark.WRIST])
        distances.append(np.linalg.norm(run.world_xyz[first] - run.world_xyz[second]) / max(float(palm), 1e-9))
    return float(np.mean(distances))
