"""`POST /v1/batches/{id}/photos`: one photo in, to be checked in the background."""

from __future__ import annotations

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from komando.desk.batches import Batch, lock_open_batch, new_id
from komando.desk.checks import let_wait_again
from komando.desk.photos import BatchFullError, NewPhoto, Photo, add_photo, same_photo
from komando.desk.storage import force_to_disk
from komando.errors import EmptyPhotoError
from komando.web import access
from komando.web.access import SignedIn, Visitor
from komando.web.desk.deps import OpenBatch, Service, not_open
from komando.web.desk.schemas import PhotoAnswer
from komando.web.desk.service import DeskService
from komando.web.desk.views import photo_answers
from komando.web.documents import PHOTO_BODY, problems
from komando.web.limits import limited_body, upload_deadline
from komando.web.problems import ProblemError
from komando.web.upload import base_name, receive_photo

router = APIRouter()

_MULTIPART: Final = "multipart/form-data"
_RAW: Final = ("image/", "application/octet-stream")
_FULL_RETRY_SECONDS: Final = 60
_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {**PHOTO_BODY["requestBody"]["content"], "application/octet-stream": _BINARY, "image/*": _BINARY},
    }
}


@router.post(
    "/v1/batches/{batch_id}/photos",
    summary="Upload a photo",
    status_code=HTTPStatus.ACCEPTED,
    response_model=PhotoAnswer,
    dependencies=[access.CHECKER],
    responses={
        200: {"model": PhotoAnswer, "description": "The batch has this file, and its check."},
        **problems(400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503),
    },
    openapi_extra=_BODY,
)
async def upload_photo(
    request: Request,
    response: Response,
    batch: OpenBatch,
    service: Service,
    visitor: SignedIn,
    name: Annotated[str, Query(description="File name of a raw body; a multipart body has its own.")] = "",
) -> PhotoAnswer:
    """The body is the file itself, or multipart with the one file field `photo`. The answer comes before the check.

    A file that the batch has already is not doubled; if it could not be checked for a reason that may have passed, it
    is checked once more.
    """
    with service.admit_upload():
        photo_id = new_id()
        try:
            new = await _receive(request, batch, photo_id, service, name)
            photo, waits = await asyncio.to_thread(_enter, service, batch, new, visitor)
        except FileNotFoundError:
            raise not_open() from None  # the batch ended meanwhile, and its folder with it
        except BaseException:
            service.desk.pictures.forget(batch.id, photo_id)
            raise
    if photo.id != photo_id:
        service.desk.pictures.forget(batch.id, photo_id)
    if waits:
        service.runner.add(photo)
        service.bells.ring(batch.id)
    else:
        response.status_code = HTTPStatus.OK
    response.headers["Location"] = f"/v1/photos/{photo.id}"
    return await asyncio.to_thread(_answer, service, batch, photo)


async def _receive(request: Request, batch: Batch, photo_id: str, service: DeskService, name: str) -> NewPhoto:
    """Put the body into the store as it comes."""
    digest, size = hashlib.sha256(), 0
    try:
        with service.desk.pictures.receive(batch.id, photo_id) as file:
            async with upload_deadline(service.settings.upload_seconds):
                body = _Body(request, service, name)
                async for chunk in body.chunks():
                    digest.update(chunk)
                    size += file.write(chunk)
            if size == 0:
                raise ProblemError(EmptyPhotoError.code, 422, "The file is empty (0 bytes).", EmptyPhotoError.hint)
            await asyncio.to_thread(force_to_disk, file)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _no_space() from error
        raise
    return NewPhoto(photo_id, body.name, size, digest.hexdigest())


class _Body:
    """The photo in the body, whichever way it was sent.

    Attributes:
        name: The file's name, known when the body was read.
    """

    def __init__(self, request: Request, service: DeskService, name: str) -> None:
        self._request = request
        self._settings = service.settings
        self._type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        self.name = base_name(name)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the photo.

        Raises:
            ProblemError: 400, 408, 413, 415 or 422.
        """
        if self._type == _MULTIPART:
            upload = await receive_photo(self._request, self._settings)
            self.name = upload.name
            yield upload.data
        elif self._type.startswith(_RAW):
            async for chunk in limited_body(self._request, self._settings.max_bytes):
                yield chunk
        else:
            detail = f"The content type must be image/*, application/octet-stream or {_MULTIPART}."
            raise ProblemError("upload-not-a-photo", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def _enter(service: DeskService, batch: Batch, new: NewPhoto, visitor: Visitor) -> tuple[Photo, bool]:
    """Put the photo into the batch, or find the one that is there already; whether it is to be checked now."""
    desk = service.desk
    with desk.database.write() as connection:
        if not lock_open_batch(connection, batch.id):  # before looking: of two that are the same one comes first
            raise not_open()
        there = same_photo(connection, batch.id, new.sha256, new.name)
        if there is not None:
            return _once_more(service, connection, there, new)
        try:
            photo = add_photo(connection, batch, new, visitor.name, desk.clock(), service.settings.batch_photos)
        except BatchFullError:
            raise _full(service.settings.batch_photos) from None
    if photo is None:
        raise not_open()
    return photo, True


def _once_more(service: DeskService, connection: Connection, there: Photo, new: NewPhoto) -> tuple[Photo, bool]:
    again = let_wait_again(connection, there.id)
    if again is None:
        return there, False
    service.desk.pictures.renew(there.batch_id, there.id, new.id)
    return again, True


def _answer(service: DeskService, batch: Batch, photo: Photo) -> PhotoAnswer:
    with service.desk.database.read() as connection:
        (answer,) = photo_answers(connection, batch, [photo])
    return answer


def _full(most: int) -> ProblemError:
    detail = f"The batch has {most} photos already, the most that it may have."
    return ProblemError("batch-full", HTTPStatus.CONFLICT, detail, "Open another batch for the rest.")


def _no_space() -> ProblemError:
    return ProblemError(
        "no-space",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "There is no space left for photos.",
        "Close batches that are decided, then send the photo again.",
        headers={"Retry-After": str(_FULL_RETRY_SECONDS)},
    )
