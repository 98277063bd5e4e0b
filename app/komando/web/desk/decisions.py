"""`POST /v1/photos/{id}/decisions`: a person clears or holds a photo."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from komando.desk.batches import lock_open_batch
from komando.desk.decisions import ConflictError, NewDecision, UndecidableError, decide, last_decision
from komando.desk.names import PhotoState
from komando.desk.photos import Photo, find_photo
from komando.desk.reasons import OTHER, REASONS
from komando.web import access
from komando.web.access import SignedIn
from komando.web.desk.deps import BatchOfPhoto, Service, VisiblePhoto, not_open
from komando.web.desk.schemas import NewDecisionBody, PhotoAnswer
from komando.web.desk.service import DeskService
from komando.web.desk.views import decision_answer, photo_answers
from komando.web.documents import problems
from komando.web.problems import ProblemError

router = APIRouter()


@router.post(
    "/v1/photos/{photo_id}/decisions",
    summary="Clear or hold a photo",
    status_code=HTTPStatus.CREATED,
    dependencies=[access.REVIEWER],
    responses=problems(400, 401, 403, 404, 409, 413, 422, 429),
)
def post_decision(
    body: NewDecisionBody,
    response: Response,
    photo: VisiblePhoto,
    batch: BatchOfPhoto,
    service: Service,
    visitor: SignedIn,
) -> PhotoAnswer:
    """It goes on record for good; a later decision takes its place. A pass can be held too."""
    _check_reason(body)
    new = NewDecision(body.decision, body.reason, body.note, visitor.name, body.last_decision)
    desk = service.desk
    try:
        with desk.database.write() as connection:
            if not lock_open_batch(connection, batch.id):
                raise not_open()
            decide(connection, photo.id, new, desk.clock())
    except ConflictError:
        raise _conflict(service, photo) from None
    except UndecidableError:
        raise _undecidable(photo) from None
    service.bells.ring(batch.id)
    response.headers["Location"] = f"/v1/photos/{photo.id}"
    with desk.database.read() as connection:
        (answer,) = photo_answers(connection, batch, [find_photo(connection, photo.id) or photo])
    return answer


def _check_reason(body: NewDecisionBody) -> None:
    if body.reason not in REASONS[body.decision]:
        detail = f"There is no reason of that code to {body.decision} a photo."
        raise ProblemError("reason-unknown", HTTPStatus.UNPROCESSABLE_ENTITY, detail, "GET /v1/desk names them.")
    if body.reason == OTHER and not body.note:
        detail = "Another reason needs a note that tells it."
        raise ProblemError("note-needed", HTTPStatus.UNPROCESSABLE_ENTITY, detail, "Write a note.")


def _conflict(service: DeskService, photo: Photo) -> ProblemError:
    """Tells the decision that was faster."""
    with service.desk.database.read() as connection:
        newer = last_decision(connection, photo.id)
    told = None if newer is None else decision_answer(newer).model_dump(mode="json")
    return ProblemError(
        "decision-conflict",
        HTTPStatus.CONFLICT,
        "Somebody else has decided on this photo in the meantime.",
        "Look at that decision; to change it, decide again with its id as last_decision.",
        extra={"decision": told},
    )


def _undecidable(photo: Photo) -> ProblemError:
    if photo.state == PhotoState.CHECKED:
        detail = "The photo could not be read, so it cannot be cleared, and it is never approved."
        return ProblemError("photo-unreadable", HTTPStatus.CONFLICT, detail, "Upload a copy that can be read.")
    detail = "The photo was not checked yet."
    return ProblemError("photo-not-checked", HTTPStatus.CONFLICT, detail, "Wait for its verdict.")
