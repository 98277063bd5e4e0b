"""Which squares of a photo to show to a net with a small input.

The palm net sees 192 x 192 pixels whatever the photo's size, so a hand is found by its share of the square: recall is
.53 at 9 % of the side, .78 at 12.5 % and .98 at 18 % (docs/architecture.md, "Which hands can be found").
"""

from __future__ import annotations

import math
from itertools import product

from komando.hands.geometry import RotatedSquare


def whole_square(width_px: int, height_px: int, zoom_out: float = 1.0) -> RotatedSquare:
    """The square around the whole photo; `zoom_out` 1.5 leaves a margin for a hand that fills the frame."""
    return RotatedSquare((width_px / 2, height_px / 2), max(width_px, height_px) * zoom_out)


def tile_squares(width_px: int, height_px: int, side_px: float, overlap: float) -> tuple[RotatedSquare, ...]:
    """Squares of `side_px` that cover the photo, row by row, neighbours sharing at least `overlap` of a side.

    Example:
        >>> [s.center_xy for s in tile_squares(200, 100, 100, 0.25)]
        [(50.0, 50.0), (100.0, 50.0), (150.0, 50.0)]
    """
    columns = _centers(width_px, side_px, overlap)
    rows = _centers(height_px, side_px, overlap)
    return tuple(RotatedSquare((x, y), side_px) for y, x in product(rows, columns))


def _centers(length_px: float, side_px: float, overlap: float) -> list[float]:
    if side_px >= length_px:
        return [length_px / 2]
    steps = math.ceil((length_px - side_px) / (side_px * (1 - overlap)) - 1e-9)
    return [side_px / 2 + (length_px - side_px) * step / steps for step in range(steps + 1)]
