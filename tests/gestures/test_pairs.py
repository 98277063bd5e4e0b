from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from typing import Final

import numpy as np
import pytest

from komando.gestures.names import FingerState, Gesture
from komando.gestures.pairs import read_pairs
from komando.gestures.reader import GestureReader
from komando.gestures.reading import HandReading, Reason
from komando.hands.hand import Hand
from komando.hands.landmarks import Landmark
from komando.policy.judge import judge
from komando.policy.profile import GestureRule
from komando.policy.readings import SHOWN
from komando.policy.verdict import Verdict, is_stricter
from tests.gestures.builders import change, hand_of
from tests.policy.builders import strict

Hands = dict[str, tuple[Hand, ...]]


def test_the_two_hands_of_a_heart_are_one_gesture(sample_hands: Hands, reader: GestureReader) -> None:
    hands = sample_hands["two_hand_heart_01"][:2]
    first, second = reader.read(hands)
    assert first.gesture == second.gesture == Gesture.TWO_HAND_HEART
    assert (first.partner, second.partner) == (1, 0)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_hands_does_not_matter(sample_hands: Hands, reader: GestureReader, order: tuple[int, ...]) -> None:
    hands = (*sample_hands["two_hand_heart_01"][:2], change(sample_hands["fist_01"][0], shift_px=4000))
    alone = [reading.gesture for reading in reader.read(hands)]
    mixed = [reading.gesture for reading in reader.read([hands[index] for index in order])]
    assert mixed == [alone[index] for index in order]


@pytest.mark.parametrize(
    ("shift_px", "scale"),
    [pytest.param(900, 1.0, id="far apart"), pytest.param(0, 2.5, id="very different sizes")],
)
def test_hands_that_do_not_belong_together_are_no_pair(
    sample_hands: Hands, reader: GestureReader, shift_px: float, scale: float
) -> None:
    left, right = sample_hands["two_hand_heart_01"][:2]
    readings = reader.read([left, change(right, shift_px=shift_px, scale=scale)])
    assert [reading.partner for reading in readings] == [None, None]


def test_neighbouring_fists_are_no_pair(sample_hands: Hands, reader: GestureReader) -> None:
    fist = sample_hands["fist_01"][0]
    beside = change(fist, shift_px=fist.size_px * 0.8)
    assert [reading.partner for reading in reader.read([fist, beside])] == [None, None]


FINGERTIPS: Final = (Landmark.INDEX_TIP, Landmark.MIDDLE_TIP, Landmark.RING_TIP, Landmark.LITTLE_TIP)
Places = Mapping[str, tuple[float, float]]
NOTHING: Final[Places] = {}
RELAXED: Final = HandReading(Gesture.RELAXED, 0.9, (FingerState.CURLED,) * 5, (0.1,) * 5)


def half_heart(side: int, moved: Places = NOTHING, height: float = 100) -> Hand:
    """The left (-1) or right (1) half of a heart around x = 0.

    Args:
        side: Of the picture.
        moved: Landmarks or `tips` for all four fingertips -> pixels from the middle, pixels from the top.
        height: Of the hand in pixels; as wide as high at most.
    """
    points = np.full((21, 2), (40.0, 50.0))
    points[[Landmark.WRIST, Landmark.THUMB_TIP, Landmark.INDEX_PIP]] = (45, height), (5, 80), (30, 20)
    points[[Landmark.MIDDLE_MCP]] = 40, 0
    for name, place in {"tips": (5.0, 0.0), **moved}.items():
        points[list(FINGERTIPS) if name == "tips" else Landmark[name.upper()]] = place
    return hand_of(points * (side, 1))


def pair_of(left: Hand, right: Hand) -> Gesture | None:
    first, second = read_pairs([left, right], [RELAXED, RELAXED])
    assert (first.partner, second.partner) in {(None, None), (1, 0)}
    assert first.gesture == second.gesture
    return first.gesture if first.partner is not None else None


