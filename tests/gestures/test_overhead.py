from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.names import FingerState, Gesture
from komando.gestures.overhead import read_overhead_hearts
from komando.gestures.reading import HandReading, Reason
from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, LandmarkRun
from komando.hands.landmarks import FINGERTIPS
from tests.gestures.builders import reader_that_says
from tests.people.builders import face

FACE = face(500, 500)
RELAXED = HandReading(Gesture.RELAXED, 0.9, (FingerState.CURLED,) * 5, (0.1,) * 5)


def arm_end(wrist_xy: tuple[float, float], tips_xy: tuple[float, float]) -> Hand:
    """A hand that reaches straight from its wrist to its fingertips."""
    shares = np.linspace(0, 1, 21)
    shares[FINGERTIPS] = 1
    points = np.zeros((21, 3))
    points[:, :2] = np.array(wrist_xy) + shares[:, None] * (np.array(tips_xy) - np.array(wrist_xy))
    return Hand((LandmarkRun(points, np.zeros((21, 3)), 0.9, 0.9, RotatedSquare(wrist_xy, 200)),), 0.9)


def arms(center_x: float, top_y: float, *, tips: float = 10, wrists: float = 120, height: float = 60) -> list[Hand]:
    """Two mirrored hands; `tips` and `wrists` are their distances in pixels."""
    return [
        arm_end((center_x + side * wrists / 2, top_y + height), (center_x + side * tips / 2, top_y)) for side in (-1, 1)
    ]


LEFT, RIGHT = arm_end((440, 420), (495, 360)), arm_end((560, 420), (505, 360))


def gestures(hands: list[Hand], faces: list[FloatArray]) -> list[Gesture]:
    return [reading.gesture for reading in read_overhead_hearts(hands, [RELAXED] * len(hands), faces)]


@pytest.mark.parametrize(
    ("hands", "faces"),
    [
        pytest.param([LEFT, RIGHT], [FACE], id="over-the-head"),
        pytest.param([RIGHT, LEFT], [face(2000, 500), FACE], id="in-any-order-beside-other-faces"),
        pytest.param(arms(1500, 360), [face(1500, 500)], id="anywhere-in-the-photo"),
        pytest.param(arms(500, 409.8), [FACE], id="just-above-the-face"),
        pytest.param(arms(500, 221), [FACE], id="arms-stretched"),
        pytest.param(arms(650, 360), [FACE], id="aside-to-the-right"),
        pytest.param(arms(350, 360), [FACE], id="aside-to-the-left"),
        pytest.param(arms(500, 360, tips=34), [FACE], id="tips-almost-apart"),
        pytest.param(arms(500, 360, wrists=72), [FACE], id="wrists-near"),
        pytest.param(arms(500, 360, wrists=71, height=30.5), [FACE], id="small-hands"),
        pytest.param(arms(500, 250, height=179), [FACE], id="large-hands"),
        pytest.param(arms(500, 360, tips=34), [FACE * (1, 1, 1, 0.96)], id="a-wide-face-counts-by-its-width"),
        pytest.param(arms(500, 360, tips=34), [FACE - (0, 0, 4, 0)], id="a-long-face-by-its-length"),
    ],
)
def test_a_heart(hands: list[Hand], faces: list[FloatArray]) -> None:
    assert gestures(hands, faces) == [Gesture.OVERHEAD_HEART] * 2


@pytest.mark.parametrize(
    ("hands", "faces"),
    [
        pytest.param([LEFT, RIGHT], [], id="no-face"),
        pytest.param([LEFT], [FACE], id="one-hand"),
        pytest.param([LEFT, RIGHT], [face(500, 200)], id="below-the-face"),
        pytest.param([LEFT, RIGHT], [face(500, 900)], id="far-above-the-face"),
        pytest.param([LEFT, arm_end((660, 420), (605, 360))], [FACE], id="tips-apart"),
        pytest.param([arm_end((480, 420), (495, 360)), arm_end((520, 420), (505, 360))], [FACE], id="wrists-together"),
        pytest.param(arms(500, 410), [FACE], id="level-with-the-forehead"),
        pytest.param(arms(500, 220), [FACE], id="too-high"),
        pytest.param(arms(667.5, 360), [FACE], id="too-far-to-the-right"),
        pytest.param(arms(332.5, 360), [FACE], id="too-far-to-the-left"),
        pytest.param(arms(17.5, 360, tips=35), [face(17.5, 500)], id="tips-just-apart"),
        pytest.param(arms(35, 360, wrists=70), [face(35, 500)], id="wrists-just-together"),
        pytest.param(arms(500, 360, tips=20, wrists=80, height=30), [FACE], id="hands-of-somebody-far-behind"),
        pytest.param(arms(500, 250, height=180), [FACE], id="hands-of-somebody-far-in-front"),
    ],
)
def test_no_heart(hands: list[Hand], faces: list[FloatArray]) -> None:
    assert Gesture.OVERHEAD_HEART not in gestures(hands, faces)


def test_the_reader_looks_for_it_above_the_faces() -> None:
    hands = arms(1500, 360)
    for faces, gesture in (([face(1500, 500)], Gesture.OVERHEAD_HEART), ([], Gesture.RELAXED)):
        assert [reading.gesture for reading in reader_that_says().read(hands, faces)] == [gesture] * 2


def test_it_is_not_sure_and_names_the_partner() -> None:
    first, second = read_overhead_hearts([LEFT, RIGHT], [RELAXED, RELAXED], [FACE])
    assert (first.partner, second.partner) == (1, 0)
    assert first.confidence == second.confidence < 0.8


