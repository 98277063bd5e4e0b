"""The finger counts that everybody uses, to measure ours against on the same hands."""

from __future__ import annotations

import numpy as np

from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.landmarks import FINGER_CHAINS, Landmark

_STRAIGHT_RAD = np.radians(140.0)
_THUMB_STRAIGHT_RAD = np.radians(150.0)
_THUMB_AWAY = 1.1


def joint_angle_fingers(hand: Hand) -> tuple[bool, ...]:
    """Joint-angle count on world landmarks: a finger is up when it is straight at its middle joint.

    The thumb must also be away from the middle finger's knuckle, in widths of the palm.
    """
    world = hand.runs[0].world_xyz
    straight = [_angle(world[a], world[b], world[d]) > _STRAIGHT_RAD for a, b, _, d in FINGER_CHAINS[1:]]
    palm = np.linalg.norm(world[Landmark.INDEX_MCP] - world[Landmark.LITTLE_MCP])
    away = np.linalg.norm(world[Landmark.THUMB_TIP] - world[Landmark.MIDDLE_MCP]) / max(float(palm), 1e-9)
    angle = _angle(world[Landmark.THUMB_CMC], world[Landmark.THUMB_MCP], world[Landmark.THUMB_TIP])
    return (bool(angle > _THUMB_STRAIGHT_RAD and away > _THUMB_AWAY), *(bool(value) for value in straight))


def tip_above_joint_fingers(hand: Hand) -> tuple[bool, ...]:
    """The count of most tutorials: the tip higher in the picture than the joint; the thumb by left or right."""
    points = hand.points_xyz
    up = [points[chain[3], 1] < points[chain[1], 1] for chain in FINGER_CHAINS[1:]]
    sideways = points[Landmark.THUMB_TIP, 0] - points[Landmark.THUMB_IP, 0]
    thumb = sideways < 0 if hand.handedness == "right" else sideways > 0
    return (bool(thumb), *(bool(value) for value in up))


def _angle(a: FloatArray, b: FloatArray, c: FloatArray) -> float:
    first, second = a - b, c - b
    cosine = first @ second / max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-9)
    return float(np.arccos(np.clip(cosine, -1, 1)))
