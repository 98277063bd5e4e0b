"""Names for what the fingers of one hand show."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from komando.gestures.names import Gesture
from komando.hands.geometry import FloatArray
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
# Finger heart: true of .017 of harmless hands, of no fist and of both rendered hearts; no photos of one to measure on.
_HEART_CURLED: Final = 0.1
_HEART_THUMB: Final = 0.4
_HEART_TIPS_PALMS: Final = 0.5
_HEART_CROSSING_PALMS: Final = 0.32
_HEART_NEARER_INDEX: Final = 0.9
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
        return _thumb_alone(hand) if extended[0] else _closed(hand)
    pattern = "".join(str(int(finger)) for finger in extended)
    return _NAMES.get(pattern, Gesture.OTHER)


def _closed(hand: Hand) -> Gesture:
    """No finger is extended, yet the hand shows something."""
    return Gesture.FINGER_HEART if _tips_touch(hand) else Gesture.OTHER


def _thumb_alone(hand: Hand) -> Gesture:
    """Down only where the thumb clearly points down in the photo; sideways counts as up, the stricter reading."""
    points = hand.points_xyz
    x, y = points[Landmark.THUMB_TIP, :2] - points[Landmark.THUMB_MCP, :2]
    return Gesture.THUMB_DOWN if y > abs(x) else Gesture.THUMB_UP


def _tips_touch(hand: Hand) -> bool:
    return _palm_distance(hand, Landmark.THUMB_TIP, Landmark.INDEX_TIP) < _RING_PALMS


def may_be_finger_heart(hand: Hand, extended_probability: FloatArray) -> bool:
    """Whether thumb and index finger may cross: in a closed hand the thumb lies at the index finger, not over the fist.

    Args:
        hand: The hand.
        extended_probability: (5,) thumb to little finger.
    """
    if extended_probability[0] < _HEART_THUMB or (extended_probability[1:] > _HEART_CURLED).any():
        return False
    to_index = _palm_distance(hand, Landmark.THUMB_TIP, Landmark.INDEX_PIP)
    to_middle = _palm_distance(hand, Landmark.THUMB_TIP, Landmark.MIDDLE_PIP)
    crossing = to_index < min(_HEART_CROSSING_PALMS, _HEART_NEARER_INDEX * to_middle)
    return crossing and _palm_distance(hand, Landmark.THUMB_TIP, Landmark.INDEX_TIP) < _HEART_TIPS_PALMS


def _palm_distance(hand: Hand, first: Landmark, second: Landmark) -> float:
    """Distance of two landmarks in lengths of the palm, averaged over the landmark runs."""
    distances = []
    for run in hand.runs:
        palm = np.linalg.norm(run.world_xyz[Landmark.MIDDLE_MCP] - run.world_xyz[Landmark.WRIST])
        distances.append(np.linalg.norm(run.world_xyz[first] - run.world_xyz[second]) / max(float(palm), 1e-9))
    return float(np.mean(distances))
