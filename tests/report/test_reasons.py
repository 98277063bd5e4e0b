from __future__ import annotations

import pytest

from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading, Reason
from komando.policy.judge import UNREADABLE_RULE, judge
from komando.policy.profile import Localized, load_profile
from komando.policy.verdict import Verdict
from komando.policy.where import HandPlace
from komando.record import FindingRecord, PersonRecord, PhotoRecord
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


def _photo(gestures: list[Gesture], sizes_px: list[int]) -> PhotoRecord:
    """People side by side in two rows, one hand each, judged as the checker does."""
    rows = [1 + index % 2 for index in range(len(gestures))]
    people = tuple(
        PersonRecord(id=index + 1, row=row, place=index // 2 + 1, box_xyxy=(0, 0, 9, 9))
        for index, row in enumerate(rows)
    )
    hands = [
        HandReading(gesture, 1.0, (), (), Reason.TOO_SMALL if gesture == Gesture.UNREADABLE else None)
        for gesture in gestures
    ]
    places = [HandPlace("right", person.id, person.place, person.row, 2, len(people)) for person in people]
    judgement = judge(load_profile("id-strict-fist").profile, hands, sizes_px, places=places)
    findings = tuple(
        FindingRecord(
            rule=finding.rule,
            verdict=finding.verdict,
            hands=finding.hands,
            message=finding.message,
            sources=finding.sources,
        )
        for finding in judgement.findings
    )
    specs = [
        HandSpec((50 * index, 50), size, gesture, index + 1)
        for index, (gesture, size) in enumerate(zip(gestures, sizes_px, strict=True))
    ]
    return make_record(specs, findings=findings, people=people)


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("id", "Jari telunjuk dan jari tengah terangkat (3 tangan) dan dapat dibaca sebagai angka 2."),
        ("en", "The index and middle fingers are raised (3 hands); they can be read as the number 2."),
    ],
    ids=["id", "en"],
)
def test_hands_at_several_places_share_a_sentence(language: str, start: str) -> None:
    (reason,) = reasons_of(_photo([Gesture.PEACE] * 3, [80] * 3), language)
    assert reason.message.startswith(start)
    assert reason.hands == (0, 1, 2)


def test_one_hand_keeps_its_place() -> None:
    reasons = reasons_of(_photo([Gesture.PEACE, Gesture.INDEX], [80, 80]), "id")
    assert ["(tangan kanan, orang ke-1 dari kiri, baris" in reason.message for reason in reasons] == [True, True]


@pytest.mark.parametrize(
    ("sizes_px", "message"),
    [
        pytest.param([14, 19], "2 hands of 14 to 19 px cannot be read: please give the original file.", id="differ"),
        pytest.param([14, 14], "2 hands of 14 px cannot be read: please give the original file.", id="same"),
    ],
)
def test_small_hands_at_several_places(sizes_px: list[int], message: str) -> None:
    (reason,) = reasons_of(_photo([Gesture.UNREADABLE] * 2, sizes_px), "en")
    assert reason.message == message