def heart(moved: Places) -> Gesture | None:
    """What two mirrored halves are read as."""
    return pair_of(half_heart(-1, moved), half_heart(1, moved))


class TestHeart:
    @pytest.mark.parametrize(
        "moved",
        [
            pytest.param({}, id="halves"),
            pytest.param({"tips": (20, 0)}, id="fingertips-almost-apart"),
            pytest.param({"tips": (40, 0), "index_tip": (5, 0)}, id="one-fingertip-is-enough"),
            pytest.param({"thumb_tip": (20, 80)}, id="thumbs-almost-apart"),
            pytest.param({"wrist": (26, 100)}, id="wrists-near"),
            pytest.param({"index_pip": (59, 20)}, id="knuckles-far"),
            pytest.param({"tips": (5, 40), "thumb_tip": (5, 50)}, id="thumbs-hardly-lower"),
        ],
    )
    def test_is_one(self, moved: Places) -> None:
        assert heart(moved) == Gesture.TWO_HAND_HEART

    @pytest.mark.parametrize(
        "moved",
        [
            pytest.param({"tips": (21, 0)}, id="fingertips-apart"),
            pytest.param({"thumb_tip": (21, 80)}, id="thumbs-apart"),
            pytest.param({"wrist": (25, 100)}, id="wrists-together"),
            pytest.param({"index_pip": (60, 20)}, id="knuckles-too-far"),
            pytest.param({"index_pip": (65, 20)}, id="knuckles-much-too-far"),
            pytest.param({"tips": (5, 80), "thumb_tip": (5, 0)}, id="thumbs-above"),
            pytest.param({"tips": (5, 50), "thumb_tip": (5, 40)}, id="thumbs-hardly-higher"),
            pytest.param({"tips": (5, 50), "thumb_tip": (5, 50)}, id="thumbs-as-high"),
        ],
    )
    def test_is_none(self, moved: Places) -> None:
        assert heart(moved) is None

    @pytest.mark.parametrize(
        ("height", "gesture"),
        [
            pytest.param(170, Gesture.TWO_HAND_HEART, id="sizes-differ"),
            pytest.param(171, None, id="sizes-differ-too-much"),
        ],
    )
    def test_hands_of_one_size(self, height: float, gesture: Gesture | None) -> None:
        assert pair_of(half_heart(-1), half_heart(1, height=height)) == gesture
        assert pair_of(half_heart(-1, height=height), half_heart(1)) == gesture

    def test_distances_count_in_the_larger_hand(self) -> None:
        apart = {"tips": (30.0, 0.0)}
        assert heart(apart) is None
        assert pair_of(half_heart(-1, apart), half_heart(1, apart, height=160)) == Gesture.TWO_HAND_HEART

    def test_each_hand_joins_one_pair(self) -> None:
        left, right = half_heart(-1), half_heart(1)
        readings = read_pairs([left, right, left, right], [RELAXED] * 4)
        assert [reading.partner for reading in readings] == [1, 0, 3, 2]

    def test_a_place_where_no_hand_was_recognised_is_no_half(self) -> None:
        place = replace(half_heart(1), place_xyxy=np.array([0.0, 0, 100, 100]))
        assert read_pairs([half_heart(-1), place], [RELAXED, RELAXED]) == [RELAXED, RELAXED]

    def test_hands_between_belong_to_nobody(self) -> None:
        far, farther = change(half_heart(1), shift_px=5000), change(half_heart(1), shift_px=9000)
        readings = read_pairs([far, half_heart(-1), farther, half_heart(1)], [RELAXED] * 4)
        assert [reading.partner for reading in readings] == [None, 3, None, 1]
        assert [reading.gesture for reading in readings[::2]] == [Gesture.RELAXED] * 2


def read_as(first: tuple[Gesture, float], second: tuple[Gesture, float]) -> list[HandReading]:
    """Two hands that were read so."""
    return [
        replace(
            RELAXED,
            gesture=gesture,
            confidence=confidence,
            reason=Reason.TOO_SMALL if gesture == Gesture.UNREADABLE else None,
        )
        for gesture, confidence in (first, second)
    ]


