"""Whose a hand most plausibly is: nobody has more than two, and rarely two of one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np

from komando.hands.geometry import box_center
from komando.hands.hand import Hand
from komando.people.place import Person

_REACH_FACES: Final = 5.0
_OTHER_SIDE_FACES: Final = 0.5
"""A raised right hand lies left of its owner's face, unless the picture is mirrored: a hint, no more."""
_HANDS_OF_A_PERSON: Final = 2


def hand_owners(hands: Sequence[Hand], people: Sequence[Person]) -> list[Person | None]:
    """The owner of each hand, in the order of the hands; None where nobody is within reach.

    Distances from the face count in the person's own face lengths, up to five. The nearest pair of a hand and a person
    is settled first, and places where no hand was recognised come last. A person who has two hands, or one of that
    side, gets no other while somebody else is in reach; what is left over goes to the nearest.
    """
    costs = {
        (index, number): cost
        for (index, hand), (number, person) in product(enumerate(hands), enumerate(people))
        if (cost := _cost(hand, person)) <= _REACH_FACES
    }
    nearest_first = sorted(costs, key=lambda pair: (not hands[pair[0]].recognised, costs[pair]))
    owners: dict[int, int] = {}
    sides: Counter[tuple[int, str]] = Counter()
    for index, number in nearest_first:
        side = hands[index].handedness
        has = sides[number, "left"] + sides[number, "right"]
        if index not in owners and has < _HANDS_OF_A_PERSON and not sides[number, side]:
            owners[index] = number
            sides[number, side] += 1
    for index, number in nearest_first:
        owners.setdefault(index, number)
    return [people[owners[index]] if index in owners else None for index in range(len(hands))]


def _cost(hand: Hand, person: Person) -> float:
    apart = (hand.center_xy - box_center(person.box_xyxy)) / person.face_px
    expected = -1 if hand.handedness == "right" else 1
    other_side = abs(apart[0]) > _OTHER_SIDE_FACES and np.sign(apart[0]) != expected
    return float(np.hypot(*apart)) + (_OTHER_SIDE_FACES if other_side else 0.0)
