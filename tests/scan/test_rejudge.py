from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.errors import ExitCode, PathNotFoundError, UsageError
from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading
from komando.policy.judge import HIDDEN_DETAIL_RULE, MORE_FRAMES_RULE, TOO_SMALL_RULE, PictureFacts, UnseenHands, judge
from komando.policy.profile import GestureRule, builtin_ids, load_profile
from komando.policy.verdict import Verdict, worst
from komando.record import FindingRecord, HandRecord, PersonRecord, PhotoRecord
from komando.scan.rejudge import Change, find_changes, photo_verdict, read_records, rejudge
from tests.policy.builders import photos, reading, strict
from tests.report.builders import make_record, make_unreadable

BKN = load_profile("id-bkn-2023").profile


def record_of(
    hands: list[HandReading], unseen: UnseenHands | None = None, frames: int = 1, hides_detail: bool = False
) -> PhotoRecord:
    """What the checker would write of these hands by the default policy."""
    judgement = judge(strict(), hands, [64] * len(hands), unseen, picture=PictureFacts(frames, hides_detail))
    return make_record().model_copy(
        update={
            "verdict": judgement.verdict,
            "hands": tuple(
                HandRecord(
                    box_xyxy=(0, 0, 64, 64),
                    size_px=64,
                    person=None,
                    handedness="right",
                    gesture=hand.gesture,
                    confidence=hand.confidence,
                    fingers=(hand.fingers[0], hand.fingers[1], hand.fingers[2], hand.fingers[3], hand.fingers[4]),
                    readings=(),
                    verdict=judged.verdict,
                    findings=judged.rules,
                )
                for hand, judged in zip(hands, judgement.hands, strict=True)
            ),
            "findings": tuple(
                FindingRecord(
                    rule=finding.rule,
                    verdict=finding.verdict,
                    hands=finding.hands,
                    message=finding.message,
                    sources=finding.sources,
                )
                for finding in judgement.findings
            ),
        }
    )


@given(photos(), st.one_of(st.none(), st.just(UnseenHands(12, 31))), st.integers(1, 3))
def test_the_same_policy_gives_the_verdict_of_the_record(
    hands: list[HandReading], unseen: UnseenHands | None, frames: int
) -> None:
    record = record_of(hands, unseen, frames)
    verdicts = rejudge(record, strict())
    assert verdicts == [hand.verdict for hand in record.hands]
    assert photo_verdict(record, verdicts) == record.verdict


@given(photos(), st.sampled_from(builtin_ids()))
def test_another_policy_gives_what_it_would_have_said_of_the_photo(hands: list[HandReading], name: str) -> None:
    profile = load_profile(name).profile
    assert rejudge(record_of(hands), profile) == [
        hand.verdict for hand in judge(profile, hands, [64] * len(hands)).hands
    ]


@pytest.mark.parametrize(
    ("owners", "after"),
    [
        pytest.param((1, 1), Verdict.HOLD, id="of-one-person"),
        pytest.param((1, 2), Verdict.PASS, id="of-two-people"),
        pytest.param((None, None), Verdict.PASS, id="of-nobody"),
        pytest.param((3, 3), Verdict.PASS, id="of-people-who-are-not-in-the-record"),
    ],
)
def test_what_two_hands_add_up_to_is_judged_again(owners: tuple[int | None, int | None], after: Verdict) -> None:
    palm = GestureRule(verdict=Verdict.PASS)
    before = strict().model_copy(update={"gestures": strict().gestures | {Gesture.OPEN_PALM: palm}})
    held = before.model_copy(update={"readings": {"number.10": GestureRule(verdict=Verdict.HOLD)}})
    record = record_of([reading(Gesture.OPEN_PALM)] * 2)
    sides: tuple[Literal["right", "left"], ...] = ("right", "left")
    hands = [
        hand.model_copy(update={"person": owner, "handedness": side})
        for hand, owner, side in zip(record.hands, owners, sides, strict=True)
    ]
    people = [PersonRecord(id=number, row=1, place=number, box_xyxy=(0, 0, 9, 9)) for number in (1, 2)]
    record = record.model_copy(update={"hands": tuple(hands), "people": tuple(people)})
    assert rejudge(record, before) == [Verdict.PASS] * 2
    assert rejudge(record, held) == [after] * 2