def test_a_hand_that_cannot_be_read_stays_so_beside_half_a_heart() -> None:
    alone = replace(RELAXED, gesture=Gesture.UNREADABLE, confidence=0.0, reason=Reason.AT_ODDS)
    half = replace(RELAXED, gesture=Gesture.OVERHEAD_HEART, confidence=0.75)
    assert read_overhead_hearts([LEFT, RIGHT], [alone, RELAXED], [FACE]) == [alone, half]


def test_a_place_where_no_hand_was_recognised_is_no_half() -> None:
    place = replace(RIGHT, place_xyxy=np.array([500.0, 300, 600, 400]))
    assert read_overhead_hearts([LEFT, place], [RELAXED, RELAXED], [FACE]) == [RELAXED, RELAXED]


@pytest.mark.parametrize(
    ("wrist", "tips", "suspected"),
    [
        pytest.param((430, 360), (490, 385), True, id="fingers-hang-from-beside-the-head"),
        pytest.param((570, 360), (510, 385), True, id="from-the-other-side"),
        pytest.param((430, 360), (490, 374), False, id="level"),
        pytest.param((430, 400), (490, 360), False, id="fingers-up"),
        pytest.param((520, 340), (490, 385), False, id="straight-down"),
        pytest.param((340, 360), (430, 385), False, id="beside-the-head"),
        pytest.param((430, 410), (490, 440), False, id="before-the-forehead"),
        pytest.param((400, 360), (441, 385), True, id="tips-almost-aside"),
        pytest.param((400, 360), (440, 385), False, id="tips-just-aside"),
        pytest.param((600, 360), (560, 385), False, id="tips-just-aside-to-the-right"),
        pytest.param((430, 390), (490, 419), True, id="tips-almost-at-the-forehead"),
        pytest.param((430, 390), (490, 420), False, id="tips-just-at-the-forehead"),
        pytest.param((459, 360), (490, 385), True, id="wrist-just-further-aside"),
        pytest.param((460, 360), (490, 385), False, id="wrist-hardly-further-aside"),
        pytest.param((430, 360), (490, 376), True, id="tips-just-lower-than-the-wrist"),
        pytest.param((430, 360), (490, 375), False, id="tips-hardly-lower-than-the-wrist"),
    ],
)
def test_half_a_heart_is_suspected(wrist: tuple[float, float], tips: tuple[float, float], suspected: bool) -> None:
    (reading,) = read_overhead_hearts([arm_end(wrist, tips)], [RELAXED], [FACE])
    if not suspected:
        assert reading == RELAXED
        return
    assert (reading.gesture, reading.confidence, reading.partner) == (Gesture.OVERHEAD_HEART, 0.5, None)


@pytest.mark.parametrize(
    ("gesture", "reason"),
    [
        pytest.param(Gesture.PEACE, None, id="a-sign"),
        pytest.param(Gesture.UNREADABLE, Reason.AT_ODDS, id="a-hand-that-cannot-be-read"),
    ],
)
def test_half_a_heart_is_suspected_of_hands_that_show_nothing(gesture: Gesture, reason: Reason | None) -> None:
    alone = replace(RELAXED, gesture=gesture, confidence=0.99, reason=reason)
    assert read_overhead_hearts([arm_end((430, 360), (490, 385))], [alone], [FACE]) == [alone]


def test_signs_over_the_head_stay_signs_and_what_is_beside_them_is_half_a_heart() -> None:
    signs = [replace(RELAXED, gesture=Gesture.PEACE, confidence=confidence) for confidence in (0.9, 0.99)]
    assert read_overhead_hearts([LEFT, RIGHT], signs, [FACE]) == signs
    half = replace(RELAXED, gesture=Gesture.OVERHEAD_HEART, confidence=0.99)
    assert read_overhead_hearts([LEFT, RIGHT], [RELAXED, signs[1]], [FACE]) == [half, signs[1]]


@pytest.mark.parametrize("partners", [pytest.param((1, 0), id="both"), pytest.param((2, None), id="one")])
def test_another_pair_stays(partners: tuple[int | None, int | None]) -> None:
    namaste = [replace(RELAXED, gesture=Gesture.NAMASTE, partner=partner) for partner in partners]
    assert read_overhead_hearts([LEFT, RIGHT], namaste, [FACE]) == namaste
    assert read_overhead_hearts([RIGHT, LEFT], namaste[::-1], [FACE]) == namaste[::-1]


def test_hearts_over_two_heads() -> None:
    hands = [*arms(500, 360), *arms(1500, 360)]
    readings = read_overhead_hearts(hands[::-1], [RELAXED] * 4, [FACE, face(1500, 500)])
    assert [reading.partner for reading in readings] == [1, 0, 3, 2]


def test_a_hand_that_pairs_with_nobody_does_not_hide_the_heart() -> None:
    """Three hands over one head: the first two do not meet."""
    beside = arm_end((400, 420), (400, 360))
    readings = read_overhead_hearts([beside, LEFT, RIGHT], [RELAXED] * 3, [FACE])
    assert [reading.partner for reading in readings] == [None, 2, 1]


def test_taken_hands_do_not_hide_the_heart() -> None:
    """Of three hands over one head the first two already form a pair."""
    pair = [replace(RELAXED, gesture=Gesture.NAMASTE, partner=partner) for partner in (1, 0)]
    readings = read_overhead_hearts([LEFT, RIGHT, LEFT, RIGHT], [*pair, RELAXED, RELAXED], [FACE])
    assert [reading.partner for reading in readings] == [1, 0, 3, 2]
