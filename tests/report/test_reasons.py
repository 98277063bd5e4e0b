from __future__ import annotations

from komando.gestures.names import Gesture
from komando.policy.judge import UNREADABLE_RULE
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict
from komando.record import FindingRecord
from komando.report.reasons import reasons_of
from tests.report.builders import HandSpec, make_record


def _too_small(index: int, size_px: int) -> FindingRecord:
    message = Localized(id=f"Tangan {size_px} piksel.", en=f"The hand is {size_px} px.")
    return FindingRecord(rule=UNREADABLE_RULE, verdict=Verdict.REVIEW, hands=(index,), message=message, sources=("A",))


def test_the_same_is_said_once_with_all_hands() -> None:
    record = make_record([HandSpec((50 * index, 50), 40) for index in range(1, 4)])
    (reason,) = reasons_of(record, "id")
    assert (reason.message, reason.hands, reason.sources) == ("Tangan: peace.", (0, 1, 2), ("BKN-2023",))


def test_the_worst_comes_first() -> None:
    record = make_record([HandSpec((50, 50), 40, Gesture.UNREADABLE), HandSpec((150, 50), 40)])
    assert [reason.verdict for reason in reasons_of(record, "en")] == [Verdict.HOLD, Verdict.REVIEW]


def test_small_hands_share_a_sentence_with_their_sizes() -> None:
    specs = [HandSpec((50, 50), 14, Gesture.UNREADABLE), HandSpec((150, 50), 19, Gesture.UNREADABLE)]
    record = make_record(specs, findings=(_too_small(0, 14), _too_small(1, 19)))
    (reason,) = reasons_of(record, "en")
    assert reason.message == "2 hands of 14 to 19 px cannot be read: please give the original file."
    assert reason.hands == (0, 1)


def test_one_small_hand_keeps_its_own_sentence() -> None:
    record = make_record([HandSpec((50, 50), 14, Gesture.UNREADABLE)], findings=(_too_small(0, 14),))
    assert [reason.message for reason in reasons_of(record, "id")] == ["Tangan 14 piksel."]