def palm(x: float, **moved: float) -> Hand:
    """A hand seen from the side at `x`; single landmarks are moved aside, in pixels."""
    points = np.zeros((21, 2))
    points[:, 0], points[:, 1] = x, np.linspace(100, 0, 21)
    for name, aside in moved.items():
        points[Landmark[name.upper()], 0] += aside
    return hand_of(points)


@pytest.mark.parametrize(
    ("other", "gesture"),
    [
        pytest.param(palm(0), Gesture.NAMASTE, id="on-each-other"),
        pytest.param(palm(40), Gesture.NAMASTE, id="beside-each-other"),
        pytest.param(palm(41), None, id="apart"),
        pytest.param(palm(0, wrist=49), Gesture.NAMASTE, id="wrists-almost-apart"),
        pytest.param(palm(0, wrist=50), None, id="wrists-apart"),
        pytest.param(palm(0, little_mcp=50), None, id="one-knuckle-apart"),
        pytest.param(palm(0, thumb_tip=41), None, id="thumbs-apart"),
        pytest.param(palm(0, thumb_tip=40), Gesture.NAMASTE, id="thumbs-almost-apart"),
    ],
)
def test_pressed_palms(other: Hand, gesture: Gesture | None) -> None:
    assert pair_of(palm(0), other) == gesture


@pytest.mark.parametrize(
    ("gesture", "confidences", "expected"),
    [
        pytest.param(Gesture.RELAXED, (0.9, 0.99), 0.75, id="by-their-places-alone"),
        pytest.param(Gesture.NAMASTE, (0.8, 0.9), 0.9, id="by-the-surer-hand"),
        pytest.param(Gesture.NAMASTE, (0.9, 0.8), 0.9, id="whichever-it-is"),
        pytest.param(Gesture.NAMASTE, (0.6, 0.7), 0.75, id="by-their-places-where-neither-is-sure"),
    ],
)
def test_confidence_of_a_pair(gesture: Gesture, confidences: tuple[float, float], expected: float) -> None:
    alone = [replace(RELAXED, gesture=gesture, confidence=confidence) for confidence in confidences]
    readings = read_pairs([palm(0), palm(10)], alone)
    assert [(reading.gesture, reading.confidence) for reading in readings] == [(Gesture.NAMASTE, expected)] * 2


@pytest.mark.parametrize(
    ("other", "confidence", "expected"),
    [
        pytest.param(Gesture.OPEN_PALM, 0.5, 0.5, id="an-open-hand"),
        pytest.param(Gesture.FOUR, 0.6, 0.6, id="four-fingers"),
        pytest.param(Gesture.UNREADABLE, 0.5, 0.5, id="a-hand-that-cannot-be-read"),
        pytest.param(Gesture.OPEN_PALM, 0.9, 0.9, id="an-open-hand-beside-a-sure-one"),
        pytest.param(Gesture.HAND_ON_CHEST, 0.5, 0.75, id="a-hand-on-the-chest"),
        pytest.param(Gesture.RELAXED, 0.5, 0.75, id="a-hand-at-rest"),
    ],
)
def test_what_speaks_against_pressed_palms_makes_them_no_surer(
    other: Gesture, confidence: float, expected: float
) -> None:
    alone = [
        replace(RELAXED, gesture=Gesture.NAMASTE, confidence=confidence),
        replace(RELAXED, gesture=other, confidence=0.0 if other == Gesture.UNREADABLE else 0.99),
    ]
    for hands in (alone, alone[::-1]):
        readings = read_pairs([palm(0), palm(10)], hands)
        assert [(reading.gesture, reading.confidence) for reading in readings] == [(Gesture.NAMASTE, expected)] * 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param((Gesture.NAMASTE, 0.01), (Gesture.RELAXED, 0.9), 0.01, id="beside-a-hand-at-rest"),
        pytest.param((Gesture.NAMASTE, 0.01), (Gesture.NAMASTE, 0.9), 0.01, id="beside-a-pressed-palm"),
        pytest.param((Gesture.HAND_ON_CHEST, 0.2), (Gesture.NAMASTE, 0.9), 0.2, id="taken-for-a-hand-on-the-chest"),
        pytest.param((Gesture.NAMASTE, 0.5), (Gesture.NAMASTE, 0.5), 0.75, id="just-likely"),
    ],
)
def test_a_palm_that_probably_shows_something_stays_as_unsure(
    first: tuple[Gesture, float], second: tuple[Gesture, float], expected: float
) -> None:
    for hands in (read_as(first, second), read_as(second, first)):
        readings = read_pairs([palm(0), palm(10)], hands)
        assert [(reading.gesture, reading.confidence) for reading in readings] == [(Gesture.NAMASTE, expected)] * 2