def test_changes_name_the_hands_that_differ() -> None:
    held = record_of([reading(Gesture.HORNS), reading(Gesture.FIST), reading(Gesture.HORNS)])
    same = record_of([reading(Gesture.PEACE), reading(Gesture.HORNS)])
    assert list(find_changes([held, same], strict(), BKN)) == [
        Change("event/a.jpg", Verdict.HOLD, Verdict.REVIEW, (Gesture.HORNS, Gesture.HORNS))
    ]


def test_photos_that_could_not_be_read_do_not_change() -> None:
    record = make_unreadable().record
    assert photo_verdict(record, rejudge(record, BKN)) == Verdict.UNREADABLE
    assert list(find_changes([record], strict(), BKN)) == []


def test_people_too_small_stay_for_review() -> None:
    record = record_of([], UnseenHands(12, 31))
    assert [finding.rule for finding in record.findings] == [TOO_SMALL_RULE]
    assert photo_verdict(record, rejudge(record, BKN)) == Verdict.REVIEW


@given(photos(), st.sampled_from(builtin_ids()))
def test_what_was_not_looked_at_never_passes_by_any_policy(hands: list[HandReading], name: str) -> None:
    record = record_of(hands, frames=3, hides_detail=True)
    assert [finding.rule for finding in record.findings[-2:]] == [MORE_FRAMES_RULE, HIDDEN_DETAIL_RULE]
    verdicts = rejudge(record, load_profile(name).profile)
    assert verdicts is not None
    assert photo_verdict(record, verdicts) == worst([*verdicts, Verdict.REVIEW])


class TestReadRecords:
    def test_reads_what_was_written(self, tmp_path: Path) -> None:
        records = [record_of([reading(Gesture.PEACE)]), make_unreadable().record]
        path = tmp_path / "r.jsonl"
        path.write_text("".join(record.to_json() + "\n" for record in records) + "\n", encoding="utf-8")
        assert list(read_records(path)) == records

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            pytest.param('{"schema": "komando.photo/2"}', "schema: ", id="another-schema"),
            pytest.param("Undangan rapat", "Invalid JSON", id="no-json"),
        ],
    )
    def test_the_line_is_named(self, tmp_path: Path, line: str, words: str) -> None:
        path = tmp_path / "r.jsonl"
        path.write_text(f"{record_of([]).to_json()}\n{line}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=rf"r\.jsonl, line 2, is no record: .*{words}") as raised:
            list(read_records(path))
        assert raised.value.exit_code == ExitCode.USAGE

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(PathNotFoundError):
            list(read_records(tmp_path / "gone.jsonl"))

    def test_the_parts_of_a_folder(self, tmp_path: Path) -> None:
        records = [record_of([reading(Gesture.PEACE)]), make_unreadable().record]
        for number, record in enumerate(records):
            (tmp_path / f"part-{number:06}.jsonl").write_text(record.to_json() + "\n", encoding="utf-8")
        (tmp_path / "part-000000.parquet").write_bytes(b"the same as a table")
        assert list(read_records(tmp_path)) == records

    def test_a_folder_without_records(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="holds no records"):
            list(read_records(tmp_path))

    def test_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "r.jsonl").mkdir()
        with pytest.raises(UsageError, match="cannot be read"):
            list(read_records(tmp_path))

    def test_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "r.jsonl"
        path.write_bytes(b"\xff\xfe\n")
        with pytest.raises(UsageError, match="not UTF-8"):
            list(read_records(path))
