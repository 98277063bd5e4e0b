"""Parts of a photo that show nothing: bare wall, sky, a blank sheet."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from komando.hands.geometry import RotatedSquare, crop
from komando.hands.hand import RgbArray

_PATCH_PX: Final = 96
_GRID: Final = 32
_STEP: Final = 5  # of 255 levels between neighbours; the outline of a hand in a dark photo steps by more
_STEPS: Final = 8


def is_flat(rgb: RgbArray, square: RotatedSquare) -> bool:
    """Whether a square shows no outline at all: fewer than 8 steps of 5 levels on a raster of 32 x 32."""
    patch = crop(rgb, square, _PATCH_PX)
    raster = cv2.resize(patch, (_GRID, _GRID), interpolation=cv2.INTER_AREA).astype(np.int16)
    down, right = np.abs(np.diff(raster, axis=0)).max(axis=2), np.abs(np.diff(raster, axis=1)).max(axis=2)
    return int((down >= _STEP).sum() + (right >= _STEP).sum()) < _STEPS
