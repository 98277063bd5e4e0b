from __future__ import annotations

import re

import pytest

from komando.gestures.names import Gesture
from komando.gestures.reading import Reason
from komando.policy.explain import explain_gesture, explain_hands_too_small, explain_unreadable
from komando.policy.profile import Localized
from tests.policy.builders import READABLE

GUILT = re.compile(
    r"melanggar|pelanggar|bersalah|sanksi|hukum|terlarang|dilarang|violat|guilt|offen[cds]|illegal|forbid|punish|sanction",
    re.IGNORECASE,
)

ALL = [
    *[
        pytest.param(explain_gesture(gesture, sure), id=f"{gesture}-{'sure' if sure else 'unsure'}")
        for gesture in READABLE
        for sure in (True, False)
    ],
    *[pytest.param(explain_unreadable(reason, 17), id=f"unreadable-{reason}") for reason in Reason],
    pytest.param(explain_hands_too_small(12, 31), id="hands-too-small"),
]


@pytest.mark.parametrize("message", ALL)
class TestEverySentence:
    def test_is_a_whole_sentence_in_both_languages(self, message: Localized) -> None:
        for sentence in (message.id, message.en):
            assert re.fullmatch(r"[A-Z].{10,}\.", sentence)

    def test_is_translated(self, message: Localized) -> None:
        assert message.id != message.en

    def test_speaks_of_no_guilt(self, message: Localized) -> None:
        assert GUILT.search(message.id) is None
        assert GUILT.search(message.en) is None

    def test_has_no_open_placeholder(self, message: Localized) -> None:
        assert "%" not in message.id + message.en


class TestContent:
    @pytest.mark.parametrize("gesture", READABLE)
    def test_unsure_sentence_asks_for_a_look(self, gesture: Gesture) -> None:
        message = explain_gesture(gesture, sure=False)
        assert "please look" in message.en
        assert "mohon ditinjau" in message.id

    @pytest.mark.parametrize("gesture", READABLE)
    def test_sure_sentence_does_not(self, gesture: Gesture) -> None:
        message = explain_gesture(gesture, sure=True)
        assert "not certain" not in message.en
        assert "belum pasti" not in message.id

    def test_sure_sentences_tell_the_gestures_apart(self) -> None:
        messages = [explain_gesture(gesture, sure=True) for gesture in READABLE]
        assert len({message.en for message in messages}) == len(READABLE)
        assert len({message.id for message in messages}) == len(READABLE)

    def test_too_small_hand_is_told_with_its_size(self) -> None:
        message = explain_unreadable(Reason.TOO_SMALL, 17)
        assert "17 px" in message.en
        assert "17 piksel" in message.id

    def test_unseen_hands_are_told_with_size_and_limit(self) -> None:
        message = explain_hands_too_small(12, 31)
        assert re.search(r"\b12\b.*\b31\b", message.en)
        assert re.search(r"\b12\b.*\b31\b", message.id)

    @pytest.mark.parametrize(
        ("gesture", "number"),
        [
            pytest.param(Gesture.INDEX, "1", id="index"),
            pytest.param(Gesture.PEACE, "2", id="peace"),
            pytest.param(Gesture.L_SHAPE, "7", id="l-shape"),
            pytest.param(Gesture.THREE, "3", id="three"),
            pytest.param(Gesture.FOUR, "4", id="four"),
            pytest.param(Gesture.OPEN_PALM, "5", id="open-palm"),
        ],
    )
    def test_number_is_named(self, gesture: Gesture, number: str) -> None:
        message = explain_gesture(gesture, sure=True)
        assert number in message.en
        assert number in message.id
