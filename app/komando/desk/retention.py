"""What is not needed any more is wiped: when a batch ends, when its time is over, and whatever a crash left behind."""

from __future__ import annotations

import logging

from komando.desk.batches import (
    Scope,
    batches_to_wipe,
    end_batch,
    expired_batches,
    find_batch,
    note_wiped,
)
from komando.desk.desk import Desk
from komando.desk.names import BatchState
from komando.desk.photos import list_photos
from komando.desk.storage import Picture

logger = logging.getLogger(__name__)


def sweep(desk: Desk) -> list[str]:
    """Let batches expire whose time is over, and wipe the pictures of ended ones; the batches that changed."""
    now = desk.clock()
    with desk.database.write() as connection:
        expired = [
            batch_id
            for batch_id in expired_batches(connection, now)
            if end_batch(connection, batch_id, BatchState.EXPIRED, None, now)
        ]
    with desk.database.read() as connection:
        waiting = batches_to_wipe(connection)
    for batch_id in waiting:
        wipe(desk, batch_id)
    return sorted({*expired, *waiting})


def wipe(desk: Desk, batch_id: str) -> None:
    """Remove the pictures of an ended batch, then note that they are gone: a crash in between is mended by `sweep`.

    As long as somebody downloads them they stay, for `sweep` to remove.
    """
    with desk.loans.shut(batch_id) as free:
        if not free:
            return
        if not _remove(desk, batch_id):
            return
    with desk.database.write() as connection:
        note_wiped(connection, batch_id, desk.clock())


def clean_up(desk: Desk) -> None:
    """At the start, before anything is uploaded: remove files that no photo of the database stands for."""
    for batch_id in desk.pictures.batches():
        with desk.database.read() as connection:
            batch = find_batch(connection, batch_id, Scope(None, everything=True))
            photos = [] if batch is None else list_photos(connection, batch_id)
        if batch is None or batch.wiped_at is not None:
            _remove(desk, batch_id)
            continue
        known = {desk.pictures.path(batch_id, photo.id, picture) for photo in photos for picture in Picture}
        for path in desk.pictures.files(batch_id):
            if path not in known:
                path.unlink(missing_ok=True)


def _remove(desk: Desk, batch_id: str) -> bool:
    """Remove the pictures of a batch, as far as the system lets us; whether none is left."""
    try:
        desk.pictures.wipe(batch_id)
    except OSError as error:
        logger.error("Pictures of an ended batch cannot be removed yet (%s).", error.strerror)  # noqa: TRY400
        return False
    return True
