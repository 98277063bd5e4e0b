"""How deep the parts of a posed hand sink into each other, with bones as capsules.

The tips of thumb and index finger may touch. A fingertip may sink into the flesh of the palm as far as the knuckles'
bones, as the skinning pushes that flesh aside.
"""

from __future__ import annotations

import numpy as np

from tools.render_samples.geometry import FloatArray
from tools.render_samples.hand import FINGERS, Hand, HandPose

# In palm lengths: the flesh about the bones of thumb, finger and palm, as of the bodies' meshes at rest.
THUMB_RADII = (0.104, 0.090, 0.078)
FINGER_RADII = (0.080, 0.073, 0.064)
_PALM_RADIUS = 0.113
_TIP_SHARE = 0.75
_SPOTS = 8
_TIP_OF_INDEX = slice(2 * _SPOTS, 3 * _SPOTS)


def overlap_m(hand: Hand, pose: HandPose) -> float:
    """Returns the deepest overlap of the thumb with a finger, or of a fingertip with the palm, in metres."""
    joints = hand.reach(pose).joints
    return max(thumb_in_fingers_m(joints), _tips_in_palm(hand, joints))


def palm_length_m(joints: FloatArray) -> float:
    """Returns the length from the wrist to the middle finger's knuckle of (21, 3) joints in metres."""
    return float(np.linalg.norm(joints[9] - joints[0]))


def _spots(joints: FloatArray, digit: int, bone: int) -> FloatArray:
    """Returns points along a bone; ``digit`` counts from the thumb."""
    first = 1 + 4 * digit + bone
    share = np.linspace(0.0, 0.9, _SPOTS)[:, None]
    return np.asarray(joints[first] + share * (joints[first + 1] - joints[first]))


def thumb_in_fingers_m(joints: FloatArray) -> float:
    """Returns the deepest overlap of the thumb with a finger of (21, 3) joints, in metres."""
    palm_m = palm_length_m(joints)
    bones = [(digit, bone) for digit in range(1, 5) for bone in range(3)]
    fingers = np.concatenate([_spots(joints, digit, bone) for digit, bone in bones])
    radii = np.repeat([FINGER_RADII[bone] for _, bone in bones], _SPOTS)
    deepest = 0.0
    for bone in (1, 2):
        apart = np.linalg.norm(_spots(joints, 0, bone)[:, None] - fingers[None], axis=2).min(axis=0)
        depths = palm_m * (THUMB_RADII[bone] + radii) - apart
        if bone == 2:
            depths[_TIP_OF_INDEX] = 0.0
        deepest = max(deepest, float(depths.max()))
    return deepest


def _tips_in_palm(hand: Hand, joints: FloatArray) -> float:
    palm_m = palm_length_m(joints)
    deepest = 0.0
    for digit in range(1, 1 + len(FINGERS)):
        knuckle, _, dip, tip = joints[1 + 4 * digit : 5 + 4 * digit]
        for point, radius in ((dip, FINGER_RADII[1]), (dip + _TIP_SHARE * (tip - dip), FINGER_RADII[2])):
            if (point - knuckle) @ hand.forward > 0.0:
                continue
            depth = float((point - knuckle) @ -hand.dorsal)
            deepest = max(deepest, palm_m * radius - depth)
    return deepest


def hands_overlap_m(first: FloatArray, second: FloatArray) -> float:
    """Returns the deepest overlap of two hands, each (21, 3) joints, in metres."""
    (a, a_radii), (b, b_radii) = _flesh(first), _flesh(second)
    apart = np.linalg.norm(a[:, None] - b[None], axis=2)
    return float((a_radii[:, None] + b_radii[None] - apart).max())


def _flesh(joints: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Returns (n, 3) points along all bones and in the palm, and (n,) the thickness of the flesh about them."""
    palm_m = palm_length_m(joints)
    points, radii = [], []
    for digit in range(5):
        for bone in range(3):
            radius = palm_m * (THUMB_RADII if digit == 0 else FINGER_RADII)[bone]
            spots = _spots(joints, digit, bone)
            points.append(spots)
            radii.append(np.full(len(spots), radius))
        share = np.linspace(0.2, 1.0, _SPOTS)[:, None]
        points.append(joints[0] + share * (joints[1 + 4 * digit] - joints[0]))
        radii.append(np.full(_SPOTS, palm_m * _PALM_RADIUS))
    return np.concatenate(points), np.concatenate(radii)
