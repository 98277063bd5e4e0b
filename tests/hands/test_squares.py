from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from komando.hands.squares import tile_squares, whole_square

sides = st.integers(50, 6000)


def test_whole_square_holds_the_photo() -> None:
    assert whole_square(400, 300).side_px == 400
    assert whole_square(400, 300).center_xy == (200, 150)
    assert whole_square(400, 300, 1.5).side_px == 600


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