@pytest.mark.parametrize(
    ("first", "second", "is_pair"),
    [
        pytest.param(Gesture.RELAXED, Gesture.FIST, True, id="at-rest"),
        pytest.param(Gesture.PEACE, Gesture.PEACE, False, id="signs"),
        pytest.param(Gesture.RELAXED, Gesture.PEACE, False, id="a-sign-beside-a-hand-at-rest"),
        pytest.param(Gesture.NAMASTE, Gesture.PEACE, False, id="a-sign-beside-a-pressed-palm"),
        pytest.param(Gesture.OPEN_PALM, Gesture.OPEN_PALM, False, id="open-hands"),
        pytest.param(Gesture.NAMASTE, Gesture.OPEN_PALM, True, id="an-open-hand-beside-a-pressed-palm"),
        pytest.param(Gesture.NAMASTE, Gesture.HAND_ON_CHEST, True, id="a-hand-on-the-chest-beside-a-pressed-palm"),
        pytest.param(Gesture.RELAXED, Gesture.HAND_ON_CHEST, False, id="a-hand-on-the-chest-beside-one-at-rest"),
        pytest.param(Gesture.UNREADABLE, Gesture.UNREADABLE, False, id="unreadable-hands"),
        pytest.param(Gesture.UNREADABLE, Gesture.RELAXED, False, id="an-unreadable-hand-beside-one-at-rest"),
        pytest.param(Gesture.NAMASTE, Gesture.UNREADABLE, True, id="an-unreadable-hand-beside-a-pressed-palm"),
    ],
)
def test_pressed_palms_replace_no_sign(first: Gesture, second: Gesture, is_pair: bool) -> None:
    alone = [replace(RELAXED, gesture=gesture, confidence=0.9) for gesture in (first, second)]
    told = read_pairs([palm(0), palm(10)], alone)
    expected = [Gesture.NAMASTE] * 2 if is_pair else [first, second]
    assert [reading.gesture for reading in told] == expected


def test_a_hand_that_could_not_be_read_alone_is_read_in_a_pair() -> None:
    alone = replace(RELAXED, gesture=Gesture.UNREADABLE, confidence=0.0, reason=Reason.AT_ODDS)
    pressed = replace(RELAXED, gesture=Gesture.NAMASTE, confidence=0.7)
    for reading in read_pairs([palm(0), palm(10)], [alone, pressed]):
        assert (reading.gesture, reading.confidence, reading.reason) == (Gesture.NAMASTE, 0.7, None)
        assert (reading.fingers, reading.extended_probability) == (RELAXED.fingers, RELAXED.extended_probability)


HEART: Final = Gesture.TWO_HAND_HEART


