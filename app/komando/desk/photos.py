"""The photos of a batch: what was uploaded, how far the machine is with it, and what holds for it now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, RowMapping, Select, case, insert, select, update

from komando.desk.batches import Batch, lock_open_batch
from komando.desk.names import BatchState, Outcome, PhotoState
from komando.desk.tables import batch, photo
from komando.desk.traces import PhotoTraces
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.words import SEVERITY

_HEAVY: Final = {"record", "traces"}
_LIGHT_COLUMNS: Final = [column for column in photo.c if column.name not in _HEAVY]


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """An upload whose bytes lie in the store already."""

    id: str
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as lists show it.

    Attributes:
        position: From 1, in the order of the uploads.
        name: As it was given; only ever text.
        outcome: What holds now.
        summary: The first finding, or why the photo could not be read.
        decision_id: The last decision.
        revision: Of the batch, when the photo last changed.
    """

    id: str
    batch_id: str
    position: int
    name: str
    bytes: int
    sha256: str
    added_by: str
    added_at: dt.datetime
    state: PhotoState
    attempts: int
    outcome: Outcome
    verdict: Verdict | None
    width: int | None
    height: int | None
    hands: int
    rules: tuple[str, ...]
    summary: Localized | None
    has_preview: bool
    has_marked: bool
    checked_at: dt.datetime | None
    decision_id: int | None
    revision: int


@dataclass(frozen=True, slots=True)
class PhotoDetail(Photo):
    """A photo with its record."""

    record: PhotoRecord | None
    traces: PhotoTraces

    def require_record(self) -> PhotoRecord:
        """The record of a checked photo.

        Raises:
            LookupError: It was not checked yet.
        """
        if self.record is None:
            raise LookupError("the photo has no record yet")
        return self.record


class BatchFullError(Exception):
    """The batch has as many photos as it may have."""


def add_photo(connection: Connection, to: Batch, new: NewPhoto, who: str, now: dt.datetime, most: int) -> Photo | None:
    """Put an upload into an open batch; None if the batch is not open any more.

    Raises:
        BatchFullError: It has `most` photos.
    """
    if not lock_open_batch(connection, to.id):
        return None
    counted = (
        update(batch)
        .where(batch.c.id == to.id, batch.c.photos < most)
        .values(photos=batch.c.photos + 1, revision=batch.c.revision + 1)
        .returning(batch.c.photos, batch.c.revision)
    )
    place = connection.execute(counted).first()
    if place is None:
        raise BatchFullError
    row = {
        "id": new.id,
        "batch_id": to.id,
        "position": place.photos,
        "name": new.name,
        "bytes": new.bytes,
        "sha256": new.sha256,
        "added_by": who,
        "added_at": now,
        "state": PhotoState.WAITING.value,
        "attempts": 0,
        "outcome": Outcome.WAITING.value,
        "hands": 0,
        "rules": "[]",
        "has_preview": False,
        "has_marked": False,
        "revision": place.revision,
    }
    return _photo(connection.execute(insert(photo).values(row).returning(*_LIGHT_COLUMNS)).mappings().one())


def same_photo(connection: Connection, batch_id: str, sha256: str, name: str) -> Photo | None:
    """The photo of a batch with the same bytes and the same name, from an upload that is repeated."""
    same = (photo.c.batch_id == batch_id, photo.c.sha256 == sha256, photo.c.name == name)
    row = connection.execute(select(*_LIGHT_COLUMNS).where(*same)).mappings().first()
    return None if row is None else _photo(row)


def find_photo(connection: Connection, photo_id: str) -> PhotoDetail | None:
    """A photo with its record."""
    row = connection.execute(select(photo).where(photo.c.id == photo_id)).mappings().first()
    return None if row is None else _detail(row)


def list_photos(
    connection: Connection,
    batch_id: str,
    verdicts: Collection[Verdict] = (),
    outcomes: Collection[Outcome] = (),
    *,
    worst_first: bool = False,
) -> list[Photo]:
    """The photos of a batch in the order of their uploads, or what needs a person first.

    Args:
        connection: The database.
        batch_id: The batch.
        verdicts: Only these; all if empty.
        outcomes: Only these; all if empty.
        worst_first: Sort by verdict before position.
    """
    query = select(*_LIGHT_COLUMNS).where(photo.c.batch_id == batch_id)
    if verdicts:
        query = query.where(photo.c.verdict.in_([verdict.value for verdict in verdicts]))
    if outcomes:
        query = query.where(photo.c.outcome.in_([outcome.value for outcome in outcomes]))
    return [_photo(row) for row in connection.execute(_ordered(query, worst_first)).mappings()]


def photo_details(connection: Connection, batch_id: str) -> Iterator[PhotoDetail]:
    """The photos of a batch with their records, what needs a person first."""
    query = _ordered(select(photo).where(photo.c.batch_id == batch_id), worst_first=True)
    return (_detail(row) for row in connection.execute(query).mappings())


def changed_photos(connection: Connection, batch_id: str, after_revision: int) -> list[Photo]:
    """The photos that changed after a revision of their batch, in the order of the changes."""
    query = select(*_LIGHT_COLUMNS).where(photo.c.batch_id == batch_id, photo.c.revision > after_revision)
    return [_photo(row) for row in connection.execute(query.order_by(photo.c.revision)).mappings()]


def unfinished_photos(connection: Connection) -> list[Photo]:
    """What the machine still has to do in open batches, in the order of the uploads."""
    query = (
        select(*_LIGHT_COLUMNS)
        .join(batch, batch.c.id == photo.c.batch_id)
        .where(batch.c.state == BatchState.OPEN.value, photo.c.state != PhotoState.CHECKED.value)
        .order_by(photo.c.added_at, photo.c.position)
    )
    return [_photo(row) for row in connection.execute(query).mappings()]


def touch(connection: Connection, photo_id: str, revision: int) -> None:
    """Something about the photo changed."""
    connection.execute(update(photo).where(photo.c.id == photo_id).values(revision=revision))


def _ordered(query: Select[tuple[object]], worst_first: bool) -> Select[tuple[object]]:
    if not worst_first:
        return query.order_by(photo.c.position)
    ranks = [(photo.c.verdict == verdict, rank) for rank, verdict in enumerate(SEVERITY)]
    return query.order_by(case(*ranks, else_=len(SEVERITY)), photo.c.position)


def _light(row: RowMapping) -> dict[str, object]:
    values = {name: value for name, value in row.items() if name not in _HEAVY}
    return {
        **values,
        "state": PhotoState(row["state"]),
        "outcome": Outcome(row["outcome"]),
        "verdict": None if row["verdict"] is None else Verdict(row["verdict"]),
        "rules": tuple(json.loads(row["rules"])),
        "summary": None if row["summary"] is None else Localized.model_validate_json(row["summary"]),
    }


def _photo(row: RowMapping) -> Photo:
    return Photo(**_light(row))  # type: ignore[arg-type]


def _detail(row: RowMapping) -> PhotoDetail:
    return PhotoDetail(
        **_light(row),  # type: ignore[arg-type]
        record=None if row["record"] is None else PhotoRecord.from_json(row["record"]),
        traces=PhotoTraces() if row["traces"] is None else PhotoTraces.model_validate_json(row["traces"]),
    )
