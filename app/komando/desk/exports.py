"""The archive's CSV and the JSONL of corrected labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from komando.desk.batches import Batch
from komando.desk.decisions import Decision, decisions_of
from komando.desk.desk import Desk
from komando.desk.labels import labels_of
from komando.desk.photos import PhotoDetail, list_photos, photo_details
from komando.desk.words import outcome_name, reason_text, who_name
from komando.report.csv_rows import COLUMNS, Cell, csv_text, rows

_BYTE_ORDER_MARK: Final = "\ufeff"
_OWN_COLUMNS: Final = (
    "batch",
    "batch_title",
    "position",
    "outcome",
    "outcome_text",
    "decision",
    "reason",
    "reason_text",
    "note",
    "decided_by",
    "decided_at",
)


def records_csv(desk: Desk, batch: Batch, language: str) -> Iterator[str]:
    """One row a hand, as the CSV report of the command line, with what people decided before it."""
    yield _BYTE_ORDER_MARK + csv_text([[*_OWN_COLUMNS, *COLUMNS]], language)
    with desk.database.read() as connection:
        photos = list(photo_details(connection, batch.id))
        decisions = decisions_of(connection, [photo.id for photo in photos])
    for photo in sorted(photos, key=lambda each: each.position):
        own = _own_cells(batch, photo, decisions.get(photo.id, ()), language)
        found = [[photo.name, *[""] * (len(COLUMNS) - 1)]] if photo.record is None else rows(photo.record, language)
        yield csv_text(([*own, *row] for row in found), language)


def labels_jsonl(desk: Desk, batch: Batch) -> Iterator[str]:
    """One line for each hand whose label somebody corrected: what was read, what is right, and the landmarks."""
    with desk.database.read() as connection:
        photos = list_photos(connection, batch.id)
        labels = labels_of(connection, [photo.id for photo in photos])
    for photo in photos:
        for label in labels.get(photo.id, ()):
            told = {"schema": "komando.label/1", "right": label.right, "who": label.who, "at": label.at.isoformat()}
            yield f"{json.dumps({**told, **label.facts}, ensure_ascii=False)}\n"


def _own_cells(batch: Batch, photo: PhotoDetail, decisions: Sequence[Decision], language: str) -> list[Cell]:
    own: list[Cell] = [
        batch.id,
        batch.title,
        photo.position,
        photo.outcome.value,
        outcome_name(photo.outcome, language),
    ]
    if not decisions:
        return [*own, *[""] * (len(_OWN_COLUMNS) - len(own))]
    last = decisions[-1]
    reason = reason_text(last.kind, last.reason, language)
    who, at = who_name(last.who, language), last.at.isoformat(timespec="seconds")
    return [*own, last.kind.value, last.reason, reason, last.note, who, at]
