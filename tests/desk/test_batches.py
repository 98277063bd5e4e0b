from __future__ import annotations

import pytest

from komando.desk.batches import Scope, count_photos, end_batch, find_batch, list_batches, lock_open_batch
from komando.desk.desk import Desk
from komando.desk.names import BatchState, DecisionKind
from komando.policy.verdict import Verdict
from tests.desk.builders import (
    EVERYTHING,
    START,
    MovableClock,
    batch_now,
    decide_on,
    make_batch,
    put_checked,
    put_photo,
)


def test_a_new_batch(desk: Desk) -> None:
    batch = batch_now(desk, make_batch(desk, "Apel", office="Kominfo", hours=2).id)
    assert (batch.title, batch.office, batch.created_by, batch.state) == ("Apel", "Kominfo", "budi", BatchState.OPEN)
    assert batch.created_at == START
    assert (batch.expires_at - batch.created_at).total_seconds() == 2 * 3600
    assert batch.policy_title.id == "Hanya kepalan"
    assert batch.wiped_at is None


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        pytest.param(Scope("Kominfo"), {"Kominfo"}, id="own-office"),
        pytest.param(Scope("Bappeda"), {"Bappeda"}, id="another-office"),
        pytest.param(Scope(None), {None}, id="no-office"),
        pytest.param(Scope("Nowhere"), set(), id="office-without-batches"),
        pytest.param(Scope("Kominfo", everything=True), {"Kominfo", "Bappeda", None}, id="everything"),
    ],
)
def test_whose_batches_are_seen(desk: Desk, scope: Scope, seen: set[str | None]) -> None:
    made = [make_batch(desk, office=office) for office in ("Kominfo", "Bappeda", None)]
    with desk.database.read() as connection:
        assert {batch.office for batch in list_batches(connection, scope, (), 10, None)} == seen
        found = [find_batch(connection, batch.id, scope) for batch in made]
    assert {batch.office for batch in found if batch is not None} == seen


def test_lists_come_in_pages_newest_first(desk: Desk, clock: MovableClock) -> None:
    made = []
    for title in "abcde":
        made.append(make_batch(desk, title))
        clock.move(seconds=0 if title in "bc" else 1)
    with desk.database.read() as connection:
        first = list_batches(connection, EVERYTHING, (), 2, None)
        second = list_batches(connection, EVERYTHING, (), 2, first[-1])
        third = list_batches(connection, EVERYTHING, (), 2, second[-1])
    titles = [batch.title for batch in (*first, *second, *third)]
    assert sorted(titles) == list("abcde")
    assert (titles[0], titles[-1]) == ("e", "a")


def test_lists_by_state(desk: Desk) -> None:
    kept, closed = make_batch(desk), make_batch(desk)
    with desk.database.write() as connection:
        end_batch(connection, closed.id, BatchState.CLOSED, "sari", desk.clock())
    with desk.database.read() as connection:
        found = {state: list_batches(connection, EVERYTHING, (state,), 9, None) for state in BatchState}
    assert [batch.id for batch in found[BatchState.OPEN]] == [kept.id]
    assert [(batch.id, batch.closed_by, batch.closed_at) for batch in found[BatchState.CLOSED]] == [
        (closed.id, "sari", START)
    ]
    assert found[BatchState.EXPIRED] == found[BatchState.DISCARDED] == []


@pytest.mark.parametrize(
    ("before", "then", "ends"),
    [
        pytest.param(None, BatchState.CLOSED, True, id="close"),
        pytest.param(None, BatchState.EXPIRED, True, id="expire"),
        pytest.param(None, BatchState.DISCARDED, True, id="discard"),
        pytest.param(BatchState.CLOSED, BatchState.EXPIRED, False, id="closed-does-not-expire"),
        pytest.param(BatchState.EXPIRED, BatchState.CLOSED, False, id="expired-is-not-closed"),
        pytest.param(BatchState.CLOSED, BatchState.DISCARDED, True, id="closed-may-be-discarded"),
        pytest.param(BatchState.DISCARDED, BatchState.DISCARDED, False, id="discarded-once"),
    ],
)
def test_how_a_batch_ends(desk: Desk, before: BatchState | None, then: BatchState, ends: bool) -> None:
    batch = make_batch(desk)
    with desk.database.write() as connection:
        if before is not None:
            end_batch(connection, batch.id, before, "budi", desk.clock())
        assert end_batch(connection, batch.id, then, "sari", desk.clock()) == ends
        assert not lock_open_batch(connection, batch.id)
    assert batch_now(desk, batch.id).state == (then if ends else before)


def test_counts(desk: Desk) -> None:
    batch = make_batch(desk)
    other = make_batch(desk)
    put_photo(desk, batch, "waiting.jpg")
    for verdict in Verdict:
        put_checked(desk, batch, verdict, f"{verdict}.jpg")
    decide_on(desk, put_checked(desk, batch, Verdict.HOLD, "cleared.jpg"), DecisionKind.CLEAR)
    decide_on(desk, put_checked(desk, batch, Verdict.PASS, "held.jpg"), DecisionKind.HOLD)
    with desk.database.read() as connection:
        counts = count_photos(connection, [batch.id, other.id])
    found = counts[batch.id]
    assert (found.photos, found.waiting, found.checking, found.checked) == (7, 1, 0, 6)
    assert (found.passed, found.review, found.hold, found.unreadable) == (2, 1, 2, 1)
    assert (found.undecided, found.cleared, found.held, found.approved) == (2, 1, 1, 2)
    assert counts[other.id].photos == 0
