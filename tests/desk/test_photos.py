from __future__ import annotations

from dataclasses import replace

import pytest

from komando.desk.batches import end_batch
from komando.desk.check_errors import NOT_CHECKED, POLICY_GONE, error_record
from komando.desk.checks import begin_check, finish_check, let_wait_again, release_check
from komando.desk.desk import Desk
from komando.desk.names import BatchState, Outcome, PhotoState
from komando.desk.photos import (
    BatchFullError,
    NewPhoto,
    add_photo,
    changed_photos,
    list_photos,
    same_photo,
    unfinished_photos,
)
from komando.desk.traces import PhotoTraces
from komando.desk.unchecked import unchecked_record
from komando.errors import (
    DamagedPhotoError,
    EmptyPhotoError,
    PhotoAccessError,
    PhotoMemoryError,
    PhotoTimeoutError,
    PhotoWorkerDiedError,
)
from komando.policy.verdict import Verdict
from komando.record import ErrorRecord
from tests.desk.builders import batch_now, make_batch, photo_now, put_checked, put_photo
from tests.report.builders import make_record

ODD_NAME = "<script>alert('é 文')</script>.jpg"


def test_a_new_photo_waits(desk: Desk) -> None:
    photo = put_photo(desk, make_batch(desk), ODD_NAME, b"12345")
    assert (photo.name, photo.bytes, photo.position, photo.state) == (ODD_NAME, 5, 1, PhotoState.WAITING)
    assert (photo.verdict, photo.outcome, photo.record) == (None, Outcome.WAITING, None)
    with pytest.raises(LookupError):
        photo.require_record()


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.PASS, Outcome.PASS),
        (Verdict.REVIEW, Outcome.UNDECIDED),
        (Verdict.HOLD, Outcome.UNDECIDED),
        (Verdict.UNREADABLE, Outcome.UNREADABLE),
    ],
    ids=str,
)
def test_a_checked_photo(desk: Desk, verdict: Verdict, outcome: Outcome) -> None:
    photo = put_checked(desk, make_batch(desk), verdict)
    assert (photo.state, photo.verdict, photo.outcome) == (PhotoState.CHECKED, verdict, outcome)
    assert (photo.summary is None) == (verdict == Verdict.PASS)
    assert photo.require_record().verdict == verdict
    assert len(photo.traces.hands) == photo.hands == (0 if verdict == Verdict.UNREADABLE else 1)
    assert photo.has_marked == (verdict != Verdict.UNREADABLE)


def test_a_verdict_is_not_changed_by_a_second_check(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    with desk.database.write() as connection:
        finish_check(connection, photo, make_record(), photo.traces, desk.clock())
    assert photo_now(desk, photo.id).verdict == Verdict.HOLD


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        pytest.param(NOT_CHECKED, True, id="check-failed"),
        pytest.param(POLICY_GONE, True, id="policy-gone"),
        pytest.param(error_record(PhotoWorkerDiedError("It died.")), True, id="worker-died"),
        pytest.param(error_record(PhotoTimeoutError("It took long.")), True, id="took-too-long"),
        pytest.param(error_record(PhotoMemoryError("It was large.")), True, id="memory"),
        pytest.param(error_record(PhotoAccessError("A disk was away.")), True, id="disk"),
        pytest.param(error_record(DamagedPhotoError("It is cut off.")), False, id="damaged"),
        pytest.param(error_record(EmptyPhotoError("It is empty.")), False, id="empty"),
    ],
)
def test_what_failed_for_a_passing_reason_may_wait_again(desk: Desk, error: ErrorRecord, waits: bool) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch)
    with desk.database.write() as connection:
        begin_check(connection, photo.id, batch.id)
        record = unchecked_record(photo, batch, make_record().models, error)
        finish_check(connection, photo, record, PhotoTraces(), desk.clock())
    failed = photo_now(desk, photo.id)
    with desk.database.write() as connection:
        again = let_wait_again(connection, photo.id)
    now = photo_now(desk, photo.id)
    if not waits:
        assert (again, now) == (None, failed)
        return
    assert replace(now, revision=0) == replace(photo, revision=0)
    assert now.revision > failed.revision
    assert again == now


