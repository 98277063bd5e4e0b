"""Where strips of a decoded picture are put together: upright, reduced, and never twice in memory."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from komando.errors import DamagedPhotoError
from komando.photo.orientation import as_stored, is_turned


class Canvas:
    """An upright RGB picture that is filled from top to bottom of the stored one.

    Attributes:
        rgb: (height, width, 3) uint8, upright and reduced.
    """

    def __init__(self, width_px: int, height_px: int, *, reduction: int = 1, orientation: int = 1) -> None:
        width, height = -(-width_px // reduction), -(-height_px // reduction)
        size = (width, height) if is_turned(orientation) else (height, width)
        self.rgb = np.empty((*size, 3), np.uint8)
        self._stored = as_stored(self.rgb, orientation)
        self._reduction = reduction
        self._filled_rows = 0

    def append(self, rows: npt.NDArray[np.uint8]) -> None:
        """Put the next rows, (n, width, 3), below those before; n is a multiple of the reduction but for the last."""
        reduced = _reduced(rows, self._reduction)
        end = self._filled_rows + reduced.shape[0]
        self._stored[self._filled_rows : end] = reduced
        self._filled_rows = end

    def finished(self) -> npt.NDArray[np.uint8]:
        """The picture.

        Raises:
            DamagedPhotoError: Rows are missing.
        """
        if self._filled_rows != self._stored.shape[0]:
            raise DamagedPhotoError("The picture ends early: it cannot be decoded whole.")
        return self.rgb


def _reduced(rows: npt.NDArray[np.uint8], reduction: int) -> npt.NDArray[np.uint8]:
    """Means of squares; at the right and lower edge the last pixel is repeated to fill the square."""
    if reduction == 1:
        return rows
    below, right = -rows.shape[0] % reduction, -rows.shape[1] % reduction
    if below or right:
        rows = np.asarray(cv2.copyMakeBorder(rows, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    size = (rows.shape[1] // reduction, rows.shape[0] // reduction)
    return np.asarray(cv2.resize(rows, size, interpolation=cv2.INTER_AREA), np.uint8)
