from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.proposals import Proposal
from komando.hands.squares import (
    shows_any,
    squares_around_faces,
    squares_around_proposals,
    squares_close_to,
    whole_square,
)


def test_whole_square_holds_the_photo() -> None:
    assert whole_square(400, 300).side_px == 400
    assert whole_square(400, 300).center_xy == (200, 150)
    assert whole_square(400, 300, 1.5).side_px == 600


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


class TestSquaresAroundProposals:
    def test_a_hand_fills_about_a_fifth_of_its_square(self) -> None:
        (square,) = squares_around_proposals([_proposal(1000, 800, 100)], [], 4000, 3000)
        assert shows_any([square], _proposal(1000, 800, 100), (0.2, 0.25))

    def test_hands_side_by_side_share_a_square(self) -> None:
        hands = [_proposal(1000, 800, 60), _proposal(1080, 800, 50)]
        (square,) = squares_around_proposals(hands, [], 4000, 3000)
        assert all(shows_any([square], hand, (0.15, 0.3)) for hand in hands)

    def test_hands_of_different_sizes_do_not(self) -> None:
        hands = [_proposal(1000, 800, 60), _proposal(1080, 800, 200)]
        assert len(squares_around_proposals(hands, [], 4000, 3000)) == 2

    def test_a_hand_that_another_square_shows_well_needs_none(self) -> None:
        hand = _proposal(1000, 800, 100)
        assert squares_around_proposals([hand], [RotatedSquare((1100, 900), 500)], 4000, 3000) == ()
        assert len(squares_around_proposals([hand], [RotatedSquare((1100, 900), 1100)], 4000, 3000)) == 1
        assert len(squares_around_proposals([hand], [RotatedSquare((1230, 900), 500)], 4000, 3000)) == 1

    def test_a_hand_as_large_as_the_photo_is_for_the_whole_photo(self) -> None:
        assert squares_around_proposals([_proposal(300, 300, 250)], [], 640, 480) == ()

    @given(st.lists(st.tuples(st.integers(0, 3999), st.integers(0, 2999), st.integers(16, 400)), max_size=8))
    def test_every_hand_gets_a_square_that_shows_it(self, places: list[tuple[int, int, int]]) -> None:
        hands = [_proposal(*place) for place in places]
        squares = squares_around_proposals(hands, [], 4000, 3000)
        for hand in hands:
            (x, y), reach = hand.center_xy, hand.size_px
            assert any(
                max(abs(x - square.center_xy[0]), abs(y - square.center_xy[1])) <= square.side_px / 2
                and reach / square.side_px > 0.14
                for square in squares
            )


class TestSquaresCloseTo:
    def test_each_hand_fills_a_third_of_a_square_of_its_own(self) -> None:
        hands = [_proposal(1000, 800, 60), _proposal(1060, 800, 60)]
        squares = squares_close_to(hands, 4000, 3000)
        assert [(square.center_xy, square.side_px) for square in squares] == [((1000, 800), 180), ((1060, 800), 180)]

    def test_squares_stay_in_the_photo(self) -> None:
        (square,) = squares_close_to([_proposal(5, 2990, 60)], 4000, 3000)
        assert square.center_xy == (90, 2910)

    def test_a_hand_as_large_as_the_photo_is_for_the_whole_photo(self) -> None:
        assert squares_close_to([_proposal(300, 300, 250)], 640, 480) == ()


def _proposal(x: float, y: float, size_px: float) -> Proposal:
    return Proposal(0.9, (x, y), size_px)