def test_a_verdict_never_waits_again(desk: Desk) -> None:
    photo = put_checked(desk, make_batch(desk), Verdict.HOLD)
    with desk.database.write() as connection:
        assert let_wait_again(connection, photo.id) is None
    assert photo_now(desk, photo.id) == photo


def test_order_and_filters(desk: Desk) -> None:
    batch = make_batch(desk)
    for name, verdict in [("1", "pass"), ("2", "review"), ("3", "hold"), ("4", "unreadable"), ("5", "hold")]:
        put_checked(desk, batch, Verdict(verdict), name)
    put_photo(desk, batch, "6")
    with desk.database.read() as connection:
        as_sent = list_photos(connection, batch.id)
        worst = list_photos(connection, batch.id, worst_first=True)
        held = list_photos(connection, batch.id, [Verdict.HOLD])
        undecided = list_photos(connection, batch.id, (), [Outcome.UNDECIDED])
    assert "".join(photo.name for photo in as_sent) == "123456"
    assert "".join(photo.name for photo in worst) == "352416"
    assert "".join(photo.name for photo in held) == "35"
    assert "".join(photo.name for photo in undecided) == "235"


def test_changes_after_a_revision(desk: Desk) -> None:
    batch = make_batch(desk)
    first, second = put_photo(desk, batch, "1"), put_photo(desk, batch, "2")
    seen = batch_now(desk, batch.id).revision
    with desk.database.write() as connection:
        begin_check(connection, first.id, batch.id)
    with desk.database.read() as connection:
        assert [photo.name for photo in changed_photos(connection, batch.id, seen)] == ["1"]
        assert [photo.name for photo in changed_photos(connection, batch.id, 0)] == ["2", "1"]
        assert changed_photos(connection, batch.id, seen + 1) == []
    assert photo_now(desk, second.id).revision <= seen


def test_attempts_are_counted_before_the_work(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch)
    with desk.database.write() as connection:
        assert [begin_check(connection, photo.id, batch.id) for _ in range(2)] == [1, 2]
        release_check(connection, photo.id, batch.id)
    assert (photo_now(desk, photo.id).attempts, photo_now(desk, photo.id).state) == (1, PhotoState.WAITING)


def test_what_is_left_to_do(desk: Desk) -> None:
    batch, ended = make_batch(desk), make_batch(desk)
    put_photo(desk, ended, "of an ended batch")
    put_checked(desk, batch, Verdict.PASS, "checked")
    waiting, begun = put_photo(desk, batch, "waiting"), put_photo(desk, batch, "begun")
    with desk.database.write() as connection:
        begin_check(connection, begun.id, batch.id)
        end_batch(connection, ended.id, BatchState.CLOSED, "sari", desk.clock())
    with desk.database.read() as connection:
        assert [photo.id for photo in unfinished_photos(connection)] == [waiting.id, begun.id]


def test_the_same_file_again(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch, "a.jpg")
    with desk.database.read() as connection:
        found = same_photo(connection, batch.id, photo.sha256, "a.jpg")
        assert found is not None
        assert found.id == photo.id
        assert same_photo(connection, batch.id, photo.sha256, "b.jpg") is None
        assert same_photo(connection, make_batch(desk).id, photo.sha256, "a.jpg") is None


def test_where_no_photo_may_be_added(desk: Desk) -> None:
    batch = make_batch(desk)
    put_photo(desk, batch)
    new = NewPhoto("f" * 32, "b.jpg", 1, "0" * 64)
    with pytest.raises(BatchFullError), desk.database.write() as connection:
        add_photo(connection, batch, new, "budi", desk.clock(), most=1)
    with desk.database.write() as connection:
        end_batch(connection, batch.id, BatchState.CLOSED, "sari", desk.clock())
        assert add_photo(connection, batch, new, "budi", desk.clock(), most=9) is None
    assert batch_now(desk, batch.id).photos == 1
