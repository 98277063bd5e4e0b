"""Which squares of a photo to show to a net with a small input.

The palm net sees 192 x 192 pixels whatever the photo's size, so a hand is found by its share of the square
(docs/architecture.md, "Which hands can be found").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from komando.hands.cover import Raster, cover
from komando.hands.geometry import FloatArray, RotatedSquare

# How far from a face the hands of its owner are looked for, in lengths of the face. Nearly all signs and fists of the
# photos labelled by eye lie nearer (training/labels); further out the tiles of the whole photo look.
_REACH_SIDE, _REACH_UP, _REACH_DOWN = 2.5, 2.2, 5.0
_SHOWN = 0.4  # a hand at most this share of a square's side from its centre is shown well
_PROBES = 7  # places along each side of a tile where one asks whether a finer square shows them
_MOSTLY = 0.4
_AS_FINE = 1.5
_FACES_OF_ONE_SIZE = 2.0
_SMALLEST_TILE_PX = 96.0
_WHOLE_PHOTO = 0.75  # a tile of this share of the photo's longer side would show nothing that the whole does not


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


def tile_levels(
    width_px: int, height_px: int, fractions: Sequence[float], overlap: float, min_tile_px: int
) -> list[RotatedSquare]:
    """Tiles of several sizes, each a share of the photo's longer side; sizes under `min_tile_px` are left out."""
    sides = (max(width_px, height_px) * fraction for fraction in fractions)
    return [tile for side in sides if side >= min_tile_px for tile in tile_squares(width_px, height_px, side, overlap)]


def squares_around_faces(
    faces_xyxy: Sequence[FloatArray], width_px: int, height_px: int, side_faces: float
) -> tuple[RotatedSquare, ...]:
    """Tiles where the hands of the people in the photo can be, as large as their hands need.

    A hand is about as long as a face, so a tile of five faces shows it at a fifth of its side.

    Args:
        faces_xyxy: Boxes of the faces, photo pixels.
        width_px: Of the photo.
        height_px: Of the photo.
        side_faces: Side of a tile in lengths of the smallest face of about one size.
    """
    squares: list[RotatedSquare] = []
    waiting = sorted((_face_px(box), index) for index, box in enumerate(faces_xyxy))
    while waiting:
        smallest_px = waiting[0][0]
        alike = [index for size, index in waiting if size <= smallest_px * _FACES_OF_ONE_SIZE]
        waiting = [(size, index) for size, index in waiting if size > smallest_px * _FACES_OF_ONE_SIZE]
        side_px = max(side_faces * smallest_px, _SMALLEST_TILE_PX)
        if side_px < _WHOLE_PHOTO * max(width_px, height_px):
            raster = Raster.for_hands(width_px, height_px, smallest_px)
            squares.extend(cover(raster, raster.mark([_reach_xyxy(faces_xyxy[index]) for index in alike]), side_px))
    return tuple(squares)


def tiles_elsewhere(tiles: Sequence[RotatedSquare], others: Sequence[RotatedSquare]) -> list[RotatedSquare]:
    """The tiles of which a good part is shown by none of the other squares that are about as fine or finer."""
    return [tile for tile in tiles if _unseen_share(tile, others) > _MOSTLY]


def _unseen_share(tile: RotatedSquare, others: Sequence[RotatedSquare]) -> float:
    fine = [other for other in others if other.side_px <= _AS_FINE * tile.side_px]
    if not fine:
        return 1.0
    steps = ((np.arange(_PROBES) + 0.5) / _PROBES - 0.5) * 2 * _SHOWN * tile.side_px
    places = np.array(list(product(steps, steps))) + tile.center_xy
    centers, sides = np.array([other.center_xy for other in fine]), np.array([other.side_px for other in fine])
    distances = np.abs(places[:, np.newaxis] - centers).max(axis=2)
    return float((distances > _SHOWN * sides).all(axis=1).mean())


def _face_px(box_xyxy: FloatArray) -> float:
    return float((box_xyxy[2:] - box_xyxy[:2]).max())


def _reach_xyxy(box_xyxy: FloatArray) -> FloatArray:
    (x, y), face = (box_xyxy[:2] + box_xyxy[2:]) / 2, _face_px(box_xyxy)
    return np.array([x - _REACH_SIDE * face, y - _REACH_UP * face, x + _REACH_SIDE * face, y + _REACH_DOWN * face])


def _centers(length_px: float, side_px: float, overlap: float) -> list[float]:
    if side_px >= length_px:
        return [length_px / 2]
    steps = max(1, math.ceil((length_px - side_px) / (side_px * (1 - overlap)) - 1e-9))
    return [side_px / 2 + (length_px - side_px) * step / steps for step in range(steps + 1)]
