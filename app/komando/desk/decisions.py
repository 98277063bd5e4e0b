"""Decisions of people, append-only: a later one takes the place of an earlier one and leaves it on record."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from komando.desk.batches import next_revision
from komando.desk.names import DecisionKind, Outcome, PhotoState
from komando.desk.tables import decision, photo
from komando.policy.verdict import Verdict
from komando.record import ModelStamps, PhotoRecord, PolicyStamp


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What somebody wants to decide.

    Attributes:
        last_id: The last decision that they have seen; None if there was none.
    """

    kind: DecisionKind
    reason: str
    note: str
    who: str
    last_id: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, with what the machine had said."""

    id: int
    photo_id: str
    kind: DecisionKind
    reason: str
    note: str
    who: str
    at: dt.datetime
    verdict: Verdict
    rules: tuple[str, ...]
    policy: PolicyStamp
    models: ModelStamps
    photo_sha256: str


class ConflictError(Exception):
    """Somebody else has decided in the meantime."""


class UndecidableError(Exception):
    """The photo was not checked yet, or could not be read: there is nothing to decide about."""


def decide(connection: Connection, photo_id: str, new: NewDecision, now: dt.datetime) -> Decision:
    """Put a decision on record; it holds from now on.

    Raises:
        ConflictError: `new.last_id` is not the last decision; nothing was changed.
        UndecidableError: The photo has no verdict that a person could overrule.
    """
    row = connection.execute(select(photo).where(photo.c.id == photo_id)).mappings().one()
    if row["state"] != PhotoState.CHECKED or row["verdict"] == Verdict.UNREADABLE or row["record"] is None:
        raise UndecidableError
    if row["decision_id"] != new.last_id:
        raise ConflictError
    made = _insert(connection, row, new, now)
    outcome = Outcome.CLEARED if new.kind == DecisionKind.CLEAR else Outcome.HELD
    changed = update(photo).where(photo.c.id == photo_id)
    revision = next_revision(connection, row["batch_id"])
    connection.execute(changed.values(decision_id=made.id, outcome=outcome.value, revision=revision))
    return made


def decisions_of(connection: Connection, photo_ids: Sequence[str]) -> dict[str, list[Decision]]:
    """All decisions on some photos, the oldest first."""
    query = select(decision).where(decision.c.photo_id.in_(photo_ids)).order_by(decision.c.id)
    found: dict[str, list[Decision]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["photo_id"]].append(_decision(row))
    return found


def last_decision(connection: Connection, photo_id: str) -> Decision | None:
    """The decision that holds."""
    query = select(decision).where(decision.c.photo_id == photo_id).order_by(decision.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else _decision(row)


def _insert(connection: Connection, row: RowMapping, new: NewDecision, now: dt.datetime) -> Decision:
    record = PhotoRecord.from_json(row["record"])
    values = {
        "photo_id": row["id"],
        "previous_id": new.last_id or 0,
        "decision": new.kind.value,
        "reason": new.reason,
        "note": new.note,
        "who": new.who,
        "at": now,
        "verdict": row["verdict"],
        "rules": row["rules"],
        "policy_id": record.policy.id,
        "policy_sha256": record.policy.sha256,
        "policy_day": record.policy.day,
        "models": record.models.model_dump_json(),
        "photo_sha256": row["sha256"],
    }
    try:
        with connection.begin_nested():
            made = connection.execute(insert(decision).values(values).returning(*decision.c)).mappings().one()
    except IntegrityError:  # the database lets one decision alone follow another, whatever was read before
        raise ConflictError from None
    return _decision(made)


def _decision(row: RowMapping) -> Decision:
    return Decision(
        id=row["id"],
        photo_id=row["photo_id"],
        kind=DecisionKind(row["decision"]),
        reason=row["reason"],
        note=row["note"],
        who=row["who"],
        at=row["at"],
        verdict=Verdict(row["verdict"]),
        rules=tuple(json.loads(row["rules"])),
        policy=PolicyStamp(id=row["policy_id"], sha256=row["policy_sha256"], day=row["policy_day"]),
        models=ModelStamps.model_validate_json(row["models"]),
        photo_sha256=row["photo_sha256"],
    )
