"""Which squares of a photo to show to a net with a small input.

The palm net sees 192 x 192 pixels whatever the photo's size, so a hand is found by its share of the square
(docs/architecture.md, "Which hands can be found").
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from komando.hands.cover import Raster, cover, inside, tile_squares
from komando.hands.geometry import FloatArray, RotatedSquare, apart_px, box_center, box_side_px
from komando.hands.proposals import Proposal

# How far from a face the hands of its owner are looked for, in lengths of the face. Nearly all signs and fists of the
# photos labelled by eye lie nearer (training/labels); further out the tiles of the whole photo look.
_REACH_SIDE, _REACH_UP, _REACH_DOWN = 2.5, 2.2, 5.0
_FACES_OF_ONE_SIZE = 2.0
_SMALLEST_TILE_PX = 96.0
# A square for a proposed hand shows it at about this share of its side; see `shows_any` for the bounds.
_SIDE_HANDS = 4.5
_HANDS_OF_ONE_SIZE = 1.5
_SMALLEST_SQUARE_PX = 64.0
_WELL = (0.1, 0.55)
_CLOSE_SIDE_HANDS = 3.0
_WHOLE_PHOTO = 0.75  # a tile of this share of the photo's longer side would show nothing that the whole does not


def whole_square(width_px: int, height_px: int, zoom_out: float = 1.0) -> RotatedSquare:
    """The square around the whole photo; `zoom_out` 1.5 leaves a margin for a hand that fills the frame."""
    return RotatedSquare((width_px / 2, height_px / 2), max(width_px, height_px) * zoom_out)


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
    waiting = sorted((float(box_side_px(box)), index) for index, box in enumerate(faces_xyxy))
    while waiting:
        smallest_px = waiting[0][0]
        alike = [index for size, index in waiting if size <= smallest_px * _FACES_OF_ONE_SIZE]
        waiting = [(size, index) for size, index in waiting if size > smallest_px * _FACES_OF_ONE_SIZE]
        side_px = max(side_faces * smallest_px, _SMALLEST_TILE_PX)
        if side_px < _WHOLE_PHOTO * max(width_px, height_px):
            raster = Raster.for_hands(width_px, height_px, smallest_px)
            squares.extend(cover(raster, raster.mark([_reach_xyxy(faces_xyxy[index]) for index in alike]), side_px))
    return tuple(squares)


def squares_around_proposals(
    hands: Sequence[Proposal], others: Sequence[RotatedSquare], width_px: int, height_px: int
) -> tuple[RotatedSquare, ...]:
    """Squares for hands that may be where the proposals are, as far as other squares do not show them well."""
    squares: list[RotatedSquare] = []
    waiting = sorted((hand for hand in hands if not shows_any(others, hand, _WELL)), key=lambda hand: hand.size_px)
    while waiting:
        smallest_px = waiting[0].size_px
        alike = [hand for hand in waiting if hand.size_px <= smallest_px * _HANDS_OF_ONE_SIZE]
        waiting = waiting[len(alike) :]
        side_px = max(_SIDE_HANDS * smallest_px, _SMALLEST_SQUARE_PX)
        if side_px < _WHOLE_PHOTO * max(width_px, height_px):
            raster = Raster.for_hands(width_px, height_px, side_px / _SIDE_HANDS)
            squares.extend(cover(raster, raster.mark_points([hand.center_xy for hand in alike]), side_px))
    return tuple(squares)


def squares_close_to(hands: Sequence[Proposal], width_px: int, height_px: int) -> tuple[RotatedSquare, ...]:
    """A square for each proposed hand alone, closer than others show it, but for hands as large as the photo."""
    sides = [max(_CLOSE_SIDE_HANDS * hand.size_px, _SMALLEST_SQUARE_PX) for hand in hands]
    return tuple(
        RotatedSquare(inside(hand.center_xy, side_px, width_px, height_px), side_px)
        for hand, side_px in zip(hands, sides, strict=True)
        if side_px < _WHOLE_PHOTO * max(width_px, height_px)
    )


def shows_any(squares: Sequence[RotatedSquare], hand: Proposal, shares: tuple[float, float]) -> bool:
    """Whether one of the squares shows the whole hand, at a share of its side between two bounds."""
    low, high = shares
    return any(
        low <= hand.size_px / square.side_px <= high
        and apart_px(hand.center_xy, square.center_xy) <= (square.side_px - hand.size_px) / 2
        for square in squares
    )


def _reach_xyxy(box_xyxy: FloatArray) -> FloatArray:
    (x, y), face = box_center(box_xyxy), float(box_side_px(box_xyxy))
    return np.array([x - _REACH_SIDE * face, y - _REACH_UP * face, x + _REACH_SIDE * face, y + _REACH_DOWN * face])
