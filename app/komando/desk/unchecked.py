"""The record of a photo that the machine could not check although it may be fine: never a pass."""

from __future__ import annotations

from komando.desk.batches import Batch
from komando.desk.photos import Photo
from komando.policy.verdict import Verdict
from komando.record import ErrorRecord, ModelStamps, PhotoRecord, PolicyStamp, Timings


def unchecked_record(photo: Photo, batch: Batch, models: ModelStamps, error: ErrorRecord) -> PhotoRecord:
    """A record with an error instead of hands."""
    return PhotoRecord(
        path=photo.name,
        sha256=photo.sha256,
        width=None,
        height=None,
        verdict=Verdict.UNREADABLE,
        policy=PolicyStamp(id=batch.policy_id, sha256=batch.policy_sha256),
        models=models,
        smallest_readable_hand_px=None,
        hands=(),
        people=(),
        findings=(),
        error=error,
        timings_ms=Timings(),
    )
