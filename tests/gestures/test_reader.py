"""The reader on hands that the real nets found in our own rendered photos, and what it makes of its model's words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.gestures import context, features
from komando.gestures.names import FingerState, Gesture
from komando.gestures.reader import SMALLEST_READABLE_PX, GestureReader
from komando.gestures.reading import Reason
from komando.hands.hand import Hand
from komando.hands.quality import HandQuality
from tests.gestures.builders import change, mirror, reader_that_minds, reader_that_says
from tests.people import builders as people

Hands = dict[str, tuple[Hand, ...]]
EXTENDED, CURLED = FingerState.EXTENDED, FingerState.CURLED

SHOWN = [
    pytest.param("index_01", Gesture.INDEX, id="index"),
    pytest.param("peace_01", Gesture.PEACE, id="peace"),
    pytest.param("three_01", Gesture.THREE, id="three"),
    pytest.param("four_01", Gesture.FOUR, id="four"),
    pytest.param("open_palm_01", Gesture.OPEN_PALM, id="open palm"),
    pytest.param("thumb_up_01", Gesture.THUMB_UP, id="thumb up"),
    pytest.param("call_01", Gesture.CALL, id="call"),
    pytest.param("horns_01", Gesture.HORNS, id="horns"),
    pytest.param("ok_01", Gesture.OK, id="ok"),
]


@pytest.mark.parametrize(("sample", "gesture"), SHOWN)
def test_shown_gestures_are_named_with_confidence(
    sample_hands: Hands, reader: GestureReader, sample: str, gesture: Gesture
) -> None:
    (reading,) = reader.read(sample_hands[sample][:1])
    assert reading.gesture == gesture
    assert reading.confidence >= 0.8


@pytest.mark.parametrize("sample", ["fist_01", "relaxed_01"])
def test_harmless_hands_are_not_taken_for_signs(sample_hands: Hands, reader: GestureReader, sample: str) -> None:
    (reading,) = reader.read(sample_hands[sample][:1])
    assert reading.gesture in {Gesture.FIST, Gesture.RELAXED}
    assert reading.confidence >= 0.7


@pytest.mark.parametrize("sample", ["finger_heart_01", "finger_heart_02"])
def test_a_finger_heart_never_passes_silently(sample_hands: Hands, reader: GestureReader, sample: str) -> None:
    (reading,) = reader.read(sample_hands[sample][:1])
    assert reading.gesture == Gesture.FINGER_HEART


@pytest.mark.parametrize(("sample", "gesture"), SHOWN)
def test_a_mirrored_hand_reads_the_same(
    sample_hands: Hands, reader: GestureReader, sample: str, gesture: Gesture
) -> None:
    hand = sample_hands[sample][0]
    (reading,), (other,) = reader.read([hand]), reader.read([mirror(hand)])
    assert other.gesture == reading.gesture == gesture
    assert other.confidence == pytest.approx(reading.confidence, abs=1e-6)


@pytest.mark.parametrize("scale", [0.2, 3.0])
@pytest.mark.parametrize(("sample", "gesture"), SHOWN)
def test_scale_and_place_do_not_matter(
    sample_hands: Hands, reader: GestureReader, sample: str, gesture: Gesture, scale: float
) -> None:
    (reading,) = reader.read([change(sample_hands[sample][0], scale=scale, shift_px=500)])
    assert reading.gesture == gesture


def test_finger_states_explain_the_gesture(sample_hands: Hands, reader: GestureReader) -> None:
    (reading,) = reader.read(sample_hands["peace_01"][:1])
    assert reading.fingers == (CURLED, EXTENDED, EXTENDED, CURLED, CURLED)
    assert len(reading.extended_probability) == 5
    assert all(0 <= probability <= 1 for probability in reading.extended_probability)


def test_a_hand_of_a_few_pixels_is_unreadable_not_guessed(sample_hands: Hands, reader: GestureReader) -> None:
    hand = sample_hands["peace_01"][0]
    tiny = change(hand, scale=(SMALLEST_READABLE_PX - 1) / hand.size_px)
    (reading,) = reader.read([tiny])
    assert (reading.gesture, reading.reason) == (Gesture.UNREADABLE, Reason.TOO_SMALL)


def test_no_hands_no_readings(reader: GestureReader) -> None:
    assert reader.read([]) == []


def test_each_hand_is_read_for_itself(sample_hands: Hands, reader: GestureReader) -> None:
    far_apart = [
        change(sample_hands[name][0], shift_px=5000.0 * index)
        for index, name in enumerate(("fist_01", "peace_01", "open_palm_01"))
    ]
    together = [reading.gesture for reading in reader.read(far_apart)]
    alone = [reader.read([hand])[0].gesture for hand in far_apart]
    assert together == alone == [Gesture.FIST, Gesture.PEACE, Gesture.OPEN_PALM]
    assert np.unique(together).size == 3


DOWN = (0.05,) * 5
FLAT = (0.95,) * 5
INDEX_UP = (0.05, 0.95, 0.05, 0.05, 0.05)
THUMB_UP = (0.95, 0.05, 0.05, 0.05, 0.05)
PEACE = (0.02, 0.97, 0.97, 0.03, 0.03)
UNSURE_INDEX = (0.197, 0.803, 0.197, 0.197, 0.197)


class TestWhatTheModelSays:
    @pytest.mark.parametrize(
        ("fingers", "said", "gesture", "confidence"),
        [
            pytest.param(INDEX_UP, {"flag": 0.5}, Gesture.INDEX, 0.5, id="a-sign-from-one-half"),
            pytest.param(THUMB_UP, {"flag": 0.9}, Gesture.THUMB_UP, 0.9, id="a-lone-thumb"),
            pytest.param((0.05, 0.5, 0.05, 0.05, 0.05), {"flag": 0.9}, Gesture.INDEX, 0.9, id="up-from-one-half"),
            pytest.param(DOWN, {"flag": 0.9}, Gesture.OTHER, 0.9, id="a-sign-without-a-finger"),
            pytest.param(DOWN, {"flag": 0.49, "fist": 0.5}, Gesture.FIST, 0.51, id="a-fist-from-one-half"),
            pytest.param(DOWN, {"flag": 0.49, "fist": 0.49}, Gesture.RELAXED, 0.51, id="neither-sign-nor-fist"),
            pytest.param(DOWN, {"finger_heart": 0.111}, Gesture.FINGER_HEART, 0.5, id="a-heart-is-suspected-early"),
            pytest.param(DOWN, {"finger_heart": 0.109}, Gesture.RELAXED, 0.99, id="but-not-in-every-hand"),
            pytest.param(DOWN, {"finger_heart": 0.9}, Gesture.FINGER_HEART, 0.5, id="a-heart-without-a-sign"),
            pytest.param(DOWN, {"half_heart": 0.5}, Gesture.TWO_HAND_HEART, 0.5, id="half-a-heart-without-a-sign"),
            pytest.param(DOWN, {"half_heart": 0.49}, Gesture.RELAXED, 0.99, id="hardly-half-a-heart"),
            pytest.param(
                INDEX_UP, {"flag": 0.8, "finger_heart": 0.5}, Gesture.FINGER_HEART, 0.8, id="a-shape-from-one-half"
            ),
            pytest.param(
                INDEX_UP, {"flag": 0.8, "finger_heart": 0.49}, Gesture.INDEX, 0.8, id="under-it-the-fingers-name-it"
            ),
            pytest.param(
                INDEX_UP, {"flag": 0.8, "half_heart": 0.6}, Gesture.TWO_HAND_HEART, 0.8, id="half-of-a-heart-of-two"
            ),
            pytest.param(
                DOWN, {"finger_heart": 0.6, "namaste": 0.7}, Gesture.NAMASTE, 0.7, id="the-likeliest-shape-counts"
            ),
            pytest.param(DOWN, {"namaste": 0.6}, Gesture.NAMASTE, 0.6, id="pressed-palms-are-no-sign"),
            pytest.param(
                FLAT, {"flag": 0.9, "namaste": 0.6}, Gesture.NAMASTE, 0.6, id="pressed-palms-that-seem-an-open-palm"
            ),
            pytest.param(
                (0.05, *FLAT[1:]), {"flag": 0.9, "namaste": 0.6}, Gesture.NAMASTE, 0.6, id="whatever-their-thumb-does"
            ),
            pytest.param(
                DOWN, {"flag": 0.9, "namaste": 0.6}, Gesture.NAMASTE, 0.1, id="pressed-palms-that-seem-another-sign"
            ),
            pytest.param(DOWN, {"flag": 0.49, "namaste": 0.6}, Gesture.NAMASTE, 0.6, id="that-hardly-seem-one"),
            pytest.param(
                PEACE,
                {"flag": 0.99, "namaste": 0.75},
                Gesture.NAMASTE,
                0.01,
                id="pressed-palms-whose-fingers-form-a-sign",
            ),
            pytest.param(INDEX_UP, {"namaste": 0.75}, Gesture.NAMASTE, 0.05, id="whatever-the-hand-as-a-whole-seems"),
            pytest.param(FLAT, {"hand_on_chest": 0.6}, Gesture.HAND_ON_CHEST, 0.6, id="a-hand-on-the-chest"),
            pytest.param(
                FLAT, {"flag": 0.9, "hand_on_chest": 0.75}, Gesture.HAND_ON_CHEST, 0.1, id="that-seems-an-open-palm"
            ),
            pytest.param(
                FLAT, {"flag": 0.49, "hand_on_chest": 0.75}, Gesture.HAND_ON_CHEST, 0.75, id="that-hardly-seems-one"
            ),
            pytest.param(
                (0.25, *PEACE[1:]),
                {"flag": 0.99, "hand_on_chest": 0.75},
                Gesture.HAND_ON_CHEST,
                0.01,
                id="whose-fingers-form-a-sign",
            ),
            pytest.param(
                (0.05, 0.6, *DOWN[2:]),
                {"flag": 0.9, "hand_on_chest": 0.49},
                Gesture.INDEX,
                0.9,
                id="hardly-on-the-chest",
            ),
            pytest.param(DOWN, {"hand_on_chest": 0.6}, Gesture.HAND_ON_CHEST, 0.6, id="on-the-chest-fingers-unseen"),
            pytest.param(
                INDEX_UP, {"flag": 0.9, "hand_on_chest": 0.95}, Gesture.INDEX, 0.9, id="a-sign-before-the-chest"
            ),
            pytest.param(
                DOWN,
                {"finger_heart": 0.13, "hand_on_chest": 0.95},
                Gesture.FINGER_HEART,
                0.5,
                id="a-suspected-heart-before-the-chest",
            ),
            pytest.param(
                FLAT, {"namaste": 0.7, "hand_on_chest": 0.6}, Gesture.NAMASTE, 0.7, id="pressed-palms-before-the-chest"
            ),
            pytest.param(
                DOWN, {"hand_on_chest": 0.9, "holding": 0.199}, Gesture.HAND_ON_CHEST, 0.9, id="hardly-holds-a-sheet"
            ),
            pytest.param(
                DOWN, {"hand_on_chest": 0.9, "holding": 0.201}, Gesture.RELAXED, 0.99, id="perhaps-holds-a-sheet"
            ),
            pytest.param(DOWN, {"holding": 0.301}, Gesture.HOLDING, 0.99, id="a-hand-that-holds-something"),
            pytest.param(DOWN, {"holding": 0.299}, Gesture.RELAXED, 0.99, id="hardly-holds-anything"),
            pytest.param(DOWN, {"holding": 0.9, "fist": 0.5}, Gesture.FIST, 0.99, id="a-fist-that-holds-something"),
            pytest.param(DOWN, {"holding": 0.9, "fist": 0.49}, Gesture.HOLDING, 0.99, id="hardly-a-fist"),
            pytest.param(INDEX_UP, {"flag": 0.9, "holding": 0.9}, Gesture.INDEX, 0.9, id="a-sign-that-holds-something"),
            pytest.param((0.95,) * 5, {}, Gesture.RELAXED, 0.99, id="an-open-hand-at-rest"),
            pytest.param((0.05, 0.95, 0.95, 0.95, 0.95), {}, Gesture.RELAXED, 0.99, id="whatever-its-thumb-does"),
            pytest.param((0.898, *DOWN[1:]), {}, Gesture.RELAXED, 0.99, id="a-thumb-that-is-not-clear-enough"),
            pytest.param((0.05, 0.797, *DOWN[2:]), {}, Gesture.RELAXED, 0.99, id="a-finger-that-is-not-clear-enough"),
            pytest.param((0.05, 0.95, 0.203, *DOWN[3:]), {}, Gesture.RELAXED, 0.99, id="another-finger-that-is-not"),
        ],
    )
    def test_gesture(
        self, fingers: tuple[float, ...], said: dict[str, float], gesture: Gesture, confidence: float
    ) -> None:
        (reading,) = reader_that_says(fingers, **said).read([people.hand(500, 500)])
        assert (reading.gesture, reading.reason, reading.partner) == (gesture, None, None)
        assert reading.confidence == pytest.approx(confidence, abs=1e-6)
        assert reading.extended_probability == pytest.approx(fingers, abs=1e-6)
        assert [state == EXTENDED for state in reading.fingers] == [finger > 0.7 for finger in fingers]

    @pytest.mark.parametrize(
        "fingers",
        [
            pytest.param(INDEX_UP, id="one-finger"),
            pytest.param(UNSURE_INDEX, id="one-finger-clear-enough"),
            pytest.param((0.05, 0.05, 0.95, 0.95, 0.95), id="three-fingers"),
            pytest.param((0.902, *DOWN[1:]), id="a-lone-thumb-that-is-clear"),
            pytest.param((0.95, 0.95, 0.05, 0.05, 0.95), id="thumb-and-fingers"),
        ],
    )
    def test_a_hand_read_as_resting_whose_fingers_form_a_sign_is_not_told(self, fingers: tuple[float, ...]) -> None:
        (reading,) = reader_that_says(fingers).read([people.hand(500, 500)])
        assert (reading.gesture, reading.reason, reading.confidence) == (Gesture.UNREADABLE, Reason.AT_ODDS, 0.0)
        assert reading.extended_probability == pytest.approx(fingers, abs=1e-6)
        assert reading.fingers == tuple(EXTENDED if finger > 0.5 else CURLED for finger in fingers)

    def test_a_place_where_no_hand_was_recognised_is_not_read(self) -> None:
        place = replace(people.hand(500, 500), place_xyxy=np.array([400.0, 400, 600, 600]))
        (reading,) = reader_that_says(INDEX_UP, flag=0.99).read([place])
        assert (reading.gesture, reading.reason, reading.confidence) == (Gesture.UNREADABLE, Reason.NOT_RECOGNISED, 0.0)

    @pytest.mark.parametrize(
        ("probability", "state"),
        [
            pytest.param(0.705, EXTENDED, id="extended"),
            pytest.param(0.695, FingerState.UNKNOWN, id="hardly-extended"),
            pytest.param(0.305, FingerState.UNKNOWN, id="hardly-curled"),
            pytest.param(0.295, CURLED, id="curled"),
        ],
    )
    def test_state_of_a_finger(self, probability: float, state: FingerState) -> None:
        (reading,) = reader_that_says((0.05, probability, 0.05, 0.05, 0.05), flag=0.9).read([people.hand(500, 500)])
        assert reading.fingers == (CURLED, state, CURLED, CURLED, CURLED)

    @pytest.mark.parametrize("flag", [0.55, 0.99])
    def test_a_sign_that_one_landmark_run_alone_saw_is_unsure(self, flag: float) -> None:
        small, large = (replace(people.hand(500, 500, size_px), doubted=True) for size_px in (95, 97))
        reader = reader_that_says(INDEX_UP, flag=flag)
        (reading,) = reader.read([small])
        assert (reading.gesture, reading.reason, reading.confidence) == (Gesture.INDEX, None, 0.5)
        assert reader.read([large])[0].confidence == pytest.approx(flag, abs=1e-6)

    def test_doubt_takes_nothing_from_a_hand_at_rest(self) -> None:
        hand = people.hand(500, 500)
        reader = reader_that_says(flag=0.1)
        assert reader.read([replace(hand, doubted=True)]) == reader.read([hand])

    def test_size_from_which_a_hand_is_read(self) -> None:
        reader = reader_that_says(INDEX_UP, flag=0.9)
        at_limit, under = (reader.read([people.hand(500, 500, size_px)])[0] for size_px in (20, 19.5))
        assert (at_limit.gesture, at_limit.reason) == (Gesture.INDEX, None)
        assert (under.gesture, under.reason, under.confidence) == (Gesture.UNREADABLE, Reason.TOO_SMALL, 0.0)
        assert under.fingers == at_limit.fingers
        assert under.extended_probability == at_limit.extended_probability


def test_the_model_is_told_of_all_other_hands() -> None:
    """Of those whose boxes overlap each knows the other; none is taken for its own neighbour."""
    overlap = reader_that_minds(features.COUNT + context.COUNT - 4)
    small, large, far = people.hand(500, 500, 80), people.hand(500, 500, 160), people.hand(3000, 500)
    for hands in ([small, large, far], [far, small, large], [small, far, large]):
        signs = [reading.confidence > 0.99 and reading.gesture == Gesture.OTHER for reading in overlap.read(hands)]
        assert signs == [hand is not far for hand in hands]


CLEAR = HandQuality(inside_share=1.0, brightness=130.0, sharpness=0.3, facing=0.6, runs_apart=0.02)
DARK = replace(CLEAR, brightness=20.0)
CUT = replace(CLEAR, inside_share=0.89)
CUT_HARDLY = replace(CLEAR, inside_share=0.9)


class TestHandsThatAreBadlySeen:
    @pytest.mark.parametrize(
        ("said", "quality", "size_px", "gesture", "reason"),
        [
            pytest.param({"flag": 0.31}, DARK, 80, Gesture.UNREADABLE, Reason.DARK, id="perhaps-at-rest"),
            pytest.param({"flag": 0.31, "fist": 0.9}, DARK, 80, Gesture.UNREADABLE, Reason.DARK, id="perhaps-a-fist"),
            pytest.param({"flag": 0.31, "holding": 0.9}, DARK, 80, Gesture.UNREADABLE, Reason.DARK, id="perhaps-holds"),
            pytest.param({"flag": 0.31}, CLEAR, 31, Gesture.UNREADABLE, Reason.TOO_SMALL, id="small"),
            pytest.param({"flag": 0.31}, CLEAR, 80, Gesture.RELAXED, None, id="well-seen"),
            pytest.param({"flag": 0.29}, DARK, 80, Gesture.RELAXED, None, id="surely-at-rest"),
            pytest.param({"flag": 0.11}, CUT, 80, Gesture.UNREADABLE, Reason.CUT, id="cut-and-perhaps-at-rest"),
            pytest.param({"flag": 0.09}, CUT, 80, Gesture.RELAXED, None, id="cut-and-surely-at-rest"),
            pytest.param({"flag": 0.11}, CUT_HARDLY, 80, Gesture.RELAXED, None, id="hardly-cut"),
            pytest.param({"flag": 0.6}, DARK, 80, Gesture.OTHER, None, id="a-sign-stays-a-sign"),
            pytest.param({"finger_heart": 0.2}, DARK, 80, Gesture.FINGER_HEART, None, id="so-does-a-suspected-heart"),
            pytest.param({"namaste": 0.6}, DARK, 80, Gesture.NAMASTE, None, id="so-do-pressed-palms"),
            pytest.param({"hand_on_chest": 0.6}, DARK, 80, Gesture.HAND_ON_CHEST, None, id="and-a-hand-on-the-chest"),
        ],
    )
    def test_reason(
        self, said: dict[str, float], quality: HandQuality, size_px: float, gesture: Gesture, reason: Reason | None
    ) -> None:
        (reading,) = reader_that_says(DOWN, **said).read([people.hand(500, 500, size_px)], (), [quality])
        assert (reading.gesture, reading.reason) == (gesture, reason)
        assert (reading.confidence == 0.0) == (reason is not None)
        assert reading.extended_probability == pytest.approx(DOWN, abs=1e-6)

    def test_each_hand_has_its_own(self) -> None:
        hands = [people.hand(500, 500), people.hand(3000, 500)]
        for qualities in ([CLEAR, DARK], [DARK, CLEAR]):
            readings = reader_that_says(flag=0.31).read(hands, (), qualities)
            assert [reading.reason for reading in readings] == [
                None if quality is CLEAR else Reason.DARK for quality in qualities
            ]
