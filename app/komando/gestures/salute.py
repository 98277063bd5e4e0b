"""The salute (hormat): an open hand whose fingertips are at the temple of the nearest face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from komando.gestures.face_frame import face_px, from_face
from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.landmarks import FINGERTIPS, Landmark

# In lengths of the face, from its center; set on rendered salutes (`python -m tools.render_training --only salute`).
_TIPS_ASIDE: Final = (0.35, 1.15)
_TIPS_ABOVE: Final = (0.0, 0.6)
_WRIST_OUTWARD: Final = 0.3
_WRIST_BELOW: Final = (-0.1, 0.9)
_STEEPEST: Final = 2.0  # a hand that waves beside the face points up, one that salutes points inward
_HAND_SIZES: Final = (0.35, 1.4)
_FLAT: Final = frozenset({Gesture.OPEN_PALM, Gesture.FOUR, Gesture.NAMASTE, Gesture.HAND_ON_CHEST})
"""The thumb of a hand that salutes is often not seen; with closed fingers the hand looks like any other flat one."""


def read_salutes(
    hands: Sequence[Hand], readings: Sequence[HandReading], faces_xyxy: Sequence[FloatArray]
) -> list[HandReading]:
    """Replace the readings of open hands at a temple; as sure as the hand is of being held up at all."""
    return [
        replace(reading, gesture=Gesture.SALUTE) if _is_flat(reading) and _salutes(hand, faces_xyxy) else reading
        for hand, reading in zip(hands, readings, strict=True)
    ]


def _is_flat(reading: HandReading) -> bool:
    return reading.gesture in _FLAT and reading.partner is None


def _salutes(hand: Hand, faces_xyxy: Sequence[FloatArray]) -> bool:
    return any(_is_at_temple(hand, np.asarray(face_xyxy, np.float64)) for face_xyxy in faces_xyxy)


def _is_at_temple(hand: Hand, face_xyxy: FloatArray) -> bool:
    points = from_face(hand.points_xyz[:, :2], face_xyxy)
    tips, wrist = points[FINGERTIPS].mean(axis=0), points[Landmark.WRIST]
    side = 1.0 if tips[0] > 0 else -1.0
    outward, below = side * (wrist[0] - tips[0]), wrist[1] - tips[1]
    within = (
        (_HAND_SIZES, hand.size_px / face_px(face_xyxy)),
        (_TIPS_ASIDE, side * tips[0]),
        (_TIPS_ABOVE, -tips[1]),
        (_WRIST_BELOW, below),
    )
    return bool(
        all(low < value < high for (low, high), value in within)
        and outward > _WRIST_OUTWARD
        and below < _STEEPEST * outward
    )
