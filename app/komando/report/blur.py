"""Faces made unrecognisable: pixelated to a few cells, then smoothed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from komando.hands.geometry import FloatArray
from komando.hands.hand import RgbArray

_MARGIN: Final = 0.2
_CELLS: Final = 5


def blur_boxes(rgb: RgbArray, boxes_xyxy: Sequence[FloatArray]) -> RgbArray:
    """A copy of the photo in which each box, enlarged by 20 % on every side, keeps 5 x 5 colours only.

    Args:
        rgb: (height, width, 3) upright photo.
        boxes_xyxy: Boxes in pixels of `rgb`.
    """
    blurred = rgb.copy()
    for box in boxes_xyxy:
        x1, y1, x2, y2 = _enlarged(box, rgb.shape[1], rgb.shape[0])
        if x2 > x1 and y2 > y1:
            blurred[y1:y2, x1:x2] = _smeared(blurred[y1:y2, x1:x2])
    return blurred


def _enlarged(box_xyxy: FloatArray, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    margin = (box_xyxy[2:] - box_xyxy[:2]) * _MARGIN
    x1, y1 = np.floor(box_xyxy[:2] - margin)
    x2, y2 = np.ceil(box_xyxy[2:] + margin)
    return max(0, int(x1)), max(0, int(y1)), min(width_px, int(x2)), min(height_px, int(y2))


def _smeared(patch: RgbArray) -> RgbArray:
    height, width = patch.shape[:2]
    cells = cv2.resize(patch, (min(_CELLS, width), min(_CELLS, height)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
