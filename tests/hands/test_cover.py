from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.cover import Raster, cover, tile_squares
from komando.hands.geometry import RotatedSquare

sides = st.integers(50, 6000)
centers = st.tuples(st.integers(0, 3999), st.integers(0, 2999))


@given(st.lists(centers, min_size=1, max_size=6), st.integers(40, 400), st.floats(3.0, 8.0))
def test_every_marked_place_is_shown_half_a_hand_from_the_sides_of_a_square(
    people: list[tuple[int, int]], hand_px: int, side_hands: float
) -> None:
    raster = Raster.for_hands(4000, 3000, hand_px)
    boxes = [np.array([x - 3 * hand_px, y - hand_px, x + 2 * hand_px, y + 4 * hand_px], np.float64) for x, y in people]
    marked = raster.mark(boxes)
    squares = cover(raster, marked, side_hands * hand_px)
    rows, columns = np.nonzero(marked)
    places = (np.stack([columns, rows], axis=1) + 0.5) * raster.cell_px
    margin = np.where((places < hand_px) | (places > np.array([4000, 3000]) - hand_px), -hand_px, hand_px / 2 - 1)
    shown = np.zeros(len(places), np.bool_)
    for square in squares:
        distance = np.abs(places - square.center_xy)
        shown |= (distance <= square.side_px / 2 - margin + raster.cell_px / 2).all(axis=1)
    assert shown.all()
    assert len(squares) <= marked.sum()


def test_a_place_as_large_as_a_square_takes_one() -> None:
    raster = Raster.for_hands(4000, 3000, 100)
    (square,) = cover(raster, raster.mark([np.array([1000.0, 1000, 1400, 1400])]), 500)
    assert square == RotatedSquare((1200.0, 1200.0), 500)


def test_nothing_marked_takes_none() -> None:
    raster = Raster.for_hands(400, 300, 50)
    assert cover(raster, raster.mark([]), 250) == ()


def test_squares_stay_in_the_photo() -> None:
    raster = Raster.for_hands(1000, 300, 100)
    squares = cover(raster, raster.mark([np.array([-200.0, -200, 1200, 500])]), 500)
    assert {square.center_xy[1] for square in squares} == {150}  # the square is taller than the photo
    assert all(250 <= square.center_xy[0] <= 750 for square in squares)


def test_points_mark_the_cells_in_which_they_lie() -> None:
    raster = Raster(400, 300, 50)
    marked = raster.mark_points([(0, 0), (199, 149), (399, 299), (-20, 340)])
    assert sorted(zip(*(part.tolist() for part in np.nonzero(marked)), strict=True)) == [(0, 0), (2, 3), (5, 0), (5, 7)]


@given(sides, sides, st.floats(0.15, 1.0), st.floats(0.0, 0.5))
def test_tiles_cover_the_photo_and_overlap_as_asked(width: int, height: int, fraction: float, overlap: float) -> None:
    side = max(width, height) * fraction
    tiles = tile_squares(width, height, side, overlap)
    for length, axis in ((width, 0), (height, 1)):
        centers = sorted({tile.center_xy[axis] for tile in tiles})
        if side >= length:
            assert centers == [length / 2]
            continue
        assert centers[0] - side / 2 <= 1e-6
        assert centers[-1] + side / 2 >= length - 1e-6
        steps = [after - before for before, after in pairwise(centers)]
        assert max(steps) <= side * (1 - overlap) + 1e-6
    assert len(tiles) == len({tile.center_xy for tile in tiles})


def test_one_tile_is_enough_when_it_is_as_large_as_the_photo() -> None:
    assert len(tile_squares(640, 480, 640, 0.25)) == 1
