from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.hands.hand import Hand
from komando.people.owners import hand_owners
from komando.people.place import place_people
from tests.people.builders import face, hand

TWO_PEOPLE = place_people([face(100, 100), face(600, 100)])


def sided(center_x: float, center_y: float, side: str) -> Hand:
    (run,) = hand(center_x, center_y).runs
    return Hand((replace(run, right_score=1.0 if side == "right" else 0.0),), 1.0)


def owners(*hands: Hand) -> list[int | None]:
    return [None if owner is None else owner.id for owner in hand_owners(hands, TWO_PEOPLE)]


@pytest.mark.parametrize(
    ("center", "side", "expected"),
    [
        pytest.param((60, 300), "right", 1, id="below-the-first"),
        pytest.param((560, 300), "right", 2, id="below-the-second"),
        pytest.param((300, 100), "left", 1, id="between-but-nearer-the-first"),
        pytest.param((400, 100), "right", 2, id="between-but-nearer-the-second"),
        pytest.param((345, 100), "right", 2, id="in-the-middle-the-side-decides"),
        pytest.param((355, 100), "left", 1, id="in-the-middle-the-other-side-decides"),
        pytest.param((150, 300), "right", 1, id="a-wrong-side-alone-decides-nothing"),
        pytest.param((100, 600), "right", 1, id="at-the-end-of-reach"),
        pytest.param((100, 601), "right", None, id="out-of-reach"),
        pytest.param((3000, 100), "right", None, id="far-away"),
    ],
)
def test_one_hand(center: tuple[float, float], side: str, expected: int | None) -> None:
    assert owners(sided(*center, side)) == [expected]


def test_two_right_hands_belong_to_two_people() -> None:
    assert owners(sided(80, 300, "right"), sided(300, 300, "right")) == [1, 2]


def test_two_hands_of_one_person() -> None:
    assert owners(sided(40, 300, "right"), sided(160, 300, "left")) == [1, 1]


def test_a_third_hand_goes_to_the_neighbour() -> None:
    assert owners(sided(60, 300, "right"), sided(140, 300, "left"), sided(250, 300, "left")) == [1, 1, 2]


def test_what_nobody_else_can_have_stays_with_the_nearest() -> None:
    three = (sided(60, 300, "right"), sided(140, 300, "left"), sided(-100, 300, "left"))
    assert owners(*three) == [1, 1, 1]


def test_nobody_to_belong_to() -> None:
    assert hand_owners([hand(0, 0)], ()) == [None]


def test_distance_counts_in_the_persons_own_faces() -> None:
    """A hand between a near and a far person belongs to the near one, whose arms are longer in the picture."""
    near, far = face(0, 0, 200), face(500, 0, 50)
    (owner,) = hand_owners([sided(300, 0, "left")], place_people([near, far]))
    assert owner is not None
    np.testing.assert_array_equal(owner.box_xyxy, near)


hands_of_a_photo = st.lists(
    st.builds(sided, st.integers(-400, 1200), st.integers(-300, 900), st.sampled_from(["right", "left"])), max_size=6
)


@given(hands_of_a_photo)
def test_every_hand_in_reach_has_an_owner_and_no_other(hands: list[Hand]) -> None:
    for found, owner in zip(hands, hand_owners(hands, TWO_PEOPLE), strict=True):
        center = (found.box_xyxy[:2] + found.box_xyxy[2:]) / 2
        distances = [
            np.hypot(*(person.box_xyxy.reshape(2, 2).mean(axis=0) - center)) / person.face_px for person in TWO_PEOPLE
        ]
        if owner is None:
            assert min(distances) > 4.5
        else:
            assert distances[owner.id - 1] <= 5
