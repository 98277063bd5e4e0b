"""`/v1/batches`: open, list, close and discard batches."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from komando.desk.batches import (
    NewBatch,
    Scope,
    count_photos,
    create_batch,
    end_batch,
    find_batch,
    list_batches,
    lock_open_batch,
)
from komando.desk.names import BatchState, Role
from komando.desk.retention import wipe
from komando.web import access
from komando.web.access import SignedIn, Visitor
from komando.web.deps import Shelf
from komando.web.desk.deps import ID_PATTERN, OpenBatch, Service, VisibleBatch, not_open
from komando.web.desk.schemas import BatchAnswer, BatchesAnswer, NewBatchBody
from komando.web.desk.service import DeskService
from komando.web.desk.views import batch_answers
from komando.web.documents import problems
from komando.web.problems import ProblemError

router = APIRouter()

_SEEN: Final = problems(401, 403, 404, 422, 429)


@router.post(
    "/v1/batches",
    summary="Open a batch",
    status_code=HTTPStatus.CREATED,
    dependencies=[access.CHECKER],
    responses=problems(400, 401, 403, 413, 422, 429),
)
def open_batch(
    body: NewBatchBody, response: Response, service: Service, shelf: Shelf, visitor: SignedIn
) -> BatchAnswer:
    """For the photos of one event. It ends, and its pictures with it, after some hours if nobody closes it."""
    if body.keep_pictures and not visitor.role.may(Role.ADMIN):
        raise _kept()
    policy = shelf.named(body.policy)
    new = NewBatch(
        title=body.title,
        policy_id=policy.profile.id,
        policy_sha256=policy.sha256,
        policy_title=policy.profile.title,
        day=body.date,
        office=visitor.office,
        keep_pictures=body.keep_pictures,
    )
    desk = service.desk
    with desk.database.write() as connection:
        batch = create_batch(connection, new, visitor.name, desk.clock(), service.settings.keep_hours)
        (answer,) = batch_answers(connection, [batch])
    desk.pictures.make_batch(batch.id)
    response.headers["Location"] = f"/v1/batches/{batch.id}"
    return answer


@router.get("/v1/batches", summary="Batches", dependencies=[access.CHECKER], responses=problems(401, 403, 422, 429))
def get_batches(
    service: Service,
    visitor: SignedIn,
    state: Annotated[tuple[BatchState, ...], Query(description="Only these.")] = (),
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(pattern=ID_PATTERN, description="`next` of the page before.")] = None,
) -> BatchesAnswer:
    """Of your office, the newest first."""
    with service.desk.database.read() as connection:
        start = None if before is None else find_batch(connection, before, visitor.scope)
        found = list_batches(connection, visitor.scope, state, limit + 1, start)
        answers = batch_answers(connection, found[:limit])
    return BatchesAnswer(batches=answers, next=found[limit - 1].id if len(found) > limit else None)


@router.get("/v1/batches/{batch_id}", summary="One batch", dependencies=[access.CHECKER], responses=_SEEN)
def get_batch(batch: VisibleBatch, service: Service) -> BatchAnswer:
    """With its counts."""
    with service.desk.database.read() as connection:
        (answer,) = batch_answers(connection, [batch])
    return answer


@router.post(
    "/v1/batches/{batch_id}/close",
    summary="Close a decided batch",
    dependencies=[access.REVIEWER],
    responses={**_SEEN, **problems(409)},
)
def close_batch(batch: OpenBatch, service: Service, visitor: SignedIn) -> BatchAnswer:
    """Every photo has its verdict or decision: the pictures are removed now, the record stays."""
    with service.desk.database.write() as connection:
        if not lock_open_batch(connection, batch.id):
            raise not_open()
        counts = count_photos(connection, [batch.id])[batch.id]
        if counts.checked < counts.photos:
            raise _conflict("batch-checking", "Some photos of the batch are still waiting to be checked.")
        if counts.undecided:
            raise _conflict("batch-undecided", f"{counts.undecided} photos of the batch wait for a decision.")
        _refuse_while_downloaded(service, batch.id)
        end_batch(connection, batch.id, BatchState.CLOSED, visitor.name, service.desk.clock())
    return _ended(batch.id, service, visitor, keep=batch.keep_pictures)


@router.delete(
    "/v1/batches/{batch_id}",
    summary="Discard a batch",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[access.REVIEWER],
    responses={**_SEEN, **problems(409)},
)
def discard_batch(batch: VisibleBatch, service: Service, visitor: SignedIn) -> None:
    """Remove its pictures at once, whatever was decided; decisions and small facts stay on record."""
    if not batch.is_open and batch.wiped_at is None and not visitor.role.may(Role.ADMIN):
        raise _kept()
    with service.desk.database.write() as connection:
        ended = end_batch(connection, batch.id, BatchState.DISCARDED, visitor.name, service.desk.clock())
        if ended:
            _refuse_while_downloaded(service, batch.id)
    if ended:
        _ended(batch.id, service, visitor, keep=False)


def _ended(batch_id: str, service: DeskService, visitor: Visitor, *, keep: bool) -> BatchAnswer:
    service.runner.drop(batch_id)
    if not keep:
        wipe(service.desk, batch_id)
    service.bells.ring(batch_id)
    with service.desk.database.read() as connection:
        batch = find_batch(connection, batch_id, Scope(visitor.office, everything=True))
        (answer,) = batch_answers(connection, [] if batch is None else [batch])
    return answer


def _refuse_while_downloaded(service: DeskService, batch_id: str) -> None:
    """What is being taken away must not be removed under it."""
    if service.desk.loans.is_out(batch_id):
        detail = "The approved photos of the batch are being downloaded."
        hint = "Wait until the download has ended, then try again."
        raise ProblemError("batch-in-download", HTTPStatus.CONFLICT, detail, hint)


def _kept() -> ProblemError:
    detail = "Only an admin may have pictures kept, and remove such ones."
    return ProblemError("role", HTTPStatus.FORBIDDEN, detail, "Ask somebody with that role.")


def _conflict(code: str, detail: str) -> ProblemError:
    return ProblemError(code, HTTPStatus.CONFLICT, detail, "Wait for the checks and decide on every photo first.")