@pytest.mark.parametrize(
    ("first", "second", "told", "partners"),
    [
        pytest.param(
            (Gesture.RELAXED, 0.9), (Gesture.FIST, 0.9), [(HEART, 0.75), (HEART, 0.75)], (1, 0), id="hands-at-rest"
        ),
        pytest.param(
            (HEART, 0.9), (HEART, 0.8), [(HEART, 0.9), (HEART, 0.9)], (1, 0), id="halves-are-as-sure-as-the-surer"
        ),
        pytest.param(
            (HEART, 0.5), (Gesture.NAMASTE, 0.9), [(HEART, 0.75), (HEART, 0.75)], (1, 0), id="a-suspected-half"
        ),
        pytest.param(
            (Gesture.PEACE, 0.9),
            (Gesture.PEACE, 0.99),
            [(Gesture.PEACE, 0.9), (Gesture.PEACE, 0.99)],
            (None, None),
            id="signs-stay",
        ),
        pytest.param(
            (Gesture.FINGER_HEART, 0.9),
            (Gesture.RELAXED, 0.9),
            [(Gesture.FINGER_HEART, 0.9), (HEART, 0.9)],
            (None, None),
            id="what-is-beside-a-sign-is-half-as-surely",
        ),
        pytest.param(
            (HEART, 0.8),
            (Gesture.THUMB_UP, 0.6),
            [(HEART, 0.8), (Gesture.THUMB_UP, 0.6)],
            (None, None),
            id="a-sign-beside-a-half",
        ),
        pytest.param(
            (Gesture.NAMASTE, 0.01),
            (Gesture.RELAXED, 0.9),
            [(Gesture.NAMASTE, 0.01), (HEART, 0.75)],
            (None, None),
            id="a-pose-that-probably-shows-something",
        ),
        pytest.param(
            (Gesture.UNREADABLE, 0.0),
            (Gesture.UNREADABLE, 0.0),
            [(Gesture.UNREADABLE, 0.0)] * 2,
            (None, None),
            id="hands-that-cannot-be-read",
        ),
        pytest.param(
            (Gesture.UNREADABLE, 0.0),
            (Gesture.RELAXED, 0.9),
            [(Gesture.UNREADABLE, 0.0), (HEART, 0.75)],
            (None, None),
            id="a-hand-beside-one-that-cannot-be-read",
        ),
    ],
)
def test_a_heart_replaces_neither_signs_nor_what_cannot_be_read(
    first: tuple[Gesture, float],
    second: tuple[Gesture, float],
    told: list[tuple[Gesture, float]],
    partners: tuple[int | None, int | None],
) -> None:
    alone = read_as(first, second)
    readings = read_pairs([half_heart(-1), half_heart(1)], alone)
    assert [(reading.gesture, reading.confidence) for reading in readings] == told
    assert tuple(reading.partner for reading in readings) == partners
    assert [reading.reason for reading in readings] == [
        own.reason if reading.gesture == own.gesture else None for own, reading in zip(alone, readings, strict=True)
    ]


def test_a_hand_that_keeps_its_sign_joins_no_other_heart() -> None:
    left, right = half_heart(-1), half_heart(1)
    sign = replace(RELAXED, gesture=Gesture.PEACE)
    readings = read_pairs([left, right, left], [RELAXED, sign, RELAXED])
    assert [reading.gesture for reading in readings] == [HEART, Gesture.PEACE, Gesture.RELAXED]


@pytest.mark.parametrize("first", sorted({*SHOWN, Gesture.OTHER, Gesture.UNREADABLE} - {HEART}))
@pytest.mark.parametrize("second", [Gesture.RELAXED, Gesture.PEACE, Gesture.UNREADABLE, HEART])
def test_no_policy_is_milder_on_a_heart_than_on_what_its_hands_show(first: Gesture, second: Gesture) -> None:
    """Also one that lets hearts pass."""
    rules = strict().gestures | {HEART: GestureRule(verdict=Verdict.PASS)}
    profile = strict().model_copy(update={"gestures": rules})
    alone = read_as(*((gesture, 0.0 if gesture == Gesture.UNREADABLE else 0.99) for gesture in (first, second)))
    paired = read_pairs([half_heart(-1), half_heart(1)], alone)
    before, after = judge(profile, alone, [64, 64]), judge(profile, paired, [64, 64])
    assert not is_stricter(before.verdict, after.verdict)
    assert after.verdict != Verdict.PASS
