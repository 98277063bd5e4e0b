"""Finger angles of every gesture, and the small corrections that make thumb and fingers touch.

Angles are in degrees. ``HAND_SHAPES`` holds the shapes before contact; ``solved_pose`` refines those whose thumb has to
lie on something, for the hand at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.optimize import least_squares

from .geometry import FloatArray, cross, unit
from .hand import FINGERS, Finger, Hand, HandPose, Reach, Thumb
from .scene import HandTruth, Side

Contact = Literal["over_fingers", "holds_ring", "in_palm", "ring", "finger_heart"]

_CURLED_PIP_DEG = 60.0
_PULL = 300.0
_KEEP = 0.01
THUMB_LOW = np.array([-5.0, -5.0, -30.0, -10.0, -15.0])
THUMB_HIGH = np.array([75.0, 65.0, 60.0, 60.0, 80.0])
_INDEX_LOW = np.array([10.0, 15.0, 0.0])
_INDEX_HIGH = np.array([85.0, 95.0, 50.0])


@dataclass(frozen=True)
class Shape:
    """A gesture's hand shape.

    Attributes:
        pose: Angles before contact.
        contact: What the thumb has to touch, if anything.
        fingers_up: Number of stretched fingers, or None where a count means nothing.
        gesture: The project's name of what it shows, None where it is the shape's own.
    """

    pose: HandPose
    contact: Contact | None = None
    fingers_up: int | None = None
    gesture: str | None = None


def _straight(spread: float) -> Finger:
    return Finger(2.0, 4.0, 2.0, spread)


def _curled(spread: float) -> Finger:
    return Finger(78.0, 104.0, 66.0, spread)


_CURLED = {"index": _curled(-8), "middle": _curled(-2), "ring": _curled(3), "little": _curled(8)}
_THUMB_ACROSS = Thumb(40, 25, 20, 35, 45)
_THUMB_HOLDING = Thumb(45, 15, 30, 40, 40)
_THUMB_OUT = Thumb(15, 50, 0, 5, 0)
_THUMB_FREE = Thumb(10, 30, 0, 5, 5)


def _pose(thumb: Thumb, **fingers: Finger) -> HandPose:
    angles = _CURLED | fingers
    return HandPose(thumb, angles["index"], angles["middle"], angles["ring"], angles["little"])


_FOUR = {"index": _straight(6), "middle": _straight(1), "ring": _straight(-5), "little": _straight(-13)}
_FLAT = {"index": _straight(2), "middle": _straight(0), "ring": _straight(-2), "little": _straight(-4)}

HAND_SHAPES: dict[str, Shape] = {
    "fist": Shape(_pose(_THUMB_ACROSS), "over_fingers", 0),
    "index": Shape(_pose(_THUMB_ACROSS, index=_straight(2)), "over_fingers", 1),
    "peace": Shape(_pose(_THUMB_HOLDING, index=_straight(12), middle=_straight(-9)), "holds_ring", 2),
    "three": Shape(
        _pose(_THUMB_HOLDING, index=_straight(10), middle=_straight(0), ring=_straight(-10)), "holds_ring", 3
    ),
    "four": Shape(_pose(_THUMB_HOLDING, **_FOUR), "in_palm", 4),
    "open_palm": Shape(
        _pose(_THUMB_OUT, index=_straight(9), middle=_straight(1), ring=_straight(-8), little=_straight(-20)), None, 5
    ),
    "thumb_up": Shape(_pose(Thumb(5, 62, 0, -2, -8)), None, 1),
    "l_shape": Shape(_pose(Thumb(10, 62, 0, 3, -4), index=_straight(2)), None, 2),
    "call": Shape(_pose(_THUMB_OUT, little=_straight(-18)), None, 2),
    "horns": Shape(_pose(_THUMB_ACROSS, index=_straight(5), little=_straight(-14)), "over_fingers", 2),
    "ily": Shape(_pose(_THUMB_OUT, index=_straight(6), little=_straight(-16)), None, 3),
    "ok": Shape(
        _pose(_THUMB_FREE, middle=Finger(8, 8, 4, 0), ring=Finger(4, 6, 4, -7), little=Finger(0, 6, 4, -16)), "ring", 3
    ),
    "finger_heart": Shape(_pose(Thumb(45, 25, 10, 5, 15), index=Finger(45, 50, 12, 5)), "finger_heart", None),
    "two_hand_heart": Shape(
        _pose(
            Thumb(75, 15, 0, -5, -10),
            index=Finger(0, 85, 50, 4),
            middle=Finger(2, 85, 50, 0),
            ring=Finger(4, 85, 50, -3),
            little=Finger(6, 85, 50, -6),
        )
    ),
    "relaxed": Shape(
        _pose(
            Thumb(25, 25, 0, 12, 12),
            index=Finger(18, 22, 12, 3),
            middle=Finger(24, 28, 15, 0),
            ring=Finger(28, 32, 16, -3),
            little=Finger(30, 34, 16, -7),
        )
    ),
    "namaste": Shape(_pose(Thumb(10, 18, 0, 10, 15), **_FLAT)),
    "three_thumb": Shape(_pose(_THUMB_OUT, index=_straight(8), middle=_straight(-4)), None, 3),
    "flat_palm": Shape(_pose(Thumb(8, 14, 0, 5, 8), **_FLAT), None, 5, "open_palm"),
    "laid_flat": Shape(_pose(Thumb(8, 22, 0, 5, 8), **_FLAT), None, None, "hand_on_chest"),
    "clasping_thumb_up": Shape(
        _pose(
            Thumb(5, 58, 0, -2, -6),
            index=Finger(48, 66, 34, -2),
            middle=Finger(50, 68, 36, 0),
            ring=Finger(52, 68, 36, 2),
            little=Finger(54, 66, 34, 4),
        ),
        None,
        1,
        "thumb_up",
    ),
}


def hand_truth(shape: str, side: Side, joints_m: FloatArray) -> HandTruth:
    """Returns what a hand of that shape shows; ``joints_m`` is (21, 3) in metres."""
    return HandTruth(HAND_SHAPES[shape].gesture or shape, side, joints_m, HAND_SHAPES[shape].fingers_up)


def solved_pose(hand: Hand, gesture: str) -> HandPose:
    """Returns the angles of a gesture for this hand, with its contacts made."""
    shape = HAND_SHAPES[gesture]
    if shape.contact is None:
        return shape.pose
    if shape.contact == "ring":
        return close_ring(hand, shape.pose)
    if shape.contact == "finger_heart":
        return _cross_tips(hand, shape.pose)
    return _lay_thumb(hand, shape.pose, shape.contact)


def solve(
    start: FloatArray,
    low: FloatArray,
    high: FloatArray,
    residuals: Callable[[FloatArray], FloatArray],
    tolerance: float = 1e-8,
) -> FloatArray:
    """Returns the values between the bounds with the least sum of squared residuals."""
    inside = np.clip(start, low + 0.1, high - 0.1)
    found = least_squares(residuals, inside, bounds=(low, high), ftol=tolerance, xtol=tolerance, gtol=tolerance)
    return np.asarray(found.x)


def thumb_angles(thumb: Thumb) -> FloatArray:
    """Returns the five angles of a thumb as an array."""
    return np.array([thumb.palmar, thumb.radial, thumb.twist, thumb.mcp, thumb.ip])


def with_thumb(pose: HandPose, values: FloatArray) -> HandPose:
    """Returns the pose with the thumb at the given five angles."""
    palmar, radial, twist, mcp, ip = (float(value) for value in values)
    return replace(pose, thumb=Thumb(palmar, radial, twist, mcp, ip))


def with_index(pose: HandPose, values: FloatArray) -> HandPose:
    """Returns the pose with the index finger bent by the given three angles."""
    mcp, pip, dip = (float(value) for value in values)
    return replace(pose, index=Finger(mcp, pip, dip, pose.index.spread))


def pad_of(hand: Hand, reach: Reach, digit: str, share: float = 0.55, depth_m: float = 0.007) -> FloatArray:
    """Returns the point on the soft side of the last bone."""
    tip = reach.directions[digit, 2]
    if digit == "thumb":
        axis = reach.thumb_axis
    else:
        bent = cross(reach.directions[digit, 0], tip)
        axis = unit(bent) if np.linalg.norm(bent) > 0.1 else hand.bend_axis
    return np.asarray(reach.point(digit, 2, share) + depth_m * cross(axis, tip))


def _outer_side(hand: Hand, reach: Reach, finger: str) -> FloatArray:
    """Returns the unit direction out of the palmar side of a curled finger's middle bone."""
    return unit(cross(hand.bend_axis, reach.directions[finger, 1]))


