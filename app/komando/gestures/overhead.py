"""The heart of two arms: hands whose fingertips meet above their owner's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from komando.gestures.face_frame import face_px, from_face
from komando.gestures.names import Gesture
from komando.gestures.pairs import form_heart, shows_nothing
from komando.gestures.reading import HandReading
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.landmarks import FINGERTIPS, Landmark

# In lengths of the face. Source-blind, no two hands of a harmless whole photo lie so.
_TIPS_MEET: Final = 0.35
_WRISTS_APART: Final = 0.7
_ABOVE: Final = 0.1
_REACH: Final = 2.0
_HAND_SIZES: Final = (0.3, 1.8)
_SUSPECTED: Final = 0.5
_HALF_ASIDE: Final = 0.6
_HALF_ABOVE: Final = 0.8
_HALF_INWARD: Final = 0.3
_HALF_DOWN: Final = 0.15


def read_overhead_hearts(
    hands: Sequence[Hand], readings: Sequence[HandReading], faces_xyxy: Sequence[FloatArray]
) -> list[HandReading]:
    """Replace the readings of two hands that meet over a head; hands that form another pair stay as they are.

    Where the hands are is all that is known of this heart: the reading is never surer than that of a sign that one of
    them shows alone, and such a hand keeps its own reading, as one does that cannot be read. Of one hand whose fingers
    hang over the head from beside it the other half is suspected.
    """
    paired = list(readings)
    taken = {index for index, hand in enumerate(hands) if not hand.recognised or readings[index].partner is not None}
    for face_xyxy in faces_xyxy:
        over = [index for index, hand in enumerate(hands) if _is_over(hand, face_xyxy)]
        for first, second in combinations(over, 2):
            if first in taken or second in taken or not _meet(hands[first], hands[second], face_px(face_xyxy)):
                continue
            form_heart(paired, (first, second), Gesture.OVERHEAD_HEART)
            taken |= {first, second}
        for index in over:
            if index not in taken and shows_nothing(paired[index]) and _is_half(hands[index], face_xyxy):
                paired[index] = replace(paired[index], gesture=Gesture.OVERHEAD_HEART, confidence=_SUSPECTED)
    return paired


def _is_over(hand: Hand, face_xyxy: FloatArray) -> bool:
    size_px = face_px(face_xyxy)
    center = hand.center_xy
    above = (face_xyxy[1] - center[1]) / size_px
    aside = abs(center[0] - (face_xyxy[0] + face_xyxy[2]) / 2) / size_px
    low, high = _HAND_SIZES
    return bool(_ABOVE < above < _REACH and aside < _REACH and low < hand.size_px / size_px < high)


def _is_half(hand: Hand, face_xyxy: FloatArray) -> bool:
    """Whether the fingers hang down over the middle of the head and the wrist lies further aside."""
    points = from_face(hand.points_xyz[:, :2], face_xyxy)
    tips, wrist = points[FINGERTIPS].mean(axis=0), points[Landmark.WRIST]
    over_the_middle = abs(tips[0]) < _HALF_ASIDE and tips[1] < -_HALF_ABOVE
    return bool(over_the_middle and abs(wrist[0]) > abs(tips[0]) + _HALF_INWARD and tips[1] > wrist[1] + _HALF_DOWN)


def _meet(hand: Hand, other: Hand, unit_px: float) -> bool:
    points, others = hand.points_xyz[:, :2] / unit_px, other.points_xyz[:, :2] / unit_px
    tips = np.linalg.norm(points[FINGERTIPS][:, None] - others[FINGERTIPS][None], axis=-1).min()
    wrists = np.linalg.norm(points[Landmark.WRIST] - others[Landmark.WRIST])
    return bool(tips < _TIPS_MEET and wrists > _WRISTS_APART)
