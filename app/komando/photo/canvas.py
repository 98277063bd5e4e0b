"""Where strips of a decoded picture are put together: upright, reduced, and never twice in memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from komando.errors import DamagedPhotoError
from komando.photo.hidden import HiddenDetail
from komando.photo.orientation import as_stored, is_turned
from komando.photo.reduced import reduced


class Decoded(NamedTuple):
    """A decoded picture.

    Attributes:
        rgb: (height, width, 3) uint8, upright and reduced.
        hides_detail: Whether pixels that are hardly visible show something.
    """

    rgb: npt.NDArray[np.uint8]
    hides_detail: bool = False


class Canvas:
    """An upright RGB picture that is filled from top to bottom of the stored one.

    Attributes:
        rgb: (height, width, 3) uint8, upright and reduced.
        hidden: To be told, row by row, of a picture that has transparency.
    """

    def __init__(self, width_px: int, height_px: int, *, reduction: int = 1, orientation: int = 1) -> None:
        width, height = -(-width_px // reduction), -(-height_px // reduction)
        size = (width, height) if is_turned(orientation) else (height, width)
        self.rgb = np.empty((*size, 3), np.uint8)
        self.hidden = HiddenDetail(width_px, height_px)
        self._stored = as_stored(self.rgb, orientation)
        self._reduction = reduction
        self._filled_rows = 0

    def append(self, rows: npt.NDArray[np.uint8]) -> None:
        """Put the next rows, (n, width, 3), below those before; n is a multiple of the reduction but for the last."""
        squares = reduced(rows, self._reduction)
        end = self._filled_rows + squares.shape[0]
        self._stored[self._filled_rows : end] = squares
        self._filled_rows = end

    def finished(self) -> Decoded:
        """The picture.

        Raises:
            DamagedPhotoError: Rows are missing.
        """
        if self._filled_rows != self._stored.shape[0]:
            raise DamagedPhotoError("The picture ends early: it cannot be decoded whole.")
        return Decoded(self.rgb, self.hidden.is_found())
