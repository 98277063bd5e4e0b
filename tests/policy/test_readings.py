from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.names import FingerState, Gesture
from komando.gestures.shapes import name_shape
from komando.hands.hand import Hand
from komando.policy.readings import SHOWN, Reading, ReadingKind, readings_of
from tests.gestures.builders import random_run
from tests.policy.builders import CURLED, finger_states, fingers_up

NUMBERS = {
    Gesture.INDEX: [1],
    Gesture.THUMB_UP: [1],
    Gesture.THUMB_DOWN: [1],
    Gesture.LITTLE: [1],
    Gesture.MIDDLE: [1],
    Gesture.PEACE: [2],
    Gesture.L_SHAPE: [2, 7],
    Gesture.CALL: [2, 6],
    Gesture.HORNS: [2],
    Gesture.THREE: [3],
    Gesture.THREE_THUMB: [3],
    Gesture.THREE_LOW: [3],
    Gesture.OK: [3, 9],
    Gesture.ILY: [3],
    Gesture.FOUR: [4],
    Gesture.OPEN_PALM: [5],
}
HEARTS = {Gesture.FINGER_HEART, Gesture.TWO_HAND_HEART, Gesture.OVERHEAD_HEART}
SILENT = {
    Gesture.FIST,
    Gesture.NAMASTE,
    Gesture.HAND_ON_CHEST,
    Gesture.SALUTE,
    Gesture.RELAXED,
    Gesture.HOLDING,
    Gesture.UNREADABLE,
}


def test_every_gesture_is_in_one_of_the_tables() -> None:
    tables = [set(NUMBERS), HEARTS, SILENT, {Gesture.OTHER}]
    assert set().union(*tables) == set(Gesture)
    assert sum(map(len, tables)) == len(Gesture)


@pytest.mark.parametrize("gesture", NUMBERS)
@given(fingers=finger_states)
def test_numbers(gesture: Gesture, fingers: tuple[FingerState, ...]) -> None:
    readings = readings_of(gesture, fingers)
    assert [reading.value for reading in readings] == NUMBERS[gesture]
    assert {reading.kind for reading in readings} == {ReadingKind.NUMBER}


@pytest.mark.parametrize("gesture", sorted(HEARTS))
def test_hearts(gesture: Gesture) -> None:
    assert readings_of(gesture, CURLED) == (Reading(ReadingKind.HEART),)


@pytest.mark.parametrize("gesture", sorted(SILENT))
@given(fingers=finger_states)
def test_what_stands_for_nothing(gesture: Gesture, fingers: tuple[FingerState, ...]) -> None:
    assert readings_of(gesture, fingers) == ()


@pytest.mark.parametrize("count", range(1, 6))
def test_unnamed_shape_reads_as_its_count(count: int) -> None:
    assert readings_of(Gesture.OTHER, fingers_up(count)) == (Reading(ReadingKind.NUMBER, count),)


@pytest.mark.parametrize(
    "fingers", [pytest.param(bits, id="".join(map(str, bits))) for bits in product((0, 1), repeat=5) if any(bits)]
)
def test_every_combination_of_fingers_reads_as_its_count(fingers: tuple[int, ...]) -> None:
    """Named or not; thumb to little finger, of a hand whose thumb and index finger form no ring."""
    gesture = name_shape(Hand((random_run(seed=1),), palm_score=0.9), np.array(fingers, dtype=bool))
    states = tuple(FingerState.EXTENDED if finger else FingerState.CURLED for finger in fingers)
    assert readings_of(gesture, states)[0] == Reading(ReadingKind.NUMBER, sum(fingers))


def test_unnamed_shape_without_a_raised_finger_reads_as_nothing() -> None:
    assert readings_of(Gesture.OTHER, CURLED) == ()
    assert readings_of(Gesture.OTHER, (FingerState.UNKNOWN,) * 5) == ()


@given(st.sampled_from(Gesture), finger_states)
def test_numbers_have_a_value_and_hearts_none(gesture: Gesture, fingers: tuple[FingerState, ...]) -> None:
    for reading in readings_of(gesture, fingers):
        assert (reading.value is None) == (reading.kind == ReadingKind.HEART)


def test_shown_are_the_numbers_and_hearts() -> None:
    assert set(NUMBERS) | HEARTS == SHOWN


@pytest.mark.parametrize(
    ("reading", "rule"),
    [
        pytest.param(Reading(ReadingKind.NUMBER, 2), "number.2", id="number"),
        pytest.param(Reading(ReadingKind.HEART), "heart", id="heart"),
    ],
)
def test_rule_ids(reading: Reading, rule: str) -> None:
    assert reading.rule == rule
