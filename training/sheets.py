"""Contact sheets: hands side by side, for the eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from komando.hands.geometry import FloatArray, RotatedSquare, box_center, box_side_px, crop
from komando.hands.hand import RgbArray

_ROOM: Final = 2.0  # of the hand's size, so that one sees what it lies on
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)


def hand_tile(rgb: RgbArray, box_xyxy: FloatArray, tile_px: int) -> RgbArray:
    """The hand of a box, photo pixels, and what it lies on, `tile_px` wide and high."""
    x, y = box_center(box_xyxy)
    return crop(rgb, RotatedSquare((float(x), float(y)), float(box_side_px(box_xyxy)) * _ROOM), tile_px)


def write_on(tile: RgbArray, text: str, at_xy: tuple[int, int]) -> None:
    """Write white on black; the text begins above and right of the point."""
    for color, width in ((_BLACK, 3), (_WHITE, 1)):
        cv2.putText(tile, text, at_xy, cv2.FONT_HERSHEY_SIMPLEX, 0.42, color, width, cv2.LINE_AA)


def side_by_side(tiles: Sequence[RgbArray], columns: int) -> RgbArray:
    """Tiles of one size in rows, filled up with white."""
    filled = [*tiles, *[np.full_like(tiles[0], 255)] * (-len(tiles) % columns)]
    rows = [np.hstack(filled[start : start + columns]) for start in range(0, len(filled), columns)]
    return np.vstack(rows)
