"""What the finger reader sees of a hand's surroundings: shape alone cannot tell a shown palm from one at rest.

Everything is 0 where it is not known, so that "no face seen" and "nothing near" need no case of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray, box_center, box_iou, box_side_px
from komando.hands.hand import Hand
from komando.hands.quality import runs_apart

COUNT: Final = 8
FROM_FACE: Final = slice(0, 4)
"""Place of the features that need a face."""

_REACH_FACES: Final = 8.0  # further away the nearest face is somebody else's
_SIDE_FACES, _HEIGHT_FACES = 3.0, 4.0  # bring the distances to about -1..1
_NEAR_SIZES: Final = 2.0


def hand_context(hand: Hand, others: Sequence[Hand], faces_xyxy: Sequence[FloatArray]) -> FloatArray:
    """(8,) features of one hand's surroundings.

    Four of the nearest face (seen or not, how far aside, how far below, size), two of the other hands (overlap,
    nearness), two of doubt (how far the landmark runs disagree, lack of presence).

    Args:
        hand: The hand.
        others: The other hands of the photo.
        faces_xyxy: Boxes of the photo's faces, photo pixels.
    """
    return np.concatenate([_from_face(hand, faces_xyxy), _from_others(hand, others), _doubt(hand)])


def _from_face(hand: Hand, faces_xyxy: Sequence[FloatArray]) -> FloatArray:
    if not len(faces_xyxy):
        return np.zeros(4)
    boxes = np.asarray(faces_xyxy, np.float64)
    face_px = box_side_px(boxes)
    apart = (hand.center_xy - box_center(boxes)) / face_px[:, np.newaxis]
    distance = np.linalg.norm(apart, axis=1)
    nearest = int(distance.argmin())
    if distance[nearest] > _REACH_FACES:
        return np.zeros(4)
    aside, below = apart[nearest]
    size = np.log2(max(hand.size_px, 1.0) / face_px[nearest])
    return np.array([1.0, abs(aside) / _SIDE_FACES, below / _HEIGHT_FACES, np.clip(size, -2, 2)])


def _from_others(hand: Hand, others: Sequence[Hand]) -> FloatArray:
    if not others:
        return np.zeros(2)
    boxes = np.array([other.box_xyxy for other in others])
    overlap = float(box_iou(hand.box_xyxy, boxes).max())
    sizes = np.maximum([other.size_px for other in others], hand.size_px)
    gap = float((np.linalg.norm(box_center(boxes) - hand.center_xy, axis=1) / np.maximum(sizes, 1e-9)).min())
    return np.array([overlap, max(0.0, 1 - gap / _NEAR_SIZES)])


def _doubt(hand: Hand) -> FloatArray:
    return np.array([min(10 * runs_apart(hand), 3.0), 1 - hand.presence])
