"""What the finger reader sees of one landmark run: numbers that do not change when the hand is turned, scaled or moved.

Left hands are mirrored to right ones. Only the last two features tell the hand's direction in the photo: a hanging hand
and a raised one have the same shape and not the same meaning.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray
from komando.hands.hand import LandmarkRun
from komando.hands.landmarks import FINGER_CHAINS, Landmark

_TIPS: Final = [chain[3] for chain in FINGER_CHAINS]
_ROOTS: Final = [Landmark.INDEX_MCP, Landmark.MIDDLE_MCP, Landmark.LITTLE_MCP]
_TIP_TARGETS: Final = [0, 2, 5, 6, 9, 10, 13, 14, 17, 18]
_THUMB_TARGETS: Final = [5, 6, 7, 9, 10, 13, 14, 17]
_TIP_PAIRS: Final = np.triu_indices(5, 1)
# (before, joint, after): the three bends of each finger from the wrist outwards.
_JOINTS: Final = np.array(
    [joint for a, b, c, d in FINGER_CHAINS for joint in ((Landmark.WRIST, a, b), (a, b, c), (b, c, d))]
)
_WHOLE_FINGERS: Final = np.array([(Landmark.WRIST, chain[0], chain[3]) for chain in FINGER_CHAINS])
_TINY: Final = 1e-9

COUNT: Final = 236
DIRECTION: Final = slice(234, 236)
"""Place of the two features that change when the hand is turned in the picture."""


def hand_features(run: LandmarkRun) -> FloatArray:
    """(236,) features of one landmark run."""
    mirrored = run.right_score < 0.5
    flip = np.array([-1.0, 1.0, 1.0]) if mirrored else np.ones(3)
    image = (run.points_xyz - run.points_xyz[Landmark.WRIST]) * flip
    world = (run.world_xyz - run.world_xyz[Landmark.WRIST]) * flip
    direction = image[Landmark.MIDDLE_MCP, :2]
    upright = _upright(image)
    palm_points, palm_axes = _in_palm_frame(_upright(world))
    return np.concatenate(
        [
            upright[1:, :2].ravel(),
            upright[1:, 2],
            palm_points[1:].ravel(),
            palm_axes[1:].ravel(),
            _world_shape(palm_points),
            _image_shape(upright[:, :2]),
            direction / max(float(np.linalg.norm(direction)), _TINY),
        ]
    )


def _upright(points_xyz: FloatArray) -> FloatArray:
    """Turn in the picture's plane so that the middle knuckle lies above the wrist; scale by the palm."""
    x, y = points_xyz[Landmark.MIDDLE_MCP, :2]
    length = max(math.hypot(x, y), _TINY)
    cos, sin = -y / length, x / length
    turned = points_xyz.copy()
    turned[:, :2] = points_xyz[:, :2] @ np.array([[cos, sin], [-sin, cos]]).T
    palm = np.linalg.norm(points_xyz[_ROOTS, :2], axis=1).mean()
    # A palm seen edge-on or end-on is short: the fingers then set the scale.
    extent = 0.25 * np.linalg.norm(points_xyz[:, :2], axis=1).max()
    return np.asarray(turned / max(float(palm), float(extent), _TINY), np.float64)


def _in_palm_frame(world: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(21, 3) points along the palm's own axes in palm lengths, and the (3, 3) axes: across, along, out."""
    world = world / max(float(np.linalg.norm(world[_ROOTS], axis=1).mean()), _TINY)
    along = _unit(world[Landmark.MIDDLE_MCP])
    out = _unit(np.cross(world[Landmark.INDEX_MCP] - world[Landmark.LITTLE_MCP], along))
    axes = np.stack([np.cross(along, out), along, out])
    return world @ axes.T, axes


def _world_shape(points: FloatArray) -> FloatArray:
    """Cosines of the bends; distances between fingertips, from tips to wrist and from the thumb to the knuckles."""
    tips = points[_TIPS]
    return np.concatenate(
        [
            _bend_cosines(points, _JOINTS),
            _bend_cosines(points, _WHOLE_FINGERS),
            np.linalg.norm(tips, axis=1),
            np.linalg.norm(tips[_TIP_PAIRS[0]] - tips[_TIP_PAIRS[1]], axis=1),
            np.linalg.norm(points[_THUMB_TARGETS] - points[Landmark.THUMB_TIP], axis=1),
        ]
    )


def _image_shape(points_xy: FloatArray) -> FloatArray:
    """Distances from the tips to the joints, and cosines of the bends, as seen in the picture."""
    spans = np.linalg.norm(points_xy[_TIPS][:, None] - points_xy[_TIP_TARGETS][None], axis=-1)
    return np.concatenate([spans.ravel(), _bend_cosines(points_xy, _JOINTS)])


def _bend_cosines(points: FloatArray, joints: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> FloatArray:
    before = points[joints[:, 0]] - points[joints[:, 1]]
    after = points[joints[:, 2]] - points[joints[:, 1]]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray((before * after).sum(axis=1) / np.maximum(lengths, _TINY), np.float64)


def _unit(vector: FloatArray) -> FloatArray:
    return vector / max(float(np.linalg.norm(vector)), _TINY)
