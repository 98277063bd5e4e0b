"""What the desk's routes get, and the batch or photo that an address names: 404 unless the visitor may see it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request

from komando.desk.batches import Batch, find_batch
from komando.desk.photos import PhotoDetail, find_photo
from komando.web.access import SignedIn
from komando.web.desk.service import DeskService
from komando.web.problems import ProblemError

ID_PATTERN = "^[0-9a-f]{32}$"

BatchId = Annotated[str, Path(pattern=ID_PATTERN, description="Id of a batch.")]
PhotoId = Annotated[str, Path(pattern=ID_PATTERN, description="Id of a photo.")]


def _service(request: Request) -> DeskService:
    service: DeskService = request.state.desk
    return service


Service = Annotated[DeskService, Depends(_service)]


def _visible_batch(batch_id: BatchId, service: Service, visitor: SignedIn) -> Batch:
    with service.desk.database.read() as connection:
        batch = find_batch(connection, batch_id, visitor.scope)
    if batch is None:
        raise _not_found()
    return batch


def _open_batch(batch: Annotated[Batch, Depends(_visible_batch)]) -> Batch:
    if not batch.is_open:
        raise not_open()
    return batch


def _visible_photo(photo_id: PhotoId, service: Service, visitor: SignedIn) -> PhotoDetail:
    with service.desk.database.read() as connection:
        photo = find_photo(connection, photo_id)
        if photo is None or find_batch(connection, photo.batch_id, visitor.scope) is None:
            raise _not_found()
    return photo


def _batch_of_photo(
    photo: Annotated[PhotoDetail, Depends(_visible_photo)], service: Service, visitor: SignedIn
) -> Batch:
    with service.desk.database.read() as connection:
        batch = find_batch(connection, photo.batch_id, visitor.scope)
    if batch is None:
        raise _not_found()
    return batch


def not_open() -> ProblemError:
    """409: the batch was closed, has expired or was discarded."""
    detail = "The batch is not open any more."
    return ProblemError("batch-not-open", HTTPStatus.CONFLICT, detail, "Open a new batch.")


def wiped() -> ProblemError:
    """410: the pictures are gone for good."""
    detail = "The pictures of this batch have been removed."
    return ProblemError("pictures-wiped", HTTPStatus.GONE, detail, "Upload the photos to a new batch.")


def _not_found() -> ProblemError:
    return ProblemError("not-found", HTTPStatus.NOT_FOUND, "There is nothing at this address for you.")


VisibleBatch = Annotated[Batch, Depends(_visible_batch)]
OpenBatch = Annotated[Batch, Depends(_open_batch)]
VisiblePhoto = Annotated[PhotoDetail, Depends(_visible_photo)]
BatchOfPhoto = Annotated[Batch, Depends(_batch_of_photo)]
