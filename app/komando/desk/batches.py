"""Batches: the photos of one event, judged by one policy."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, true, update

from komando.desk.names import APPROVED, BatchState, Outcome, PhotoState
from komando.desk.tables import batch, photo
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose batches somebody sees.

    Attributes:
        office: Only the batches of this office (None: of no office) ...
        everything: ... unless this is set.
    """

    office: str | None
    everything: bool = False

    def condition(self) -> ColumnElement[bool]:
        """As a condition on batches."""
        if self.everything:
            return true()
        return batch.c.office.is_(None) if self.office is None else batch.c.office == self.office


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What is told of a batch when it is opened."""

    title: str
    policy_id: str
    policy_sha256: str
    policy_title: Localized
    day: dt.date | None
    office: str | None
    keep_pictures: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch.

    Attributes:
        day: Day of publishing; None is the day of the check.
        keep_pictures: Whether the pictures outlast the batch.
        wiped_at: When the pictures were removed, None while they are there.
        photos: How many it has.
        revision: Grows with every change of the batch or one of its photos.
    """

    id: str
    title: str
    policy_id: str
    policy_sha256: str
    policy_title: Localized
    day: dt.date | None
    office: str | None
    created_by: str
    created_at: dt.datetime
    expires_at: dt.datetime
    state: BatchState
    closed_at: dt.datetime | None
    closed_by: str | None
    keep_pictures: bool
    wiped_at: dt.datetime | None
    photos: int
    revision: int

    @property
    def is_open(self) -> bool:
        """Whether photos may be added, checked and decided on."""
        return self.state == BatchState.OPEN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many photos of a batch are how far; verdicts are the machine's, `cleared` and `held` people's."""

    photos: int
    waiting: int
    checking: int
    checked: int
    passed: int
    review: int
    hold: int
    unreadable: int
    undecided: int
    cleared: int
    held: int
    approved: int


def new_id() -> str:
    """128 random bits, so that no address can be guessed."""
    return secrets.token_hex(16)


def create_batch(connection: Connection, new: NewBatch, who: str, now: dt.datetime, keep_hours: float) -> Batch:
    """Open a batch."""
    row = {
        "id": new_id(),
        "title": new.title,
        "policy_id": new.policy_id,
        "policy_sha256": new.policy_sha256,
        "policy_title_id": new.policy_title.id,
        "policy_title_en": new.policy_title.en,
        "day": new.day,
        "office": new.office,
        "created_by": who,
        "created_at": now,
        "expires_at": now + dt.timedelta(hours=keep_hours),
        "state": BatchState.OPEN.value,
        "keep_pictures": new.keep_pictures,
        "photos": 0,
        "revision": 1,
    }
    return _batch(connection.execute(insert(batch).values(row).returning(*batch.c)).mappings().one())


def find_batch(connection: Connection, batch_id: str, scope: Scope) -> Batch | None:
    """A batch that somebody may see."""
    row = connection.execute(select(batch).where(batch.c.id == batch_id, scope.condition())).mappings().first()
    return None if row is None else _batch(row)


def list_batches(
    connection: Connection, scope: Scope, states: Collection[BatchState], limit: int, before: Batch | None
) -> list[Batch]:
    """The newest batches first.

    Args:
        connection: The database.
        scope: Whose.
        states: Only these; all if empty.
        limit: At most so many.
        before: Only those that come after this one.
    """
    query = select(batch).where(scope.condition())
    if states:
        query = query.where(batch.c.state.in_([state.value for state in states]))
    if before is not None:
        same = and_(batch.c.created_at == before.created_at, batch.c.id < before.id)
        query = query.where(or_(batch.c.created_at < before.created_at, same))
    query = query.order_by(batch.c.created_at.desc(), batch.c.id.desc()).limit(limit)
    return [_batch(row) for row in connection.execute(query).mappings()]


def count_photos(connection: Connection, batch_ids: Sequence[str]) -> dict[str, Counts]:
    """The counts of several batches at once."""
    groups = (photo.c.batch_id, photo.c.state, photo.c.verdict, photo.c.outcome)
    query = select(*groups, func.count().label("number")).where(photo.c.batch_id.in_(batch_ids)).group_by(*groups)
    found: dict[str, list[RowMapping]] = {batch_id: [] for batch_id in batch_ids}
    for row in connection.execute(query).mappings():
        found[row["batch_id"]].append(row)
    return {batch_id: _counts(rows) for batch_id, rows in found.items()}


def next_revision(connection: Connection, batch_id: str) -> int:
    """Count one change of a batch; it also locks the batch until the end of the transaction."""
    changed = update(batch).where(batch.c.id == batch_id).values(revision=batch.c.revision + 1)
    return int(connection.execute(changed.returning(batch.c.revision)).scalar_one())


def lock_open_batch(connection: Connection, batch_id: str) -> bool:
    """Whether the batch is open; if so it stays so until the end of the transaction, and a change is counted."""
    locked = (
        update(batch)
        .where(batch.c.id == batch_id, batch.c.state == BatchState.OPEN.value)
        .values(revision=batch.c.revision + 1)
    )
    return connection.execute(locked).rowcount == 1


def end_batch(connection: Connection, batch_id: str, state: BatchState, who: str | None, now: dt.datetime) -> bool:
    """Let a batch be closed, expired or discarded; False if that has happened already.

    An open batch may take any end; one that ended with its pictures kept may still be discarded.
    """
    may_end = batch.c.state == BatchState.OPEN.value
    if state == BatchState.DISCARDED:
        may_end = and_(batch.c.state != BatchState.DISCARDED.value, batch.c.wiped_at.is_(None))
    ended = (
        update(batch)
        .where(batch.c.id == batch_id, may_end)
        .values(state=state.value, closed_at=now, closed_by=who, revision=batch.c.revision + 1)
    )
    return connection.execute(ended).rowcount == 1


def expired_batches(connection: Connection, now: dt.datetime) -> list[str]:
    """Open batches whose time is over."""
    query = select(batch.c.id).where(batch.c.state == BatchState.OPEN.value, batch.c.expires_at <= now)
    return list(connection.execute(query).scalars())


def batches_to_wipe(connection: Connection) -> list[str]:
    """Ended batches whose pictures are still there and shall not be."""
    ended = and_(batch.c.state != BatchState.OPEN.value, batch.c.wiped_at.is_(None))
    unless_kept = or_(batch.c.keep_pictures.is_(False), batch.c.state == BatchState.DISCARDED.value)
    return list(connection.execute(select(batch.c.id).where(ended, unless_kept)).scalars())


def note_wiped(connection: Connection, batch_id: str, now: dt.datetime) -> None:
    """No picture of the batch is left; what could redraw a hand goes with them."""
    wiped = update(batch).where(batch.c.id == batch_id).values(wiped_at=now, revision=batch.c.revision + 1)
    connection.execute(wiped)
    connection.execute(
        update(photo)
        .where(photo.c.batch_id == batch_id)
        .values(traces=None, has_preview=False, has_marked=False, revision=_revision_of(batch_id))
    )


def _revision_of(batch_id: str) -> ColumnElement[int]:
    return select(batch.c.revision).where(batch.c.id == batch_id).scalar_subquery()


def _batch(row: RowMapping) -> Batch:
    values = dict(row)
    title = Localized(id=values.pop("policy_title_id"), en=values.pop("policy_title_en"))
    return Batch(**{**values, "policy_title": title, "state": BatchState(values["state"])})


def _counts(rows: Sequence[RowMapping]) -> Counts:
    def total(**wanted: str) -> int:
        return sum(row["number"] for row in rows if all(row[key] == value for key, value in wanted.items()))

    return Counts(
        photos=total(),
        waiting=total(state=PhotoState.WAITING),
        checking=total(state=PhotoState.CHECKING),
        checked=total(state=PhotoState.CHECKED),
        passed=total(verdict=Verdict.PASS),
        review=total(verdict=Verdict.REVIEW),
        hold=total(verdict=Verdict.HOLD),
        unreadable=total(verdict=Verdict.UNREADABLE),
        undecided=total(outcome=Outcome.UNDECIDED),
        cleared=total(outcome=Outcome.CLEARED),
        held=total(outcome=Outcome.HELD),
        approved=sum(total(outcome=outcome) for outcome in APPROVED),
    )
