from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.geometry import FloatArray
from komando.hands.squares import squares_around_faces, tile_squares, tiles_elsewhere, whole_square

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


def _face(x: float, y: float, side_px: float) -> FloatArray:
    return np.array([x, y, x + side_px, y + side_px])


def test_tiles_around_a_face_suit_its_hands() -> None:
    tiles = squares_around_faces([_face(1000, 500, 60)], 4000, 3000, 4.0)
    assert {tile.side_px for tile in tiles} == {240.0}
    centers = np.array([tile.center_xy for tile in tiles])
    assert np.abs(centers - [1030, 530]).max() < 10 * 60
    # A hand hangs about five faces below the face, and a raised one lies beside it.
    for x, y in ((1030, 530 + 5 * 60), (1030 - 2 * 60, 530)):
        assert (np.abs(centers - [x, y]).max(axis=1) <= 120).any()


def test_near_and_far_people_get_tiles_of_their_own() -> None:
    tiles = squares_around_faces([_face(500, 500, 40), _face(2500, 900, 200)], 4000, 3000, 4.0)
    assert {tile.side_px for tile in tiles} == {160.0, 800.0}


def test_no_faces_no_tiles() -> None:
    assert squares_around_faces([], 4000, 3000, 4.0) == ()


def test_a_face_as_large_as_the_photo_needs_no_tiles() -> None:
    assert squares_around_faces([_face(100, 100, 400)], 640, 640, 4.0) == ()


def test_people_side_by_side_share_tiles() -> None:
    alone = squares_around_faces([_face(1000, 500, 60)], 4000, 3000, 5.0)
    together = squares_around_faces([_face(1000, 500, 60), _face(1090, 500, 60)], 4000, 3000, 5.0)
    assert len(together) < 2 * len(alone)


def test_tiles_where_finer_squares_look_already_are_left_out() -> None:
    tiles = tile_squares(4000, 3000, 600, 0.25)
    (first, *others) = tiles
    assert tiles_elsewhere(tiles, ()) == list(tiles)
    assert tiles_elsewhere(tiles, tiles) == []
    assert first in tiles_elsewhere(tiles, others)
    assert tiles_elsewhere(tiles, [whole_square(4000, 3000)]) == list(tiles)
