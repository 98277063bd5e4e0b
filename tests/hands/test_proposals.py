"""The proposal net on our own rendered photos, whose hands are known from geometry."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.geometry import FloatArray
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.proposals import INPUT_PX, HandProposer, Proposal, _tiles, _without_repeats
from komando.weights import HAND_PROPOSALS, Weights
from tests.hands.pictures import WALL, known_hands, on_a_wall, picture

GROUPS = ["group_all_fists", "group_one_peace", "group_roll_call_fists", "group_roll_call_codes"]


@pytest.fixture(scope="module")
def proposer(weights: Weights) -> HandProposer:
    return HandProposer(weights.content[HAND_PROPOSALS])


def proposed(box: FloatArray, hands: Sequence[Proposal]) -> bool:
    size = float((box[2:] - box[:2]).max())
    center = (box[:2] + box[2:]) / 2
    return any(np.abs(center - hand.center_xy).max() < 0.5 * size and 0.5 < hand.size_px / size < 2 for hand in hands)


@pytest.mark.parametrize("name", GROUPS)
def test_nearly_all_hands_of_a_group_are_proposed(proposer: HandProposer, name: str) -> None:
    hands = proposer.find(picture(name)).hands
    shares = [proposed(box, hands) for box in known_hands(name)]
    assert np.mean(shares) >= 0.9
    assert len(hands) < 6 * len(shares)


@pytest.mark.parametrize("hand_px", [48, 64, 96, 200])
def test_a_small_hand_of_a_large_photo_is_proposed_and_found(
    proposer: HandProposer, engine: LiteRtHandEngine, hand_px: float
) -> None:
    rgb, box = on_a_wall(hand_px)
    proposals = proposer.find(rgb)
    assert proposed(box, proposals.hands)
    assert proposals.smallest_px <= hand_px
    found = engine.find_hands(rgb).hands
    assert any(np.abs(hand.box_xyxy - box).max() < 0.35 * hand_px for hand in found)


def test_where_nothing_is_nothing_is_proposed(proposer: HandProposer) -> None:
    assert proposer.find(np.full((600, 800, 3), WALL, np.uint8)).hands == ()


def test_only_photos_with_small_people_are_looked_at_finely(proposer: HandProposer) -> None:
    near = proposer.find(cv2.resize(picture("selfie_peace"), (2400, 2400)).astype(np.uint8))
    far = proposer.find(on_a_wall(48)[0])
    assert near.smallest_px > 2 * far.smallest_px


@pytest.mark.parametrize("size", [(1, 1), (40, 3000), (3000, 40), (512, 512), (513, 300)])
def test_a_photo_of_any_shape_is_looked_at(proposer: HandProposer, size: tuple[int, int]) -> None:
    assert proposer.find(np.zeros((*size, 3), np.uint8)).hands == ()


@given(st.integers(1, 1500), st.integers(1, 1500))
def test_tiles_cover_the_picture(height: int, width: int) -> None:
    rgb = np.full((height, width, 3), 255, np.uint8)
    seen = np.zeros((height, width), np.bool_)
    for x, y, tile in _tiles(rgb, 1.0, None):
        shown = min(INPUT_PX, height - y), min(INPUT_PX, width - x)
        assert tile.sum() == 3 * shown[0] * shown[1]
        seen[y : y + INPUT_PX, x : x + INPUT_PX] = True
    assert seen.all()


def test_only_tiles_with_a_place_are_looked_at() -> None:
    rgb = np.zeros((900, 900, 3), np.uint8)
    assert len(list(_tiles(rgb, 1.0, None))) == 4
    assert [(x, y) for x, y, _ in _tiles(rgb, 1.0, [(10.0, 20.0)])] == [(0, 0)]
    assert [(x, y) for x, y, _ in _tiles(rgb, 1.0, [(400.0, 450.0), (500.0, 460.0)])] == [(192, 208)]
    assert len(list(_tiles(rgb, 1.0, [(10.0, 20.0), (880.0, 870.0)]))) == 2


@given(st.lists(st.tuples(st.floats(0, 999), st.floats(0, 699)), max_size=12))
def test_every_place_lies_well_in_a_tile(places: list[tuple[float, float]]) -> None:
    tiles = [(x, y) for x, y, _ in _tiles(np.zeros((700, 1000, 3), np.uint8), 1.0, places)]
    for x, y in places:
        assert any(
            (left == 0 or x - left >= 16)
            and (left == 1000 - INPUT_PX or left + INPUT_PX - x >= 16)
            and (top == 0 or y - top >= 16)
            and (top == 700 - INPUT_PX or top + INPUT_PX - y >= 16)
            for left, top in tiles
        )


REPEATS = {
    "the same place": (Proposal(0.5, (104, 100), 55), 1),
    "a neighbour": (Proposal(0.5, (140, 100), 55), 2),
    "a finger of it": (Proposal(0.5, (104, 100), 20), 1),
    "a small hand before it": (Proposal(0.5, (108, 100), 20), 2),
}


@pytest.mark.parametrize(("other", "kept"), REPEATS.values(), ids=REPEATS)
def test_one_proposal_a_place(other: Proposal, kept: int) -> None:
    hand = Proposal(0.9, (100, 100), 60)
    assert len(_without_repeats([hand, other])) == len(_without_repeats([other, hand])) == kept
    assert _without_repeats([other, hand])[0] == hand
