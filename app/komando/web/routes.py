"""`POST /v1/check`: one photo in, its record or its marked picture out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from komando.checker import CheckedPhoto
from komando.record import PhotoRecord
from komando.report.marked import draw_marked, encode_jpeg
from komando.web.deps import Pool, ServiceSettings, Shelf
from komando.web.documents import PHOTO_BODY, problems
from komando.web.negotiation import choose_media_type
from komando.web.problems import ProblemError, unreadable_photo
from komando.web.upload import receive_photo
from komando.workers.jobs import CheckBytes, Checked

_JSON: Final = "application/json"
_JPEG: Final = "image/jpeg"
_OFFERED: Final = (_JSON, _JPEG)

_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The record, or with `Accept: image/jpeg` the marked picture.",
        "content": {_JPEG: {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            "Komando-Verdict": {"description": "The photo's verdict.", "schema": {"type": "string"}},
            "Komando-Rules": {
                "description": "Rules of the findings, with commas between them; missing if there are none.",
                "schema": {"type": "string"},
            },
        },
    },
    **problems(400, 401, 403, 406, 408, 413, 415, 422, 429, 500, 503),
}

router = APIRouter(tags=["check"])


class Faces(StrEnum):
    """Faces in the marked picture."""

    BLUR = "blur"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class DrawMarked:
    """Draws the marked picture where the pixels are: in the worker.

    Attributes:
        language: Of the labels.
        blur_faces: See `draw_marked`.
    """

    language: str
    blur_faces: bool

    def __call__(self, checked: CheckedPhoto) -> bytes | None:
        """JPEG bytes; None for a photo that could not be read."""
        return None if checked.photo is None else encode_jpeg(draw_marked(checked, self.language, self.blur_faces))


FacesQuery = Annotated[Faces, Query(description="Faces in the marked picture.")]
LanguageQuery = Annotated[
    Literal["id", "en"] | None, Query(description="Language of the marked picture; the service's own if not given.")
]
PolicyQuery = Annotated[
    str | None, Query(description="Id of a policy of `GET /v1/policies`; the service's own if not given.")
]
DateQuery = Annotated[
    dt.date | None, Query(description="Day of publishing, for policies with an election; today if not given.")
]


@router.post(
    "/v1/check",
    summary="Check one photo",
    response_model=PhotoRecord,
    responses=_ANSWERS,
    openapi_extra=PHOTO_BODY,
)
async def check_photo(  # noqa: PLR0913 - one parameter for each of the request's
    request: Request,
    pool: Pool,
    settings: ServiceSettings,
    shelf: Shelf,
    *,
    policy: PolicyQuery = None,
    date: DateQuery = None,
    faces: FacesQuery = Faces.BLUR,
    lang: LanguageQuery = None,
) -> Response:
    """Judge one photo. A photo that cannot be read is a problem that carries the record; it is never a pass."""
    media_type = _negotiate(request)
    terms = shelf.terms(policy, date)

    draw = DrawMarked(lang or settings.lang, blur_faces=faces == Faces.BLUR) if media_type == _JPEG else None
    with pool.admit():
        upload = await receive_photo(request, settings)
        answer = await pool.check(CheckBytes(upload.data, upload.name, terms, draw))
    return _respond(answer)


def _negotiate(request: Request) -> str:
    chosen = choose_media_type(request.headers.getlist("accept"), _OFFERED)
    if chosen is None:
        detail = f"The answer comes as {' or '.join(_OFFERED)}."
        raise ProblemError("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, detail, "Send one of these as `Accept`.")
    return chosen


def _respond(answer: Checked[bytes | None]) -> Response:
    record = answer.record
    if record.error is not None:
        raise unreadable_photo(record, record.error)
    headers = {"Komando-Verdict": str(record.verdict), "Vary": "Accept"}
    if record.findings:
        headers["Komando-Rules"] = ", ".join(dict.fromkeys(finding.rule for finding in record.findings))
    if answer.product is not None:
        return Response(answer.product, media_type=_JPEG, headers=headers)
    return Response(record.to_json(), media_type=_JSON, headers=headers)
