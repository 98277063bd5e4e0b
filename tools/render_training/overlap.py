"""How deep the parts of a posed hand sink into each other, with bones as capsules.

The tips of thumb and index finger may touch. A fingertip may sink into the flesh of the palm as far as the knuckles'
bones, as the skinning pushes that flesh aside.
"""

from __future__ import annotations

import numpy as np

from tools.render_samples.geometry import FloatArray
from tools.render_samples.hand import FINGERS, Hand, HandPose

_THUMB_RADII_M = (0.011, 0.0095, 0.0085)
_FINGER_RADII_M = (0.0085, 0.0078, 0.0070)
_PALM_RADIUS_M = 0.012
_TIP_SHARE = 0.75
_SPOTS = 8


def overlap_m(hand: Hand, pose: HandPose) -> float:
    """Returns the deepest overlap of the thumb with a finger, or of a fingertip with the palm, in metres."""
    joints = hand.reach(pose).joints
    return max(_thumb_in_fingers(joints), _tips_in_palm(hand, joints))


def _spots(joints: FloatArray, digit: int, bone: int) -> FloatArray:
    """Returns points along a bone; ``digit`` counts from the thumb."""
    first = 1 + 4 * digit + bone
    share = np.linspace(0.0, 0.9, _SPOTS)[:, None]
    return np.asarray(joints[first] + share * (joints[first + 1] - joints[first]))


def _thumb_in_fingers(joints: FloatArray) -> float:
    deepest = 0.0
    for bone in (1, 2):
        thumb = _spots(joints, 0, bone)
        for digit in range(1, 5):
            for other in range(3):
                if bone == other == 2 and digit == 1:
                    continue
                apart = np.linalg.norm(thumb[:, None] - _spots(joints, digit, other)[None], axis=2).min()
                deepest = max(deepest, _THUMB_RADII_M[bone] + _FINGER_RADII_M[other] - float(apart))
    return deepest


def _tips_in_palm(hand: Hand, joints: FloatArray) -> float:
    deepest = 0.0
    for digit in range(1, 1 + len(FINGERS)):
        knuckle, _, dip, tip = joints[1 + 4 * digit : 5 + 4 * digit]
        for point, radius in ((dip, _FINGER_RADII_M[1]), (dip + _TIP_SHARE * (tip - dip), _FINGER_RADII_M[2])):
            if (point - knuckle) @ hand.forward > 0.0:
                continue
            depth = float((point - knuckle) @ -hand.dorsal)
            deepest = max(deepest, radius - depth)
    return deepest


def hands_overlap_m(first: FloatArray, second: FloatArray) -> float:
    """Returns the deepest overlap of two hands, each (21, 3) joints, in metres."""
    (a, a_radii), (b, b_radii) = _flesh(first), _flesh(second)
    apart = np.linalg.norm(a[:, None] - b[None], axis=2)
    return float((a_radii[:, None] + b_radii[None] - apart).max())


def _flesh(joints: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Returns (n, 3) points along all bones and in the palm, and (n,) the thickness of the flesh about them."""
    points, radii = [], []
    for digit in range(5):
        for bone in range(3):
            radius = (_THUMB_RADII_M if digit == 0 else _FINGER_RADII_M)[bone]
            spots = _spots(joints, digit, bone)
            points.append(spots)
            radii.append(np.full(len(spots), radius))
        share = np.linspace(0.2, 1.0, _SPOTS)[:, None]
        points.append(joints[0] + share * (joints[1 + 4 * digit] - joints[0]))
        radii.append(np.full(_SPOTS, _PALM_RADIUS_M))
    return np.concatenate(points), np.concatenate(radii)
