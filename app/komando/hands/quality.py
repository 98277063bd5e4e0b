"""How well a hand can be seen: why a reading may be in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from komando.hands.geometry import RotatedSquare, crop
from komando.hands.hand import Hand, RgbArray
from komando.hands.landmarks import Landmark

_PATCH_PX: Final = 96
_MARGIN: Final = 1.3


@dataclass(frozen=True, slots=True)
class HandQuality:
    """What the photo lets see of one hand.

    Attributes:
        inside_share: Share of the landmarks that lie inside the photo, 0..1.
        brightness: Mean of the brightest channel around the hand, 0..255.
        sharpness: Standard deviation of the second derivative against that of the grey values: small when blurred.
        facing: How much of the palm's or back's plane faces the camera, 0 = seen edge-on, 1 = full.
        runs_apart: Mean distance of the landmark runs from their mean, in hand sizes.
    """

    inside_share: float
    brightness: float
    sharpness: float
    facing: float
    runs_apart: float


def hand_quality(rgb: RgbArray, hand: Hand) -> HandQuality:
    """Measure one hand in an upright photo."""
    height, width = rgb.shape[:2]
    points = hand.points_xyz[:, :2]
    inside = ((points >= 0) & (points < [width, height])).all(axis=1)
    box = hand.box_xyxy
    center = (float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2)
    patch = crop(rgb, RotatedSquare(center, max(hand.size_px, 1.0) * _MARGIN), _PATCH_PX)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    contrast = float(grey.std())
    return HandQuality(
        inside_share=float(inside.mean()),
        brightness=float(patch.max(axis=2).mean()),
        sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).std()) / max(contrast, 1.0),
        facing=_facing(hand),
        runs_apart=runs_apart(hand),
    )


def _facing(hand: Hand) -> float:
    """Area of the triangle wrist, index and little knuckle as seen, against the same in space."""
    world = hand.runs[0].world_xyz
    first = world[Landmark.INDEX_MCP] - world[Landmark.WRIST]
    second = world[Landmark.LITTLE_MCP] - world[Landmark.WRIST]
    normal = np.cross(first, second)
    return float(abs(normal[2]) / max(float(np.linalg.norm(normal)), 1e-9))


def runs_apart(hand: Hand) -> float:
    """Mean distance of the landmark runs from their mean, in hand sizes; 0 for a single run."""
    points = np.array([run.points_xyz[:, :2] for run in hand.runs])
    return float(np.linalg.norm(points - points.mean(axis=0), axis=-1).mean() / max(hand.size_px, 1e-9))
