"""Rows of the desk as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection

from komando.desk.batches import Batch, Counts, count_photos
from komando.desk.decisions import Decision, decisions_of
from komando.desk.labels import Label, labels_of
from komando.desk.names import PhotoState
from komando.desk.photos import Photo, PhotoDetail
from komando.policy.profile import LoadedProfile
from komando.web.desk.schemas import (
    BatchAnswer,
    CountsAnswer,
    DecisionAnswer,
    LabelAnswer,
    PhotoAnswer,
    PhotoDetailAnswer,
    PictureAddresses,
    PolicyAnswer,
    SourceAnswer,
)


def batch_answers(connection: Connection, batches: Sequence[Batch]) -> list[BatchAnswer]:
    """Batches with their counts."""
    counts = count_photos(connection, [batch.id for batch in batches])
    return [_batch_answer(batch, counts[batch.id]) for batch in batches]


def photo_answers(connection: Connection, batch: Batch, photos: Sequence[Photo]) -> list[PhotoAnswer]:
    """Photos of one batch, each with the decision that holds."""
    decided = [photo.id for photo in photos if photo.decision_id is not None]
    decisions = decisions_of(connection, decided) if decided else {}
    return [_photo_answer(batch, photo, decisions.get(photo.id, ())) for photo in photos]


def photo_detail_answer(
    connection: Connection, batch: Batch, photo: PhotoDetail, policy: LoadedProfile | None
) -> PhotoDetailAnswer:
    """A photo with record, decisions and labels; `policy` is that of the batch, if it is still there."""
    decisions = decisions_of(connection, [photo.id])[photo.id]
    labels = labels_of(connection, [photo.id])[photo.id]
    return PhotoDetailAnswer(
        **dict(_photo_answer(batch, photo, decisions)),
        record=photo.record,
        landmarks=[[(x, y) for run in runs[:1] for x, y, _ in run.points_xyz] for runs in photo.traces.hands],
        faces=list(photo.traces.faces_xyxy),
        sources=_sources(photo, policy),
        decisions=[decision_answer(decision) for decision in decisions],
        labels=[label_answer(label) for label in labels],
    )


def decision_answer(decision: Decision) -> DecisionAnswer:
    """A decision."""
    return DecisionAnswer(
        id=decision.id,
        photo=decision.photo_id,
        decision=decision.kind,
        reason=decision.reason,
        note=decision.note,
        who=decision.who,
        at=decision.at,
        verdict=decision.verdict,
        rules=decision.rules,
        policy=decision.policy,
        models=decision.models,
        photo_sha256=decision.photo_sha256,
    )


def label_answer(label: Label) -> LabelAnswer:
    """A corrected label."""
    return LabelAnswer(
        photo=label.photo_id, hand=label.hand, read=label.read, right=label.right, who=label.who, at=label.at
    )


def _batch_answer(batch: Batch, counts: Counts) -> BatchAnswer:
    return BatchAnswer(
        id=batch.id,
        title=batch.title,
        state=batch.state,
        policy=PolicyAnswer(id=batch.policy_id, sha256=batch.policy_sha256, title=batch.policy_title),
        date=batch.day,
        office=batch.office,
        created_by=batch.created_by,
        created_at=batch.created_at,
        expires_at=batch.expires_at,
        closed_at=batch.closed_at,
        closed_by=batch.closed_by,
        keep_pictures=batch.keep_pictures,
        pictures=batch.wiped_at is None,
        revision=batch.revision,
        counts=CountsAnswer(**asdict(counts)),
    )


def _photo_answer(batch: Batch, photo: Photo, decisions: Sequence[Decision]) -> PhotoAnswer:
    last = decisions[-1] if decisions else None
    return PhotoAnswer(
        id=photo.id,
        batch=photo.batch_id,
        position=photo.position,
        name=photo.name,
        bytes=photo.bytes,
        sha256=photo.sha256,
        added_at=photo.added_at,
        revision=photo.revision,
        state=photo.state,
        verdict=photo.verdict,
        outcome=photo.outcome,
        width=photo.width,
        height=photo.height,
        hands=photo.hands,
        rules=photo.rules,
        summary=photo.summary,
        decision=None if last is None else decision_answer(last),
        pictures=_addresses(batch, photo),
    )


def _addresses(batch: Batch, photo: Photo) -> PictureAddresses:
    there = batch.wiped_at is None
    at = f"/v1/photos/{photo.id}"
    return PictureAddresses(
        thumbnail=f"{at}/thumbnail" if there and photo.has_preview else None,
        display=f"{at}/display" if there and photo.has_preview else None,
        original=f"{at}/original" if there else None,
        marked=f"{at}/marked" if there and photo.has_marked and photo.state == PhotoState.CHECKED else None,
    )


def _sources(photo: PhotoDetail, policy: LoadedProfile | None) -> dict[str, SourceAnswer]:
    if photo.record is None or policy is None:
        return {}
    named = dict.fromkeys(key for finding in photo.record.findings for key in finding.sources)
    known = policy.profile.sources
    return {
        key: SourceAnswer(title=known[key].title, address=known[key].address, date=known[key].date)
        for key in named
        if key in known
    }
