"""The whole reader on hands that the real nets found in our own rendered photos."""

from __future__ import annotations

import numpy as np
import pytest

from komando.gestures.names import FingerState, Gesture
from komando.gestures.reader import SMALLEST_READABLE_PX, GestureReader
from komando.gestures.reading import Reason
from komando.hands.hand import Hand
from tests.gestures.builders import change, mirror

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
