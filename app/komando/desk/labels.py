"""Corrected labels: which gesture a hand really showed, append-only, with all that is needed to learn from it."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select

from komando.desk.batches import next_revision
from komando.desk.photos import PhotoDetail, touch
from komando.desk.tables import label
from komando.gestures.names import Gesture

NOT_A_HAND: Final = "not_a_hand"
RIGHT_LABELS: Final = (*(gesture.value for gesture in Gesture), NOT_A_HAND)


@dataclass(frozen=True, slots=True)
class Label:
    """A corrected label.

    Attributes:
        hand: Index of the hand in the record.
        read: What the machine had read.
        right: What it should have read, or `not_a_hand`.
        facts: The hand as it was found, with its landmarks; no pixels.
    """

    id: int
    photo_id: str
    hand: int
    read: Gesture
    right: str
    who: str
    at: dt.datetime
    facts: dict[str, Any]


def correct_hand(
    connection: Connection, photo: PhotoDetail, hand: int, right: str, who: str, now: dt.datetime
) -> Label:
    """Put a corrected label on record.

    Args:
        connection: The database.
        photo: A photo with a record.
        hand: Index of the hand in the record.
        right: One of `RIGHT_LABELS`.
        who: Who corrects it.
        now: The time.

    Raises:
        IndexError: The record has no such hand.
    """
    found = photo.require_record()
    read = found.hands[hand]
    traces = photo.traces.hands[hand] if hand < len(photo.traces.hands) else ()
    facts = {
        "photo_sha256": photo.sha256,
        "width": found.width,
        "height": found.height,
        "hand": hand,
        "box_xyxy": read.box_xyxy,
        "handedness": read.handedness,
        "read": read.gesture.value,
        "confidence": read.confidence,
        "fingers": [finger.value for finger in read.fingers],
        "runs": [run.model_dump(mode="json") for run in traces],
        "models": found.models.model_dump(mode="json"),
    }
    values = {
        "photo_id": photo.id,
        "hand": hand,
        "read": read.gesture.value,
        "right": right,
        "who": who,
        "at": now,
        "facts": json.dumps(facts),
    }
    row = connection.execute(insert(label).values(values).returning(*label.c)).mappings().one()
    touch(connection, photo.id, next_revision(connection, photo.batch_id))
    return _label(row)


def labels_of(connection: Connection, photo_ids: Sequence[str]) -> dict[str, list[Label]]:
    """The labels that hold now on some photos: of each hand the latest, by hand."""
    query = select(label).where(label.c.photo_id.in_(photo_ids)).order_by(label.c.id)
    latest = {(row["photo_id"], row["hand"]): _label(row) for row in connection.execute(query).mappings()}
    found: dict[str, list[Label]] = defaultdict(list)
    for (photo_id, _), corrected in sorted(latest.items()):
        found[photo_id].append(corrected)
    return found


def _label(row: RowMapping) -> Label:
    return Label(**{**row, "read": Gesture(row["read"]), "facts": json.loads(row["facts"])})
