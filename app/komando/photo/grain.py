"""How grainy a picture is: from grain or dithering that is strong enough, the nets see no hands."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

_BLOCK_PX: Final = 32
_BLOCKS_A_SIDE: Final = 14
_LAPLACIANS_APART: Final = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""The difference of two Laplacians (Immerkaer 1996): blind to edges and slopes, six times the noise."""
_MASK_GAIN: Final = 6.0
_MEAN_TO_DEVIATION: Final = float(np.sqrt(np.pi / 2))
_DARKEST, _BRIGHTEST = 8, 247
"""Mean of a block in which grain can be seen: in a burnt-out sky or in black there is none left."""
GRAINY: Final = 6.0
"""Of 688 real photos the grainiest has 5.1; of 80 with noise of 15 none has less than 6, of 80 dithered ones one."""
_SMOOTHING_PX: Final = 1.0
_MOST_SMOOTHED_PX: Final = 16_000_000
"""A smoothed copy of a larger picture would take too much memory; where that is shrunk, its grain averages out."""
_MOST_BLANK: Final = 0.6
"""Share of blocks without any grain from which the others are writing or drawings on paper."""
_SHARE: Final = 0.1
"""Of the blocks that must be less grainy: batik, foliage and gravel may fill the others."""


def grain(rgb: npt.NDArray[np.uint8]) -> float:
    """Deviation of the luma's noise in grey levels, told from blocks spread over the picture at its full size.

    Args:
        rgb: (height, width, 3); smaller than a block is looked at whole.

    Returns:
        0 where the picture is black or white in most places.
    """
    blocks = _blocks(rgb)
    levels = [level for block in blocks if (level := _level(block)) is not None]
    if len(levels) <= (1 - _MOST_BLANK) * len(blocks):
        return 0.0
    return float(np.quantile(levels, _SHARE))


def without_grain(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The picture, smoothed a little: what the nets see is cut out of it pixel by pixel, with the grain as it is."""
    if rgb.shape[0] * rgb.shape[1] > _MOST_SMOOTHED_PX:
        return rgb
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), _SMOOTHING_PX), np.uint8)


def _blocks(rgb: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    return [
        rgb[top : top + _BLOCK_PX, left : left + _BLOCK_PX]
        for top in _starts(rgb.shape[0])
        for left in _starts(rgb.shape[1])
    ]


def _starts(length: int) -> list[int]:
    blocks = min(max(length // _BLOCK_PX, 1), _BLOCKS_A_SIDE)
    return [int(start) for start in np.linspace(0, max(length - _BLOCK_PX, 0), blocks)]


def _level(block: npt.NDArray[np.uint8]) -> float | None:
    """Of one block; None where nothing can be seen."""
    luma = cv2.cvtColor(block, cv2.COLOR_RGB2GRAY)
    if not _DARKEST <= cv2.mean(luma)[0] <= _BRIGHTEST:
        return None
    response = cv2.filter2D(luma, cv2.CV_32F, _LAPLACIANS_APART)[1:-1, 1:-1]
    return float(cv2.norm(response, cv2.NORM_L1)) / response.size * _MEAN_TO_DEVIATION / _MASK_GAIN
