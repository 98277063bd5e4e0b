from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.names import FingerState, Gesture
from komando.gestures.reading import HandReading
from komando.gestures.salute import read_salutes
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from tests.gestures.test_overhead import arm_end
from tests.people.builders import face

FACE = face(500, 500)
FACE_PX = float((FACE[2:] - FACE[:2]).max())
PALM = HandReading(Gesture.OPEN_PALM, 0.9, (FingerState.EXTENDED,) * 5, (0.9,) * 5)


def hand(tips: tuple[float, float], wrist: tuple[float, float]) -> Hand:
    """Ends in lengths of the face from its center: x to the right, y down."""
    return arm_end(
        (500 + wrist[0] * FACE_PX, 500 + wrist[1] * FACE_PX), (500 + tips[0] * FACE_PX, 500 + tips[1] * FACE_PX)
    )


SALUTE = hand((-0.65, -0.3), (-1.25, 0.3))


def read(shown: Hand, reading: HandReading = PALM, faces: tuple[FloatArray, ...] = (FACE,)) -> HandReading:
    return read_salutes([shown], [reading], faces)[0]


@pytest.mark.parametrize(
    ("tips", "wrist"),
    [
        pytest.param((-0.65, -0.3), (-1.25, 0.3), id="to-the-temple"),
        pytest.param((0.65, -0.3), (1.25, 0.3), id="of-the-other-hand"),
        pytest.param((-0.37, -0.3), (-0.97, 0.3), id="tips-near-the-face"),
        pytest.param((-1.13, -0.3), (-1.73, 0.3), id="tips-at-a-wide-cap"),
        pytest.param((-0.65, -0.02), (-1.25, 0.58), id="tips-at-the-eye"),
        pytest.param((-0.65, -0.58), (-1.25, 0.02), id="tips-at-the-forehead"),
        pytest.param((-0.65, -0.3), (-1.25, -0.38), id="level"),
        pytest.param((-0.65, -0.3), (-1.1, 0.58), id="steep"),
        pytest.param((-0.65, -0.3), (-0.97, 0.3), id="seen-from-the-side"),
    ],
)
def test_is_a_salute(tips: tuple[float, float], wrist: tuple[float, float]) -> None:
    assert read(hand(tips, wrist)) == replace(PALM, gesture=Gesture.SALUTE)


@pytest.mark.parametrize(
    ("tips", "wrist"),
    [
        pytest.param((-0.33, -0.3), (-0.93, 0.3), id="before-the-face"),
        pytest.param((-1.17, -0.3), (-1.77, 0.3), id="away-from-the-face"),
        pytest.param((-0.65, 0.02), (-1.25, 0.62), id="at-the-cheek"),
        pytest.param((-0.65, -0.62), (-1.25, -0.02), id="above-the-head"),
        pytest.param((-0.65, -0.3), (-1.25, -0.42), id="hanging-from-above"),
        pytest.param((-0.65, -0.3), (-1.25, 0.62), id="from-far-below"),
        pytest.param((-0.65, -0.3), (-1.0, 0.42), id="waving-upward"),
        pytest.param((-0.65, -0.3), (-0.93, 0.2), id="upright"),
        pytest.param((-1.1, -0.3), (-0.5, 0.3), id="pointing-away"),
        pytest.param((-0.65, -0.01), (-2.05, 0.2), id="too-large-a-hand"),
    ],
)
def test_is_an_open_palm(tips: tuple[float, float], wrist: tuple[float, float]) -> None:
    assert read(hand(tips, wrist)) == PALM


def test_a_hand_too_small_for_the_face() -> None:
    assert read(hand((-0.65, -0.3), (-0.96, -0.3))) == PALM


FLAT = (Gesture.OPEN_PALM, Gesture.FOUR, Gesture.NAMASTE, Gesture.HAND_ON_CHEST)


@pytest.mark.parametrize("gesture", [gesture for gesture in Gesture if gesture not in FLAT])
def test_other_shapes_stay(gesture: Gesture) -> None:
    assert read(SALUTE, replace(PALM, gesture=gesture)).gesture == gesture


@pytest.mark.parametrize("gesture", FLAT)
def test_any_flat_hand_at_the_temple(gesture: Gesture) -> None:
    assert read(SALUTE, replace(PALM, gesture=gesture)) == replace(PALM, gesture=Gesture.SALUTE)


def test_a_hand_pressed_to_another_one_stays() -> None:
    pressed = replace(PALM, gesture=Gesture.NAMASTE, partner=1)
    assert read(SALUTE, pressed) == pressed


def test_the_face_is_the_one_that_it_salutes_by() -> None:
    assert read(SALUTE, faces=()) == PALM
    assert read(SALUTE, faces=(face(2000, 500),)) == PALM
    assert read(SALUTE, faces=(face(2000, 500), FACE)).gesture == Gesture.SALUTE


@given(
    factor=st.floats(0.05, 20),
    shift=st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)),
    mirrored=st.booleans(),
)
def test_place_scale_and_mirroring_do_not_matter(factor: float, shift: tuple[float, float], mirrored: bool) -> None:
    def moved(xy: FloatArray) -> FloatArray:
        return np.asarray(xy * (-factor if mirrored else factor, factor) + shift, np.float64)

    points = SALUTE.points_xyz.copy()
    points[:, :2] = moved(points[:, :2])
    elsewhere = Hand((replace(SALUTE.runs[0], points_xyz=points),), 0.9)
    corners = moved(FACE.reshape(2, 2))
    box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
    assert read(elsewhere, faces=(box,)).gesture == Gesture.SALUTE
