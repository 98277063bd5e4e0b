"""How far the machine is with a photo: begun, given up for now, finished, to be done once more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from sqlalchemy import Connection, update

from komando.desk.batches import next_revision
from komando.desk.check_errors import error_text, may_pass
from komando.desk.names import Outcome, PhotoState
from komando.desk.photos import Photo, find_photo
from komando.desk.tables import photo
from komando.desk.traces import PhotoTraces
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord

_OUTCOMES: Final = {
    Verdict.PASS: Outcome.PASS,
    Verdict.REVIEW: Outcome.UNDECIDED,
    Verdict.HOLD: Outcome.UNDECIDED,
    Verdict.UNREADABLE: Outcome.UNREADABLE,
}


def begin_check(connection: Connection, photo_id: str, batch_id: str) -> int:
    """Note that the machine looks at a photo now; the number of the attempt."""
    revision = next_revision(connection, batch_id)
    begun = (
        update(photo)
        .where(photo.c.id == photo_id, photo.c.state != PhotoState.CHECKED.value)
        .values(state=PhotoState.CHECKING.value, attempts=photo.c.attempts + 1, revision=revision)
        .returning(photo.c.attempts)
    )
    return connection.execute(begun).scalar() or 0


def release_check(connection: Connection, photo_id: str, batch_id: str) -> None:
    """The machine could not look at all: the photo waits again, and the attempt does not count."""
    revision = next_revision(connection, batch_id)
    released = update(photo).where(photo.c.id == photo_id, photo.c.state == PhotoState.CHECKING.value)
    values = {"state": PhotoState.WAITING.value, "attempts": photo.c.attempts - 1, "revision": revision}
    connection.execute(released.values(values))


def finish_check(
    connection: Connection, target: Photo, record: PhotoRecord, traces: PhotoTraces, now: dt.datetime
) -> None:
    """Put down what the machine says. A photo that has its verdict keeps it."""
    rules = list(dict.fromkeys(finding.rule for finding in record.findings))
    summary = _summary(record)
    values = {
        "state": PhotoState.CHECKED.value,
        "verdict": record.verdict.value,
        "outcome": _OUTCOMES[record.verdict].value,
        "width": record.width,
        "height": record.height,
        "hands": len(record.hands),
        "rules": json.dumps(rules),
        "summary": None if summary is None else summary.model_dump_json(),
        "record": record.to_json(),
        "traces": traces.model_dump_json(),
        "checked_at": now,
        "revision": next_revision(connection, target.batch_id),
    }
    unfinished = (photo.c.id == target.id, photo.c.state != PhotoState.CHECKED.value)
    connection.execute(update(photo).where(*unfinished).values(values))


def let_wait_again(connection: Connection, photo_id: str) -> Photo | None:
    """Let a photo wait again that could not be checked for a reason that may have passed; None for any other."""
    target = find_photo(connection, photo_id)
    if target is None or target.record is None or target.record.error is None or not may_pass(target.record.error):
        return None
    values = {
        "state": PhotoState.WAITING.value,
        "attempts": 0,
        "verdict": None,
        "outcome": Outcome.WAITING.value,
        "summary": None,
        "record": None,
        "traces": None,
        "checked_at": None,
        "revision": next_revision(connection, target.batch_id),
    }
    connection.execute(update(photo).where(photo.c.id == photo_id).values(values))
    return find_photo(connection, photo_id)


def note_pictures(connection: Connection, target: Photo, *, marked: bool, size_wh: tuple[int, int] | None) -> None:
    """Thumbnail and display picture are there, and the marked ones if `marked`."""
    values: dict[str, object] = {"has_preview": True, "revision": next_revision(connection, target.batch_id)}
    if marked:
        values["has_marked"] = True
    if size_wh is not None:
        values["width"], values["height"] = size_wh
    connection.execute(update(photo).where(photo.c.id == target.id).values(values))


def _summary(record: PhotoRecord) -> Localized | None:
    if record.error is not None:
        return Localized(
            id=error_text(record.error, "id"),
            en=error_text(record.error, "en"),
        )
    return record.findings[0].message if record.findings else None
