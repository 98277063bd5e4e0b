from __future__ import annotations

import re

import pytest

from komando.gestures.names import FingerState, Gesture
from komando.gestures.reading import Reason
from komando.policy.explain import (
    Shown,
    explain_gesture,
    explain_grainy,
    explain_hands_too_small,
    explain_hidden_detail,
    explain_more_frames,
    explain_rule,
    explain_salutes,
    explain_spelled,
    explain_sum,
    explain_unreadable,
    joined,
    what_to_do,
)
from komando.policy.profile import GestureRule, Localized
from komando.policy.readings import SHOWN, readings_of
from komando.policy.verdict import Verdict
from komando.policy.where import HandPlace
from tests.policy.builders import CURLED, READABLE, fingers_up

GUILT = re.compile(
    r"melanggar|pelanggar|bersalah|sanksi|hukum|terlarang|dilarang|violat|guilt|offen[cds]|illegal|forbid|punish|sanction",
    re.IGNORECASE,
)
PLACE = HandPlace("right", 7, place=3, row=1, rows=2, people=9)


def shown(gesture: Gesture, *, sure: bool, fingers: tuple[FingerState, ...] = CURLED) -> Shown:
    return Shown(gesture, readings_of(gesture, fingers), sure, (PLACE,))


ALL = [
    *[
        pytest.param(explain_gesture(shown(gesture, sure=sure)), id=f"{gesture}-{'sure' if sure else 'unsure'}")
        for gesture in READABLE
        for sure in (True, False)
    ],
    *[pytest.param(explain_unreadable(reason, 17, PLACE), id=f"unreadable-{reason}") for reason in Reason],
    pytest.param(explain_hands_too_small(12, 31), id="hands-too-small"),
    pytest.param(explain_more_frames(7), id="more-frames"),
    pytest.param(explain_hidden_detail(), id="hidden-detail"),
    pytest.param(explain_grainy(), id="grainy"),
    *[
        pytest.param(explain_gesture(Shown(gesture, (), True, (PLACE, PLACE))), id=f"{gesture}-both-hands")
        for gesture in (Gesture.TWO_HAND_HEART, Gesture.NAMASTE)
    ],
    pytest.param(explain_gesture(shown(Gesture.OTHER, sure=True, fingers=fingers_up(3))), id="counted"),
    *[pytest.param(explain_sum(5, 2, (PLACE, PLACE), sure), id=f"sum-{sure}") for sure in (True, False)],
    *[pytest.param(explain_spelled(1, 2, sure), id=f"spelled-{sure}") for sure in (True, False)],
    *[pytest.param(sentence, id="salutes") for sentence in explain_salutes(["salam literasi", "hormat"])],
    *[
        pytest.param(sentence, id="disputed")
        for sentence in explain_rule(GestureRule(verdict=Verdict.REVIEW, disputed=True))
    ],
    *[pytest.param(what_to_do(verdict), id=f"to-do-{verdict}") for verdict in (Verdict.REVIEW, Verdict.HOLD)],
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
        message = explain_gesture(shown(gesture, sure=False))
        assert "please look" in message.en
        assert "mohon ditinjau" in message.id

    @pytest.mark.parametrize("gesture", READABLE)
    def test_sure_sentence_does_not(self, gesture: Gesture) -> None:
        message = explain_gesture(shown(gesture, sure=True))
        assert "not certain" not in message.en
        assert "belum pasti" not in message.id

    def test_sure_sentences_tell_the_gestures_apart(self) -> None:
        messages = [explain_gesture(shown(gesture, sure=True)) for gesture in READABLE]
        assert len({message.en for message in messages}) == len(READABLE)
        assert len({message.id for message in messages}) == len(READABLE)

    def test_too_small_hand_is_told_with_its_size(self) -> None:
        message = explain_unreadable(Reason.TOO_SMALL, 17, PLACE)
        assert "17 px" in message.en
        assert "17 piksel" in message.id

    def test_unseen_hands_are_told_with_size_and_limit(self) -> None:
        message = explain_hands_too_small(12, 31)
        assert re.search(r"\b12\b.*\b31\b", message.en)
        assert re.search(r"\b12\b.*\b31\b", message.id)

    def test_frames_are_told_with_their_number_and_what_to_do(self) -> None:
        message = explain_more_frames(7)
        assert re.search(r"\b7 frames.*only the first.*please look at the others", message.en)
        assert re.search(r"\b7 gambar.*hanya gambar pertama.*mohon tinjau gambar lainnya", message.id)

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
        message = explain_gesture(shown(gesture, sure=True))
        assert number in message.en
        assert number in message.id

    @pytest.mark.parametrize("gesture", READABLE)
    @pytest.mark.parametrize("sure", [True, False])
    def test_where_is_named(self, gesture: Gesture, sure: bool) -> None:
        message = explain_gesture(shown(gesture, sure=sure))
        assert "(tangan kanan, orang ke-3 dari kiri, baris depan)" in message.id
        assert "(right hand, person 3 from the left, front row)" in message.en

    @pytest.mark.parametrize("gesture", sorted(SHOWN - {Gesture.THUMB_DOWN}))
    def test_unsure_sign_says_what_it_may_be(self, gesture: Gesture) -> None:
        message = explain_gesture(shown(gesture, sure=False))
        assert re.search(r"may show (the number \d|a heart)", message.en)

    def test_unnamed_shape_is_told_with_its_count(self) -> None:
        message = explain_gesture(shown(Gesture.OTHER, sure=True, fingers=fingers_up(3)))
        assert "angka 3" in message.id

    def test_sum(self) -> None:
        assert explain_sum(5, 2, (PLACE, PLACE), sure=True).id == (
            "Satu tangan menunjukkan angka 5 dan tangan lainnya angka 2 "
            "(kedua tangan, orang ke-3 dari kiri, baris depan); "
            "bila dijumlahkan, dapat dibaca sebagai angka 7."
        )

    def test_salutes_are_listed_as_in_running_text(self) -> None:
        (sentence,) = explain_salutes(["salam Pancasila", "hormat"])
        assert sentence.id == "Bentuk seperti ini juga dikenal sebagai salam Pancasila dan hormat."
        assert explain_salutes([]) == []

    def test_note_of_a_rule_is_told_as_it_stands(self) -> None:
        note = Localized(id="Hanya di Kudus.", en="In Kudus only.")
        assert explain_rule(GestureRule(verdict=Verdict.HOLD, note=note)) == [note]

    def test_sentences_stand_one_after_another(self) -> None:
        first, second = Localized(id="A.", en="B."), Localized(id="C.", en="D.")
        assert joined([first, second]) == Localized(id="A. C.", en="B. D.")

    def test_half_a_heart_is_not_told_as_two_hands(self) -> None:
        """The other hand may be lost where the two overlap."""
        half = explain_gesture(Shown(Gesture.TWO_HAND_HEART, (), True, (PLACE,)))
        whole = explain_gesture(Shown(Gesture.TWO_HAND_HEART, (), True, (PLACE, PLACE)))
        assert "separuh" in half.id
        assert "Dua tangan membentuk simbol hati (kedua tangan" in whole.id
