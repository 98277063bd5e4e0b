"""Boxes and rotated squares in pixels of the upright photo (x right, y down)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RotatedSquare:
    """A square of the photo, turned by an angle.

    Attributes:
        center_xy: Centre in photo pixels.
        side_px: Side length in photo pixels.
        angle_rad: Clockwise turn as seen on the screen; 0 = sides along the photo's.
    """

    center_xy: tuple[float, float]
    side_px: float
    angle_rad: float = 0.0

    def patch_to_photo(self, patch_px: int) -> FloatArray:
        """(2, 3) affine map from pixels of the cropped patch to pixels of the photo."""
        scale = self.side_px / patch_px
        cos, sin = math.cos(self.angle_rad) * scale, math.sin(self.angle_rad) * scale
        half = patch_px / 2
        x, y = self.center_xy
        return np.array([[cos, -sin, x - (cos - sin) * half], [sin, cos, y - (sin + cos) * half]])


def crop(rgb: npt.NDArray[np.uint8], square: RotatedSquare, patch_px: int) -> npt.NDArray[np.uint8]:
    """Cut `square` out of the photo as a (patch_px, patch_px, 3) patch; outside the photo it is black.

    Bilinear sampling without a low-pass filter, as MediaPipe does: the nets were trained on such patches.
    """
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(rgb, square.patch_to_photo(patch_px), (patch_px, patch_px), flags=flags)
    return np.asarray(patch, np.uint8)


def crop_to_unit_range(rgb: npt.NDArray[np.uint8], square: RotatedSquare, patch_px: int) -> npt.NDArray[np.float32]:
    """`crop` in 0..1, as the palm and the landmark net want it."""
    return np.divide(crop(rgb, square, patch_px), 255, dtype=np.float32)


def transform_points(affine: FloatArray, points_xy: FloatArray) -> FloatArray:
    """Apply a (2, 3) affine map to (n, 2) points."""
    return np.asarray(points_xy @ affine[:, :2].T + affine[:, 2], np.float64)


def bounding_box(points_xy: FloatArray) -> FloatArray:
    """(4,) x1, y1, x2, y2 around (n, 2) points."""
    return np.concatenate([points_xy.min(axis=0), points_xy.max(axis=0)])


def box_center(boxes_xyxy: FloatArray) -> FloatArray:
    """Centres of boxes: (..., 4) x1, y1, x2, y2 -> (..., 2) x, y.

    Example:
        >>> box_center(np.array([0, 0, 2, 4])).tolist()
        [1.0, 2.0]
    """
    return np.asarray((boxes_xyxy[..., :2] + boxes_xyxy[..., 2:]) / 2, np.float64)


def box_side_px(boxes_xyxy: FloatArray) -> FloatArray:
    """Longer sides of boxes: (..., 4) -> (...).

    Example:
        >>> float(box_side_px(np.array([0, 0, 2, 4])))
        4.0
    """
    return np.asarray((boxes_xyxy[..., 2:] - boxes_xyxy[..., :2]).max(axis=-1), np.float64)


def apart_px(one_xy: Sequence[float] | FloatArray, other_xy: Sequence[float] | FloatArray) -> float:
    """How far two points lie apart along the axis on which they are farther apart, pixels."""
    return float(max(abs(one_xy[0] - other_xy[0]), abs(one_xy[1] - other_xy[1])))


def inside_share(box_xyxy: FloatArray, other_xyxy: FloatArray) -> float:
    """Share of a box that lies in another one, 0..1.

    Example:
        >>> inside_share(np.array([0, 0, 2, 2]), np.array([1, 0, 9, 9]))
        0.5
    """
    common = np.minimum(box_xyxy[2:], other_xyxy[2:]) - np.maximum(box_xyxy[:2], other_xyxy[:2])
    area = float((box_xyxy[2:] - box_xyxy[:2]).prod())
    return float(np.clip(common, 0, None).prod()) / max(area, 1e-9)


def box_iou(box_xyxy: FloatArray, boxes_xyxy: FloatArray) -> FloatArray:
    """Intersection over union of one box with each of (n, 4) boxes.

    Example:
        >>> box_iou(np.array([0.0, 0, 2, 2]), np.array([[1.0, 0, 3, 2]])).round(3).tolist()
        [0.333]
    """
    top_left = np.maximum(box_xyxy[:2], boxes_xyxy[:, :2])
    bottom_right = np.minimum(box_xyxy[2:], boxes_xyxy[:, 2:])
    intersection = np.clip(bottom_right - top_left, 0, None).prod(axis=1)
    area = np.prod(box_xyxy[2:] - box_xyxy[:2])
    areas = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]).prod(axis=1)
    return np.asarray(intersection / np.maximum(area + areas - intersection, 1e-9), np.float64)


def normalize_angle(angle_rad: float) -> float:
    """The same angle in [-pi, pi)."""
    return angle_rad - 2 * math.pi * math.floor((angle_rad + math.pi) / (2 * math.pi))
