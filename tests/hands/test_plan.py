"""Where hands are looked for: with faces, with proposals, with neither."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from komando.hands.geometry import FloatArray
from komando.hands.plan import SearchPlan, last_resort_squares, plan_search
from komando.hands.proposals import Proposal, Proposals
from komando.hands.search_options import SearchOptions

WIDTH_PX, HEIGHT_PX = 4000, 3000
OPTIONS = SearchOptions()
FACE = np.array([1000.0, 700, 1080, 780])


def plan(*hands: Proposal, faces: Sequence[FloatArray] = (), smallest_px: float = 40.0) -> SearchPlan:
    return plan_search(WIDTH_PX, HEIGHT_PX, faces, Proposals(hands, smallest_px), OPTIONS)


def sides(made: SearchPlan) -> list[int]:
    return sorted({round(square.side_px) for square in made.squares}, reverse=True)


@pytest.mark.parametrize(
    ("hand", "expected"),
    [
        pytest.param(Proposal(0.6, (1050, 950), 80), [], id="shown by a square beside a face"),
        pytest.param(Proposal(0.6, (3500, 2500), 300), [], id="shown by a tile"),
        pytest.param(Proposal(0.25, (3500, 2500), 80), [], id="doubtful"),
        pytest.param(Proposal(0.6, (3500, 2500), 80), [360], id="likely and far from all faces"),
    ],
)
def test_a_likely_hand_that_no_tile_shows_gets_a_square(hand: Proposal, expected: list[int]) -> None:
    assert sides(plan(hand, faces=[FACE])) == [6000, 4000, 1333, 400, *expected]


def test_without_the_proposal_net_the_finest_tile_tells_what_can_be_read() -> None:
    made = plan_search(WIDTH_PX, HEIGHT_PX, [FACE], None, OPTIONS)
    assert sides(made) == [6000, 4000, 1333, 400]
    assert made.smallest_readable_px == pytest.approx(0.177 * 400, abs=1)


@pytest.mark.parametrize(("found_px", "told_px"), [(40.0, 40), (8.0, 24)])
def test_the_smallest_readable_hand_is_the_smallest_that_is_found_and_legible(found_px: float, told_px: int) -> None:
    assert plan(smallest_px=found_px).smallest_readable_px == told_px


def test_the_last_resort_is_to_look_at_the_whole_photo_otherwise() -> None:
    squares = last_resort_squares(WIDTH_PX, HEIGHT_PX, OPTIONS)
    assert {round(square.side_px) for square in squares} == {8000, 10000, 2667, 4000, 6000}
    assert {round(square.angle_rad, 3) for square in squares} == {0.0, 0.5, -0.5}