def rest_for_thumb(hand: Hand, pose: HandPose, reach: Reach, contact: Contact) -> FloatArray:
    """Returns the point in metres where the thumb's pad should lie."""
    curled = [finger for finger in FINGERS if pose.finger(finger).pip > _CURLED_PIP_DEG]
    if contact == "in_palm":
        return np.asarray(0.5 * reach.joints[9] + 0.5 * reach.joints[13] - 0.022 * hand.dorsal)
    if contact == "holds_ring":
        held = "ring" if "ring" in curled else "little"
        return np.asarray(reach.point(held, 1, 0.4) - 0.013 * _outer_side(hand, reach, held))
    if "index" in curled and "middle" in curled:
        place = 0.2 * reach.point("index", 1, 0.9) + 0.8 * reach.point("middle", 1, 0.9)
    else:
        place = reach.point("middle", 1, 0.7)
    return np.asarray(place - 0.014 * _outer_side(hand, reach, "middle"))


def _lay_thumb(hand: Hand, pose: HandPose, contact: Contact) -> HandPose:
    start = thumb_angles(pose.thumb)
    across = unit(-hand.radial + 0.25 * hand.forward)

    def residuals(values: FloatArray) -> FloatArray:
        trial = with_thumb(pose, values)
        reach = hand.reach(trial)
        gap = pad_of(hand, reach, "thumb") - rest_for_thumb(hand, trial, reach, contact)
        clearance = max(0.0, 0.012 - float(np.linalg.norm(reach.joints[3] - reach.joints[6])))
        askew = reach.directions["thumb", 2] - across if contact == "over_fingers" else np.zeros(3)
        return np.concatenate([gap * _PULL, askew * 1.2, (values - start) * _KEEP, [clearance * _PULL]])

    return with_thumb(pose, solve(start, THUMB_LOW, THUMB_HIGH, residuals))


