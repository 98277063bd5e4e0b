"""Rows of pixels at a part of their size."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def reduced(rows: npt.NDArray[np.uint8], reduction: int) -> npt.NDArray[np.uint8]:
    """Means of squares; at the right and lower edge the last pixel is repeated to fill the square.

    Args:
        rows: (height, width, channels).
        reduction: Side of a square in pixels.
    """
    if reduction == 1:
        return rows
    below, right = -rows.shape[0] % reduction, -rows.shape[1] % reduction
    if below or right:
        rows = np.asarray(cv2.copyMakeBorder(rows, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    size = (rows.shape[1] // reduction, rows.shape[0] // reduction)
    return np.asarray(cv2.resize(rows, size, interpolation=cv2.INTER_AREA), np.uint8)
