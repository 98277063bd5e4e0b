"""Where an arm is held: directions of its bones, given outright or solved so that the wrist reaches a place.

Everything is in the person's own frame: x to the person's left, y to the back, z up. ``outward`` is -1 for the right
arm and 1 for the left one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .geometry import FloatArray, Vector, unit
from .hand import HandPose

ArmPose = Literal[
    "down",
    "fist_at_chest",
    "fist_at_chest_back",
    "raised",
    "high",
    "across_chest",
    "thumb_shown",
    "towards_lens",
    "holds_lens",
    "points_aside",
    "clasps",
    "clasped",
    "on_chest",
    "at_temple",
]


_ELBOW = (0.8, 0.25, -0.75)


@dataclass(frozen=True)
class Held:
    """A place of an arm that has no name; x to the person's left for both arms.

    Attributes:
        wrist_m: The wrist's place from the middle between the resting shoulders, in metres.
        along: Direction from the wrist to the middle knuckle.
        back: Direction of the back of the hand.
        elbow: To where the elbow is pushed; x is outward.
        lift_deg: How far the collarbone is raised.
    """

    wrist_m: Vector
    along: Vector
    back: Vector
    elbow: Vector = _ELBOW
    lift_deg: float = 0.0


@dataclass(frozen=True)
class Arm:
    """What an arm does.

    Attributes:
        pose: Where it is held.
        gesture: What its hand shows; the name of its shape, unless ``shape`` is given.
        held: A place instead of the pose.
        shape: Angles of the hand instead of those of the gesture.
    """

    pose: ArmPose = "down"
    gesture: str = "relaxed"
    held: Held | None = None
    shape: HandPose | None = None


@dataclass(frozen=True)
class ArmBones:
    """An arm at rest: lengths in metres, and the shoulder's place from the middle between the shoulders."""

    shoulder_m: FloatArray
    upper_m: float
    lower_m: float


@dataclass(frozen=True)
class ArmDirections:
    """Unit directions of upper arm, forearm, hand (wrist to middle knuckle) and back of the hand."""

    upper: FloatArray
    lower: FloatArray
    along: FloatArray
    back: FloatArray


# Directions of upper arm, forearm, hand and back of the hand; x is outward.
_HELD: dict[ArmPose, tuple[Vector, Vector, Vector, Vector]] = {
    "down": ((0.17, 0.02, -1.0), (0.09, -0.13, -1.0), (0.04, -0.12, -1.0), (1.0, -0.15, 0.0)),
    "fist_at_chest": ((0.30, -0.05, -0.95), (0.08, -0.50, 0.86), (0.04, -0.06, 1.0), (-0.30, 1.0, 0.06)),
    "fist_at_chest_back": ((0.35, -0.10, -0.93), (-0.30, -0.62, 0.72), (-0.25, -0.42, 0.86), (0.1, -1.0, -0.4)),
    "raised": ((0.50, -0.20, -0.84), (0.12, -0.40, 0.91), (0.05, -0.15, 1.0), (0.0, 1.0, 0.1)),
    "high": ((0.90, -0.30, 0.10), (0.02, -0.22, 1.0), (0.0, -0.10, 1.0), (0.0, 1.0, 0.1)),
    "across_chest": ((0.42, -0.30, -0.86), (-0.62, -0.62, 0.48), (-0.72, -0.22, 0.66), (-0.62, -0.1, -0.78)),
    "thumb_shown": ((0.55, -0.20, -0.80), (0.02, -0.55, 0.83), (-0.35, -0.90, 0.15), (0.90, -0.40, 0.0)),
    "holds_lens": ((0.42, -0.90, -0.15), (0.10, -1.0, 0.12), (0.0, -1.0, 0.1), (1.0, 0.0, 0.0)),
    "points_aside": ((0.72, -0.42, -0.55), (0.86, -0.42, 0.22), (0.94, -0.28, 0.14), (0.0, -0.45, 0.90)),
}
# The wrist's place from the middle between the shoulders in metres, directions of hand and back of the hand; x is
# outward.
_PLACED: dict[ArmPose, tuple[Vector, Vector, Vector]] = {
    "towards_lens": ((0.125, -0.35, 0.07), (0.05, -0.15, 1.0), (0.0, 1.0, 0.2)),
    "clasps": ((0.095, -0.315, -0.285), (-0.97, -0.20, 0.12), (0.0, -1.0, 0.05)),
    "clasped": ((0.105, -0.285, -0.300), (-0.97, -0.10, 0.10), (0.0, -0.35, 0.94)),
    "on_chest": ((0.12, -0.215, -0.20), (-0.90, 0.05, 0.42), (0.05, -1.0, 0.10)),
    "at_temple": ((0.235, -0.165, 0.125), (-0.66, 0.05, 0.75), (0.35, 0.60, 0.72)),
}


def arm_directions(arm: Arm, outward: float, bones: ArmBones) -> ArmDirections:
    """Returns how the arm is held."""
    side = np.array([outward, 1.0, 1.0])
    if arm.held is not None:
        along, back = np.asarray(arm.held.along), np.asarray(arm.held.back)
        upper, lower = _reaching(bones, np.asarray(arm.held.wrist_m), side * arm.held.elbow)
    elif arm.pose in _PLACED:
        wrist, along, back = (side * value for value in _PLACED[arm.pose])
        upper, lower = _reaching(bones, wrist, side * _ELBOW)
    else:
        upper, lower, along, back = (side * value for value in _HELD[arm.pose])
    along = unit(along)
    back = unit(back)
    return ArmDirections(unit(upper), unit(lower), along, unit(back - along * (along @ back)))


def _reaching(bones: ArmBones, wrist: FloatArray, hint: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Returns the directions of both arm bones with the wrist in its place and the elbow pushed to the hint."""
    way = wrist - bones.shoulder_m
    far = min(float(np.linalg.norm(way)), 0.98 * (bones.upper_m + bones.lower_m))
    ahead = unit(way)
    share = (bones.upper_m**2 + far**2 - bones.lower_m**2) / (2.0 * far)
    height = np.sqrt(max(bones.upper_m**2 - share**2, 0.0))
    elbow = share * ahead + height * unit(hint - ahead * (ahead @ hint))
    return unit(elbow), unit(far * ahead - elbow)
