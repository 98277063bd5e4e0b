"""Squares that together show all of a photo, or, few of them, every place where a hand can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from komando.hands.geometry import FloatArray, RotatedSquare

_CELLS_PER_FACE = 2
_MARGIN_CELLS = 1  # half a hand: a hand whose centre lies nearer to a square's side is cut by it


@dataclass(frozen=True, slots=True)
class Raster:
    """The photo in cells of half a hand.

    Attributes:
        width_px: Of the photo.
        height_px: Of the photo.
        cell_px: Side of a cell, photo pixels.
    """

    width_px: int
    height_px: int
    cell_px: float

    @classmethod
    def for_hands(cls, width_px: int, height_px: int, hand_px: float) -> Raster:
        """The raster whose cells suit hands of `hand_px`."""
        return cls(width_px, height_px, hand_px / _CELLS_PER_FACE)

    def mark(self, boxes_xyxy: Sequence[FloatArray]) -> npt.NDArray[np.bool_]:
        """(rows, columns) the cells whose centres lie in one of the boxes."""
        marked = self._empty()
        rows, columns = marked.shape
        for box in boxes_xyxy:
            x1, y1, x2, y2 = np.clip(np.round(box / self.cell_px), 0, [columns, rows, columns, rows]).astype(int)
            marked[y1:y2, x1:x2] = True
        return marked

    def mark_points(self, points_xy: Sequence[tuple[float, float]]) -> npt.NDArray[np.bool_]:
        """(rows, columns) the cells in which the points lie; of points beside the photo, the nearest cells."""
        marked = self._empty()
        for x, y in points_xy:
            row = min(max(int(y / self.cell_px), 0), marked.shape[0] - 1)
            column = min(max(int(x / self.cell_px), 0), marked.shape[1] - 1)
            marked[row, column] = True
        return marked

    def _empty(self) -> npt.NDArray[np.bool_]:
        return np.zeros((math.ceil(self.height_px / self.cell_px), math.ceil(self.width_px / self.cell_px)), np.bool_)


def tile_squares(width_px: int, height_px: int, side_px: float, overlap: float) -> tuple[RotatedSquare, ...]:
    """Squares of `side_px` that cover the photo, row by row, neighbours sharing at least `overlap` of a side.

    Example:
        >>> [s.center_xy for s in tile_squares(200, 100, 100, 0.25)]
        [(50.0, 50.0), (100.0, 50.0), (150.0, 50.0)]
    """
    columns = _centers(width_px, side_px, overlap)
    rows = _centers(height_px, side_px, overlap)
    return tuple(RotatedSquare((x, y), side_px) for y, x in product(rows, columns))


def cover(raster: Raster, marked: npt.NDArray[np.bool_], side_px: float) -> tuple[RotatedSquare, ...]:
    """Squares of `side_px` so that each marked cell lies in one of them, half a hand or more from its sides.

    Each next square covers most of what is left (Chvatal's greedy set cover), and is centred on what it covers.
    """
    left = marked.astype(np.int32)
    reach = max(1, int(side_px / raster.cell_px) - 2 * _MARGIN_CELLS)
    squares = []
    while left.any():
        row, column = _fullest_window(left, reach)
        window = left[row : row + reach, column : column + reach]
        rows, columns = np.nonzero(window)
        x = (column + (columns.min() + columns.max() + 1) / 2) * raster.cell_px
        y = (row + (rows.min() + rows.max() + 1) / 2) * raster.cell_px
        squares.append(RotatedSquare(inside((x, y), side_px, raster.width_px, raster.height_px), side_px))
        window[:] = 0
    return tuple(squares)


def _fullest_window(left: npt.NDArray[np.int32], reach: int) -> tuple[int, int]:
    """Top row and left column of the `reach` x `reach` window with the most marked cells."""
    rows, columns = min(reach, left.shape[0]), min(reach, left.shape[1])
    sums = np.pad(left.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    counts = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    return int(row), int(column)


def inside(center_xy: tuple[float, float], side_px: float, width_px: int, height_px: int) -> tuple[float, float]:
    """The centre of a square moved so that the square lies in the photo, or in its middle where that is smaller."""
    x, y = center_xy
    return _inside(x, side_px, width_px), _inside(y, side_px, height_px)


def _inside(center_px: float, side_px: float, length_px: int) -> float:
    """The centre moved so that the square lies in the photo; the photo's middle where the square is longer."""
    if side_px >= length_px:
        return length_px / 2
    return float(np.clip(center_px, side_px / 2, length_px - side_px / 2))


def _centers(length_px: float, side_px: float, overlap: float) -> list[float]:
    if side_px >= length_px:
        return [length_px / 2]
    steps = max(1, math.ceil((length_px - side_px) / (side_px * (1 - overlap)) - 1e-9))
    return [side_px / 2 + (length_px - side_px) * step / steps for step in range(steps + 1)]
