from __future__ import annotations

import numpy as np
import pytest

from komando.hands.agreement import is_palm_of_any, unconfirmed, untouched
from komando.hands.geometry import RotatedSquare
from komando.hands.hand import Hand, LandmarkRun
from komando.hands.proposals import Proposal
from komando.hands.ssd import SsdDetection


def palm() -> SsdDetection:
    square = RotatedSquare((1000, 800), 400)
    return SsdDetection(0.4, np.array([975.0, 775, 1025, 825]), np.zeros((7, 2)), square)


def proposal(center: tuple[float, float] = (1010, 790), size_px: float = 90) -> Proposal:
    return Proposal(0.5, center, size_px)


@pytest.mark.parametrize(
    ("seen", "said", "expected"),
    [
        pytest.param(palm(), [proposal()], True, id="both see a hand"),
        pytest.param(palm(), [], False, id="only a palm"),
        pytest.param(palm(), [proposal(center=(1100, 800))], False, id="a proposal beside it"),
        pytest.param(palm(), [proposal(size_px=300)], False, id="a proposal of a much larger hand"),
        pytest.param(palm(), [proposal(center=(3000, 200)), proposal()], True, id="the second of two proposals"),
    ],
)
def test_a_palm_is_that_of_a_proposed_hand(seen: SsdDetection, said: list[Proposal], expected: bool) -> None:
    assert is_palm_of_any(seen, said) is expected


POINTS = np.stack([np.linspace(960, 1050, 21), np.linspace(750, 840, 21), np.zeros(21)], axis=1)
HAND = Hand((LandmarkRun(POINTS, POINTS, presence=1.0, right_score=0.0, crop=RotatedSquare((1000, 800), 200)),), 0.9)


def test_places_with_a_hand_are_confirmed() -> None:
    elsewhere = proposal(center=(2000, 800))
    assert unconfirmed([proposal(), elsewhere], [HAND]) == [elsewhere]
    assert unconfirmed([proposal()], []) == [proposal()]


def test_a_hand_beside_a_place_does_not_confirm_it() -> None:
    beside = proposal(center=(1060, 790))
    assert unconfirmed([beside], [HAND]) == [beside]


def test_a_small_hand_confirms_no_much_larger_place() -> None:
    large = proposal(size_px=200)
    assert unconfirmed([large], [HAND]) == []
    assert unconfirmed([large], [HAND], much_larger=1.5) == [large]


def test_places_that_boxes_touch() -> None:
    elsewhere = proposal(center=(2000, 800))
    boxes = [np.array([950.0, 750, 1050, 850]), np.array([1980.0, 700, 2000, 720])]
    assert untouched([proposal(), elsewhere], boxes) == [elsewhere]
    assert untouched([proposal()], []) == [proposal()]
