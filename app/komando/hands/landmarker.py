"""Hand landmarks: a turned crop of the photo -> 21 landmarks, presence, handedness.

Constants of the second crop are those of MediaPipe's hand_landmark_landmarks_to_roi graph (Apache-2.0).
"""

from __future__ import annotations

import math

import numpy as np

from komando.hands.geometry import (
    RotatedSquare,
    crop_to_unit_range,
    normalize_angle,
    transform_points,
)
from komando.hands.hand import LandmarkRun, PooledArray, RgbArray
from komando.hands.landmarks import COUNT, Landmark
from komando.hands.net_outputs import expose_output
from komando.hands.nets import Net

_POOLED = "global_average_pooling2d/Mean"
_RECROP_SCALE = 2.0
_RECROP_SHIFT = 0.1
_PALM = (
    Landmark.WRIST, Landmark.THUMB_CMC, Landmark.THUMB_MCP, Landmark.THUMB_IP, Landmark.INDEX_MCP, Landmark.INDEX_PIP,
    Landmark.MIDDLE_MCP, Landmark.MIDDLE_PIP, Landmark.RING_MCP, Landmark.RING_PIP, Landmark.LITTLE_MCP,
    Landmark.LITTLE_PIP,
)  # fmt: skip


class HandLandmarker:
    """MediaPipe's full hand landmark net: 224 x 224 input in 0..1."""

    def __init__(self, model: bytes) -> None:
        self._net = Net(expose_output(model, _POOLED))

    def run(self, rgb: RgbArray, square: RotatedSquare, *, mirrored: bool = False) -> LandmarkRun:
        """Landmarks of the hand in `square`; presence tells whether there is one.

        Args:
            rgb: The upright photo.
            square: Where to look.
            mirrored: Show the net the crop's mirror image: a second opinion whose errors are not those of the first.
                The answer is mirrored back.
        """
        size_px = self._net.input_px
        patch = crop_to_unit_range(rgb, square, size_px)
        points, presence, right, world, pooled = self._net(patch[:, ::-1] if mirrored else patch)
        in_patch = points.reshape(COUNT, 3).astype(np.float64)
        in_world = world.reshape(COUNT, 3).astype(np.float64)
        if mirrored:
            in_patch[:, 0] = size_px - in_patch[:, 0]
            in_world[:, 0] *= -1
        in_photo = transform_points(square.patch_to_photo(size_px), in_patch[:, :2])
        depth = in_patch[:, 2:] * square.side_px / size_px
        return LandmarkRun(
            points_xyz=np.hstack([in_photo, depth]),
            world_xyz=in_world,
            presence=float(presence[0]),
            right_score=1 - float(right[0]) if mirrored else float(right[0]),
            crop=square,
            pooled=pooled,
        )

    def run_again(self, rgb: RgbArray, first: LandmarkRun) -> LandmarkRun:
        """A second run, on the first one's landmarks; mirrored, so that its errors are others."""
        return self.run(rgb, recrop(first), mirrored=True)

    def pooled(self, rgb: RgbArray, square: RotatedSquare) -> PooledArray:
        """What the net knows of a crop before it places the landmarks."""
        return self._net(crop_to_unit_range(rgb, square, self._net.input_px))[-1]


def recrop(run: LandmarkRun) -> RotatedSquare:
    """The crop around a run's own landmarks: a second run on it corrects a badly placed palm box."""
    points = run.points_xyz[:, :2]
    knuckles = (points[Landmark.INDEX_MCP] + points[Landmark.RING_MCP]) / 2
    towards = (knuckles + points[Landmark.MIDDLE_MCP]) / 2 - points[Landmark.WRIST]
    angle = normalize_angle(math.pi / 2 - math.atan2(-towards[1], towards[0]))
    cos, sin = math.cos(angle), math.sin(angle)
    to_crop = np.array([[cos, sin], [-sin, cos]])
    turned = points[list(_PALM)] @ to_crop.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    width, height = high - low
    center = to_crop.T @ ((low + high) / 2 - np.array([0, height * _RECROP_SHIFT]))
    return RotatedSquare((float(center[0]), float(center[1])), float(max(width, height)) * _RECROP_SCALE, angle)
