"""What is known of photos: the list of a batch and one photo with its record; and corrected labels."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from komando.desk.batches import Scope, find_batch, lock_open_batch
from komando.desk.labels import RIGHT_LABELS, correct_hand
from komando.desk.names import Outcome
from komando.desk.photos import list_photos
from komando.policy.verdict import Verdict
from komando.web import access
from komando.web.access import SignedIn
from komando.web.deps import Shelf
from komando.web.desk.deps import BatchOfPhoto, Service, VisibleBatch, VisiblePhoto, not_open
from komando.web.desk.schemas import LabelAnswer, LabelBody, PhotoDetailAnswer, PhotosAnswer
from komando.web.desk.views import label_answer, photo_answers, photo_detail_answer
from komando.web.documents import problems
from komando.web.problems import ProblemError

router = APIRouter()


@router.get(
    "/v1/batches/{batch_id}/photos",
    summary="Photos of a batch",
    dependencies=[access.CHECKER],
    responses=problems(401, 403, 404, 422, 429),
)
def get_photos(
    batch: VisibleBatch,
    service: Service,
    verdict: Annotated[tuple[Verdict, ...], Query(description="Only these.")] = (),
    outcome: Annotated[tuple[Outcome, ...], Query(description="Only these.")] = (),
    order: Annotated[
        Literal["worst", "uploaded"], Query(description="What needs a person first, or as sent.")
    ] = "worst",
) -> PhotosAnswer:
    """`revision` is that of the batch at this moment: events after it tell what changed since."""
    with service.desk.database.read() as connection:
        now = find_batch(connection, batch.id, Scope(None, everything=True)) or batch
        photos = list_photos(connection, batch.id, verdict, outcome, worst_first=order == "worst")
        return PhotosAnswer(photos=photo_answers(connection, now, photos), revision=now.revision)


@router.get(
    "/v1/photos/{photo_id}",
    summary="One photo with its record",
    dependencies=[access.CHECKER],
    responses=problems(401, 403, 404, 422, 429),
)
def get_photo(photo: VisiblePhoto, batch: BatchOfPhoto, service: Service, shelf: Shelf) -> PhotoDetailAnswer:
    """Landmarks and faces are there as long as the pictures are."""
    with service.desk.database.read() as connection:
        return photo_detail_answer(connection, batch, photo, shelf.unchanged(batch.policy_id, batch.policy_sha256))


@router.put(
    "/v1/photos/{photo_id}/hands/{hand}/label",
    summary="Correct the label of a hand",
    dependencies=[access.REVIEWER],
    responses=problems(400, 401, 403, 404, 409, 413, 422, 429),
)
def put_label(
    hand: Annotated[int, Path(ge=0, le=10_000, description="Index of the hand in the record.")],
    body: LabelBody,
    photo: VisiblePhoto,
    batch: BatchOfPhoto,
    service: Service,
    visitor: SignedIn,
) -> LabelAnswer:
    """For improving the reader; it changes neither verdict nor decision."""
    if body.gesture not in RIGHT_LABELS:
        detail = "There is no gesture of that name."
        raise ProblemError("gesture-unknown", HTTPStatus.UNPROCESSABLE_ENTITY, detail, "GET /v1/desk names them.")
    if photo.record is None or hand >= len(photo.record.hands):
        raise ProblemError("hand-not-found", HTTPStatus.NOT_FOUND, "The record of the photo has no such hand.")
    desk = service.desk
    with desk.database.write() as connection:
        if not lock_open_batch(connection, batch.id):
            raise not_open()
        label = correct_hand(connection, photo, hand, body.gesture, visitor.name, desk.clock())
    service.bells.ring(batch.id)
    return label_answer(label)
