"""Pictures of a photo, as long as they are kept."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from komando.desk.batches import Batch
from komando.desk.names import Role
from komando.desk.photos import Photo
from komando.desk.storage import Picture
from komando.web import access
from komando.web.access import SignedIn, Visitor
from komando.web.desk.attachment import attachment
from komando.web.desk.deps import BatchOfPhoto, Service, VisiblePhoto, wiped
from komando.web.desk.service import DeskService
from komando.web.documents import problems
from komando.web.problems import ProblemError
from komando.web.routes import Faces

_JPEG: Final = "image/jpeg"
_BYTES: Final = "application/octet-stream"
_ERRORS: Final = problems(401, 403, 404, 410, 422, 429)


def _content(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}, **_ERRORS}


router = APIRouter(dependencies=[access.CHECKER], default_response_class=Response)

FacesQuery = Annotated[Faces, Query(description="Whether faces are blurred; `show` takes an admin.")]


@router.get("/v1/photos/{photo_id}/thumbnail", summary="Thumbnail, at most 320 px", responses=_content(_JPEG))
async def get_thumbnail(photo: VisiblePhoto, batch: BatchOfPhoto, service: Service) -> Response:
    """Upright, without EXIF."""
    return Response(await _read(service, batch, photo, Picture.THUMBNAIL), media_type=_JPEG)


@router.get(
    "/v1/photos/{photo_id}/display", summary="The photo for a screen, at most 2048 px", responses=_content(_JPEG)
)
async def get_display(photo: VisiblePhoto, batch: BatchOfPhoto, service: Service) -> Response:
    """Upright, without EXIF."""
    return Response(await _read(service, batch, photo, Picture.DISPLAY), media_type=_JPEG)


@router.get("/v1/photos/{photo_id}/marked", summary="Marked picture, at most 480 px", responses=_content(_JPEG))
async def get_marked(
    photo: VisiblePhoto, batch: BatchOfPhoto, service: Service, visitor: SignedIn, faces: FacesQuery = Faces.BLUR
) -> Response:
    """Boxes and icons at the hands."""
    picture = marked_picture(faces, visitor)
    return Response(await _read(service, batch, photo, picture), media_type=_JPEG)


@router.get("/v1/photos/{photo_id}/original", summary="The file as it was uploaded", responses=_content(_BYTES))
async def get_original(photo: VisiblePhoto, batch: BatchOfPhoto, service: Service) -> Response:
    """Its own bytes, for saving: a browser does not show it."""
    data = await _read(service, batch, photo, Picture.ORIGINAL)
    return Response(data, media_type=_BYTES, headers=attachment(photo.name))


def marked_picture(faces: Faces, visitor: Visitor) -> Picture:
    """Which marked picture somebody may see.

    Raises:
        ProblemError: 403.
    """
    if faces == Faces.BLUR:
        return Picture.MARKED
    if not visitor.role.may(Role.ADMIN):
        detail = "Faces are shown to an admin only."
        raise ProblemError("role", HTTPStatus.FORBIDDEN, detail, "Ask somebody with that role.")
    return Picture.MARKED_FACES


async def _read(service: DeskService, batch: Batch, photo: Photo, picture: Picture) -> bytes:
    if batch.wiped_at is not None:
        raise wiped()
    path: Path = service.desk.pictures.path(batch.id, photo.id, picture)
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        detail = "This picture is not there yet."
        raise ProblemError("picture-not-there", HTTPStatus.NOT_FOUND, detail, "Try again in a moment.") from None