def close_ring(hand: Hand, pose: HandPose) -> HandPose:
    """Returns the pose with the pads of thumb and index finger on each other."""
    start = np.concatenate([thumb_angles(pose.thumb), [50.0, 45.0, 25.0]])
    pose = replace(pose, index=replace(pose.index, spread=4.0))

    def residuals(values: FloatArray) -> FloatArray:
        reach = hand.reach(with_index(with_thumb(pose, values[:5]), values[5:]))
        gap = pad_of(hand, reach, "thumb", 0.6) - pad_of(hand, reach, "index", 0.6)
        return np.concatenate([gap * _PULL, (values - start) * 0.015])

    low = np.concatenate([THUMB_LOW, _INDEX_LOW + np.array([10.0, 0.0, 0.0])])
    high = np.concatenate([THUMB_HIGH, _INDEX_HIGH])
    values = solve(start, low, high, residuals)
    return with_index(with_thumb(pose, values[:5]), values[5:])


# The finger heart as seen from the thumb's side: the last bones of thumb and index finger cross like an X, the thumb
# in front, and both tips stand free above the crossing as the two bumps of a heart.
_HEART_INDEX_TILT_DEG = 100.0
_HEART_THUMB_TILT_DEG = -5.0
_HEART_INDEX_SHARE = 0.15
_HEART_THUMB_SHARE = 0.25
_HEART_GAP_M = 0.013


def _cross_tips(hand: Hand, pose: HandPose) -> HandPose:
    start = np.concatenate([thumb_angles(pose.thumb), [pose.index.mcp, pose.index.pip, pose.index.dip]])

    def tilted(degrees: float) -> FloatArray:
        angle = np.radians(degrees)
        return np.asarray(np.cos(angle) * hand.forward - np.sin(angle) * hand.dorsal)

    index_goal, thumb_goal = tilted(_HEART_INDEX_TILT_DEG), tilted(_HEART_THUMB_TILT_DEG)

    def residuals(values: FloatArray) -> FloatArray:
        reach = hand.reach(with_index(with_thumb(pose, values[:5]), values[5:]))
        crossing = reach.point("index", 2, _HEART_INDEX_SHARE) + _HEART_GAP_M * hand.radial
        gap = reach.point("thumb", 2, _HEART_THUMB_SHARE) - crossing
        index_off = reach.directions["index", 2] - index_goal
        thumb_off = reach.directions["thumb", 2] - thumb_goal
        return np.concatenate([gap * _PULL, index_off * 1.5, thumb_off * 1.5, (values - start) * _KEEP])

    low = np.concatenate([THUMB_LOW, _INDEX_LOW])
    high = np.concatenate([THUMB_HIGH, [60.0, 95.0, 50.0]])
    values = solve(start, low, high, residuals)
    return with_index(with_thumb(pose, values[:5]), values[5:])
