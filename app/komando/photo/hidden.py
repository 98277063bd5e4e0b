"""Whether pixels that are hardly visible show something: it appears as soon as a program drops the transparency.

Programs that cut out people often leave the old background under an alpha of 0. Where the hidden pixels are one colour,
as in logos and most cut-outs, nothing is hidden; nor do the colours count that a soft edge leaves around what is shown.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from komando.photo.reduced import reduced

_MOST_BLOCKS: Final = 512
"""Along the longer side: the smallest hand that can be read is some twenty blocks long, and a mean loses little."""
_LARGEST_BLOCK_PX: Final = 64  # strips are no higher
_VISIBLE_ALPHA: Final = 128
_SOFT_EDGE: Final = 10
"""Blocks around what is visible that may be its soft edge or shadow. Of fully hidden ones only the nearest may."""
_HARD_EDGE: Final = 3
_CONTRAST: Final = 16
"""Grey levels within three blocks in any channel; what lossy formats add to a single colour stays under it."""
_FEWEST_BLOCKS: Final = 12

_Blocks = npt.NDArray[np.uint8]


class HiddenDetail:
    """What lies under transparency, gathered from top to bottom in blocks of pixels."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._block_px = 1
        while max(width_px, height_px) > _MOST_BLOCKS * self._block_px and self._block_px < _LARGEST_BLOCK_PX:
            self._block_px *= 2
        self._blocks: list[_Blocks] = []

    def append(self, rgba: npt.NDArray[np.uint8]) -> None:
        """Take in the next rows, (n, width, 4); n is a multiple of 64 but for the last."""
        self._blocks.append(reduced(rgba, self._block_px))

    def is_found(self) -> bool:
        """Whether enough of what is hidden has contrast; never where no rows were taken in."""
        if not self._blocks:
            return False
        blocks = np.concatenate(self._blocks)
        alpha, colors = blocks[..., 3], np.ascontiguousarray(blocks[..., :3])
        deep = _away_from_others(alpha < _VISIBLE_ALPHA, _SOFT_EDGE) | _away_from_others(alpha == 0, _HARD_EDGE)
        around = np.ones((3, 3), np.uint8)
        contrast = cv2.subtract(cv2.dilate(colors, around), cv2.erode(colors, around)).max(axis=2)
        return bool(np.count_nonzero(contrast[deep] >= _CONTRAST) >= _FEWEST_BLOCKS)


def _away_from_others(chosen: npt.NDArray[np.bool_], blocks: int) -> npt.NDArray[np.bool_]:
    """Those of the chosen blocks that lie further than `blocks` from every other; the picture's edge is no other."""
    square = np.ones((2 * blocks + 1, 2 * blocks + 1), np.uint8)
    return np.asarray(cv2.erode(chosen.astype(np.uint8), square), np.bool_)
