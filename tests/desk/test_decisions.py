from __future__ import annotations

import threading

import pytest

from komando.desk.decisions import ConflictError, UndecidableError, decisions_of, last_decision
from komando.desk.desk import Desk
from komando.desk.labels import correct_hand, labels_of
from komando.desk.names import DecisionKind, Outcome
from komando.policy.verdict import Verdict
from tests.desk.builders import START, MovableClock, decide_on, make_batch, photo_now, put_checked, put_photo

CLEAR, HOLD = DecisionKind.CLEAR, DecisionKind.HOLD


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.REVIEW, Verdict.HOLD], ids=str)
@pytest.mark.parametrize(("kind", "outcome"), [(CLEAR, Outcome.CLEARED), (HOLD, Outcome.HELD)], ids=["clear", "hold"])
def test_a_decision_holds(desk: Desk, verdict: Verdict, kind: DecisionKind, outcome: Outcome) -> None:
    photo = put_checked(desk, make_batch(desk), verdict)
    decision = decide_on(desk, photo, kind)
    now = photo_now(desk, photo.id)
    assert (now.outcome, now.decision_id, now.verdict) == (outcome, decision.id, verdict)


def test_what_is_on_record(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    made = decide_on(desk, photo, CLEAR, who="sari", note="Isyarat jempol wasit")
    with desk.database.read() as connection:
        assert last_decision(connection, photo.id) == made
    record = photo.require_record()
    assert (made.kind, made.reason, made.note, made.who, made.at) == (
        CLEAR,
        "misread",
        "Isyarat jempol wasit",
        "sari",
        START,
    )
    assert (made.verdict, made.rules, made.photo_sha256) == (Verdict.HOLD, photo.rules, photo.sha256)
    assert (made.policy, made.models) == (record.policy, record.models)


def test_a_later_decision_takes_the_place_of_an_earlier_one(desk: Desk, clock: MovableClock) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.REVIEW)
    first = decide_on(desk, photo, CLEAR)
    clock.move(minutes=5)
    second = decide_on(desk, photo, HOLD, who="dewi", last_id=first.id)
    with desk.database.read() as connection:
        assert decisions_of(connection, [photo.id])[photo.id] == [first, second]
    assert photo_now(desk, photo.id).outcome == Outcome.HELD


@pytest.mark.parametrize("seen", [None, 99_999], ids=["saw-none", "saw-another"])
def test_who_has_not_seen_the_last_decision_is_refused(desk: Desk, seen: int | None) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    first = decide_on(desk, photo, HOLD, who="sari")
    with pytest.raises(ConflictError):
        decide_on(desk, photo, CLEAR, who="dewi", last_id=seen)
    with desk.database.read() as connection:
        assert decisions_of(connection, [photo.id])[photo.id] == [first]
    assert photo_now(desk, photo.id).outcome == Outcome.HELD


def test_of_many_at_once_one_decides(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def decide_now(who: str) -> None:
        start.wait(30)
        try:
            decide_on(desk, photo, CLEAR, who=who)
            outcomes.append("decided")
        except ConflictError:
            outcomes.append("refused")

    threads = [threading.Thread(target=decide_now, args=(f"person {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided", *["refused"] * 5]


@pytest.mark.parametrize("kind", DecisionKind, ids=str)
def test_nothing_is_decided_without_a_verdict_of_the_machine(desk: Desk, kind: DecisionKind) -> None:
    batch = make_batch(desk)
    for photo in (put_photo(desk, batch, "waiting"), put_checked(desk, batch, Verdict.UNREADABLE, "unreadable")):
        with pytest.raises(UndecidableError):
            decide_on(desk, photo, kind)


def test_the_latest_label_of_a_hand_holds(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    with desk.database.write() as connection:
        correct_hand(connection, photo, 0, "index", "sari", desk.clock())
        last = correct_hand(connection, photo, 0, "not_a_hand", "dewi", desk.clock())
    with desk.database.read() as connection:
        assert labels_of(connection, [photo.id]) == {photo.id: [last]}
    assert (last.read, last.right, last.who) == ("peace", "not_a_hand", "dewi")
    assert len(last.facts["runs"][0]["points_xyz"]) == 21
    assert last.facts["photo_sha256"] == photo.sha256


def test_a_hand_that_is_not_there(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    with pytest.raises(IndexError), desk.database.write() as connection:
        correct_hand(connection, photo, 7, "index", "sari", desk.clock())
