"""A hand cut out and enlarged with its skeleton, for the legend and for tables."""

from __future__ import annotations

from typing import Final

import numpy as np

from komando.hands.geometry import RotatedSquare, bounding_box, box_center, crop
from komando.hands.hand import RgbArray
from komando.report.hand_mark import HandMark
from komando.report.skeleton import draw_skeleton

_CONTEXT: Final = 1.5


def draw_hand_crop(rgb: RgbArray, hand: HandMark, side_px: int) -> RgbArray:
    """A square of `side_px` around one hand; what lies outside the photo is black.

    Args:
        rgb: (height, width, 3) the photo, faces blurred already where they should be.
        hand: In pixels of `rgb`.
        side_px: Side of the crop.
    """
    center = box_center(bounding_box(hand.points_xy))
    source_px = max(hand.size_px * _CONTEXT, 8.0)
    scale = side_px / source_px
    patch = _smooth_crop(rgb, RotatedSquare((float(center[0]), float(center[1])), source_px), side_px)
    corner = center - source_px / 2
    draw_skeleton(patch, hand.moved(scale, (float(-corner[0] * scale), float(-corner[1] * scale))))
    return patch


def _smooth_crop(rgb: RgbArray, square: RotatedSquare, side_px: int) -> RgbArray:
    """Large hands are averaged down, as `crop` alone samples single pixels."""
    factor = max(1, int(square.side_px // side_px))
    fine = crop(rgb, square, side_px * factor).reshape(side_px, factor, side_px, factor, 3)
    return np.ascontiguousarray(fine.mean(axis=(1, 3)).round().astype(np.uint8))
